"""Forms of evidence: files for a row, the facts of the paper in a file."""

from django import forms

from clusters.fields import DateField, LineField
from clusters.forms.base import crispy
from emulation.models import Document

MOST_AT_ONCE = 20


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.Field):
    """One or more files; each is looked at on its own afterwards."""

    widget = ManyFiles(attrs={"class": "form-control"})

    def clean(self, value):
        chosen = [upload for upload in value or [] if upload]
        if not chosen:
            raise forms.ValidationError("Chọn ít nhất một tệp.")
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(
                f"Tối đa {MOST_AT_ONCE} tệp một lần; chia ra nhiều lần tải."
            )
        return chosen


class UploadForm(forms.Form):
    files = ManyFilesField(
        label="Tệp minh chứng",
        help_text="PDF, ảnh JPG, PNG, Word, Excel; mỗi tệp tối đa 20 MB.",
    )


class FactsForm(forms.ModelForm):
    """Number, date and issuer of the paper in a file; the printed list names them."""

    number = LineField(label="Số văn bản", max_length=60, required=False)
    dated_on = DateField(label="Ngày văn bản", required=False)
    issuer = LineField(label="Cơ quan ban hành", max_length=200, required=False)

    class Meta:
        model = Document
        fields = ["number", "dated_on", "issuer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Lưu")
