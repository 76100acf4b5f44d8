"""The form of a paper of a period."""

from django import forms

from clusters.fields import MESSAGES, DateField, LineField
from clusters.forms.base import crispy

FACTS = ["title", "number", "dated_on", "issuer"]


class PaperForm(forms.Form):
    """Number, date, what it is about, who issued it, and the file."""

    number = LineField(label="Số văn bản", max_length=60)
    dated_on = DateField(label="Ngày văn bản")
    title = LineField(label="Trích yếu", max_length=300)
    issuer = LineField(label="Cơ quan ban hành", max_length=200, required=False)
    file = forms.FileField(
        label="Tệp", help_text="PDF, ảnh JPG, PNG, Word, Excel; tối đa 20 MB.", max_length=255
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= MESSAGES | {
            "required": "Chọn tệp văn bản.",
            "invalid": "Chọn tệp văn bản.",
            "empty": "Tệp rỗng, không mở được.",
            "max_length": "Tên tệp dài quá 255 ký tự; đổi tên ngắn hơn.",
        }
        self.helper = crispy("Đính kèm")

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in FACTS}
