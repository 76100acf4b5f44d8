"""Forms of the province's pages: criteria sets, targets."""

from django import forms

from clusters.fields import (
    MESSAGES,
    DateField,
    LineField,
    NumberField,
)
from clusters.forms.base import crispy
from emulation import scoring
from emulation.forms.sheet import FIGURE_LIMIT
from emulation.models import Target

LARGEST_FILE = 1_000_000


class SetFileForm(forms.Form):
    """A criteria set as a file; all its faults are said at once."""

    file = forms.FileField(label="Tệp bộ tiêu chí (JSON)")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= {
            "required": "Chọn tệp bộ tiêu chí.",
            "empty": "Tệp rỗng, không có bộ tiêu chí.",
            "invalid": "Chọn tệp bộ tiêu chí.",
        }
        self.plain = None
        self.helper = crispy("Nhập bộ tiêu chí")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Tệp lớn hơn 1 MB, không phải bộ tiêu chí.")
        try:
            self.plain = scoring.read_set(file.read())
        except scoring.SetFaults as refusal:
            raise forms.ValidationError(refusal.faults) from None
        return file


class TargetsForm(forms.Form):
    """The year's plan figures of one unit, one field a leaf, with the document that gives them."""

    def __init__(self, *args, leaves, given, **kwargs):
        super().__init__(*args, **kwargs)
        self.leaves, self.given = leaves, given
        self.fields["document_number"] = LineField(
            label="Số văn bản giao", max_length=60, required=False
        )
        self.fields["document_date"] = DateField(label="Ngày văn bản", required=False)
        self.fields["source"] = forms.ChoiceField(
            label="Nguồn của các kế hoạch sửa lần này",
            choices=Target.Source.choices,
            initial=Target.Source.PROVINCE,
            required=False,
            error_messages=MESSAGES,
        )
        for leaf in leaves:
            self._add_leaf(leaf)
        self.helper = crispy("Lưu kế hoạch")

    def _add_leaf(self, leaf):
        """A figure, and beside it why there is none."""
        plain, target = leaf.plain, self.given.get(leaf.pk)
        unit = f" ({plain.unit_of_measure})" if plain.unit_of_measure else ""
        self.fields[f"leaf-{leaf.pk}"] = NumberField(
            label=f"{leaf.number} {leaf.title}{unit}",
            kind=plain.number_kind,
            places=4,
            max_value=FIGURE_LIMIT,
            required=False,
        )
        self.fields[f"none-{leaf.pk}"] = LineField(
            label=f"{leaf.number}: lý do không giao", max_length=300, required=False
        )
        if target:
            self.initial |= {
                f"leaf-{leaf.pk}": target.value,
                f"none-{leaf.pk}": target.not_assigned_reason,
            }

    def clean(self):
        """The document belongs to the figures changed with it; alone it would be lost."""
        self._one_of_both()
        data = self.cleaned_data
        document = data.get("document_number") or data.get("document_date")
        if document and not self.errors and not self.changed_targets():
            self.add_error(
                "document_number",
                "Số, ngày văn bản được ghi cho kế hoạch sửa cùng lúc; chưa có kế hoạch nào đổi.",
            )
        return data

    def _one_of_both(self):
        """A figure and a reason why there is none exclude each other."""
        for leaf in self.leaves:
            value = self.cleaned_data.get(f"leaf-{leaf.pk}")
            if value is not None and self.cleaned_data.get(f"none-{leaf.pk}"):
                message = "Đã có kế hoạch thì không ghi lý do không giao. Xóa một trong hai."
                self.add_error(f"none-{leaf.pk}", message)

    def changed_targets(self):
        """(leaf, value, reason for none) of every leaf where something was typed anew."""
        return [
            (leaf, self.cleaned_data[f"leaf-{leaf.pk}"], self.cleaned_data[f"none-{leaf.pk}"])
            for leaf in self.leaves
            if {f"leaf-{leaf.pk}", f"none-{leaf.pk}"} & set(self.changed_data)
        ]
