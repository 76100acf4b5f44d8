"""The signed paper of a sheet, as a file."""

from django import forms

from clusters.forms.base import crispy


class SignedForm(forms.Form):
    """A subclass may ask for another paper by its LABEL."""

    LABEL = "Bản đã ký (PDF ký số, hoặc bản quét PDF, JPG, PNG)"

    file = forms.FileField(
        help_text="Tối đa 20 MB.",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp đã ký.", "invalid": "Chọn lại tệp đã ký."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = self.LABEL
        self.helper = crispy("", form_tag=False)
