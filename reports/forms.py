"""The typed parts of a report."""

from django import forms

from clusters.fields import BlockField
from clusters.forms.base import crispy
from reports.models import Report


class ReportForm(forms.Form):
    """I, III, IV and V; II is made from the figures."""

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        for name in Report.TEXTS:
            label = Report._meta.get_field(name).verbose_name
            self.fields[name] = BlockField(label=label, max_length=8000, required=False, rows=6)
            self.initial[name] = getattr(report, name)
        self.helper = crispy("", form_tag=False)
