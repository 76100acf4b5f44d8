"""Forms of plan figures: the document of a change, a proposal, its decision."""

from django import forms

from clusters.fields import MESSAGES, BlockField, DateField, LineField, NumberField
from clusters.forms.base import crispy
from emulation.forms.sheet import FIGURE_LIMIT
from emulation.models import Target


class DocumentForm(forms.Form):
    """The document that gives or changes plan figures."""

    document_number = LineField(label="Số văn bản giao", max_length=60)
    document_date = DateField(label="Ngày văn bản")
    source = forms.ChoiceField(
        label="Nguồn", choices=Target.Source.choices, error_messages=MESSAGES
    )


class TargetFileForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel chỉ tiêu",
        help_text="Mẫu tải từ trang này, lưu dạng .xlsx.",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp Excel.", "invalid": "Chọn lại tệp Excel."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Xem trước các thay đổi")


class ProposalForm(forms.Form):
    """A unit's own figure, or that it has no such task, with the reason."""

    not_assigned = forms.BooleanField(label="Đề nghị không giao", required=False)
    reason = BlockField(label="Lý do", max_length=1000, rows=3)
    document_number = LineField(label="Số văn bản (nếu có)", max_length=60, required=False)
    field_order = ["value", "not_assigned", "reason", "document_number"]

    def __init__(self, *args, leaf, **kwargs):
        super().__init__(*args, **kwargs)
        unit = f" ({leaf.unit_of_measure})" if leaf.unit_of_measure else ""
        self.fields["value"] = NumberField(
            label=f"Kế hoạch năm đề nghị{unit}",
            kind=leaf.number_kind,
            places=4,
            max_value=FIGURE_LIMIT,
            required=False,
        )
        self.order_fields(self.field_order)
        self.helper = crispy("Gửi đề nghị")

    def clean(self):
        data = self.cleaned_data
        value, none = data.get("value"), data.get("not_assigned")
        if "value" not in self.errors and (value is None) == (not none):
            self.add_error("value", "Nhập số đề nghị, hoặc đánh dấu đề nghị không giao.")
        return data


class DecisionForm(forms.Form):
    """What is decided; declining needs an answer."""

    answer = BlockField(label="Trả lời", max_length=1000, rows=3, required=False)

    def __init__(self, *args, declines=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.declines = declines

    def clean_answer(self):
        if self.declines and not self.cleaned_data["answer"]:
            raise forms.ValidationError("Ghi lý do không chấp nhận; đơn vị đọc câu này.")
        return self.cleaned_data["answer"]
