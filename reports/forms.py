"""What is typed and chosen for a report or a kit; issuing a report; a code from paper."""

import hashlib

from django import forms

from clusters.fields import BlockField, DateField, LineField
from clusters.forms.base import crispy
from emulation.models import Meeting
from reports.kit.parts import offered as kit_parts
from reports.outlines.pieces import offered

MOST_LETTERS = 8000


def base_of(text) -> str:
    """What a text is known by: whoever saves says which text they had before them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class ReportForm(forms.Form):
    """The parts that a person writes, and which tables, charts and annexes stand in the report.

    Beside each text the page sends its base. What another person wrote meanwhile stays, unless
    both wrote in the same part: then nothing is saved and the page says so.
    """

    OTHERS = "Người khác vừa sửa mục này. Chép phần đang viết, tải lại trang rồi ghép."

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report
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

    def clean(self):
        said = super().clean()
        for name in said.keys() & self.report.texts.keys():
            base, present = self.data.get(f"base-{name}"), getattr(self.report, name)
            if base in (None, base_of(present)) or said[name] == present:
                continue
            if base_of(said[name]) == base:
                said[name] = present
            else:
                self.add_error(name, self.OTHERS)
        return said

    @property
    def bases(self):
        """(field, base) of each text as the page holds it: as sent, else as it is stored."""
        texts = self.report.texts.items()
        sent = self.data.get if self.is_bound else lambda name, base: base
        return [(f"base-{name}", sent(f"base-{name}", base_of(text))) for name, text in texts]

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


class KitForm(forms.Form):
    """What is printed and how; the list is that of the meeting's kind."""

    parts = forms.MultipleChoiceField(
        label="Tài liệu", widget=forms.CheckboxSelectMultiple, choices=[]
    )
    with_leaves = forms.BooleanField(
        label="Kèm ma trận tiêu chí thành phần ở các trang sau", required=False
    )
    two_sides = forms.BooleanField(
        label="In hai mặt: mỗi tài liệu bắt đầu ở tờ mới", required=False, initial=True
    )

    helper = crispy("", form_tag=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(part.code, part.title) for part in kit_parts(kind)]
        field = self.fields["parts"]
        field.choices, field.initial = choices, [code for code, _ in choices]
        field.error_messages["required"] = "Chưa chọn tài liệu nào. Đánh dấu ít nhất một tài liệu."
        if kind == Meeting.Kind.SIGNING:
            del self.fields["with_leaves"]


class CodeForm(forms.Form):
    """A code as it is typed from paper: with or without the dash, in capitals or not."""

    code = LineField(label="Mã ở chân trang", max_length=20)

    def clean_code(self):
        digits = "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())
        return f"{digits[:4]}-{digits[4:]}"
