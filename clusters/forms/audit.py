"""What the audit page is asked for."""

from django import forms

from clusters.fields import DateField, LineField


class AuditForm(forms.Form):
    """Filters of the audit page; a blank one narrows nothing. Read from the address."""

    q = LineField(label="Nội dung, trường", max_length=200, required=False)
    nguoi = LineField(label="Người", max_length=120, required=False)
    don_vi = LineField(label="Đơn vị", max_length=120, required=False)
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến hết ngày", required=False)

    def add_prefix(self, field_name):
        """Addresses have a hyphen where names have an underscore."""
        return field_name.replace("_", "-")

    @property
    def asked(self):
        """The cleaned filters by the words of `audit_log.narrowed`; faulty ones are left out."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        names = {"words": "q", "who": "nguoi", "unit": "don_vi", "first": "tu", "last": "den"}
        return {word: data.get(name) for word, name in names.items()}
