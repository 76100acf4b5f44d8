"""What is typed and chosen for a report; issuing it."""

from django import forms

from clusters.fields import BlockField, DateField, LineField
from clusters.forms.base import crispy
from reports.outlines.pieces import offered

MOST_LETTERS = 8000


class ReportForm(forms.Form):
    """The parts that a person writes, and which tables, charts and annexes stand in the report."""

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        for part in report.written:
            self.fields[part.name] = BlockField(
                label=part.heading, max_length=MOST_LETTERS, required=False, rows=6
            )
            self.initial[part.name] = getattr(report, part.name)
        self.fields["pieces"] = forms.MultipleChoiceField(
            label="Bảng, biểu đồ, phụ lục",
            choices=[(piece.code, piece.title) for piece in offered(report.scope)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.initial["pieces"] = report.pieces
        self.helper = crispy("", form_tag=False)

    @property
    def typed(self):
        """The cleaned texts without the choice."""
        return {name: value for name, value in self.cleaned_data.items() if name != "pieces"}


class IssueForm(forms.Form):
    """Number and date of the paper, where they are known already."""

    number = LineField(
        label="Số",
        max_length=20,
        required=False,
        help_text="Để trống nếu văn thư cho số sau khi ký.",
    )
    issued_on = DateField(label="Ngày ban hành", required=False)

    helper = crispy("", form_tag=False)


class CodeForm(forms.Form):
    """A code as it is typed from paper: with or without the dash, in capitals or not."""

    code = LineField(label="Mã ở chân trang", max_length=20)

    helper = crispy("Tra cứu")
    helper.form_method = "get"
    helper.disable_csrf = True

    def clean_code(self):
        digits = "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())
        return f"{digits[:4]}-{digits[4:]}"
