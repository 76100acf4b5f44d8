"""What is typed and chosen for a report or a kit; issuing a report; a code from paper."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from clusters.fields import BlockField, CountField, DateField, LineField
from clusters.forms.base import base_of, crispy
from emulation.forms.signed import SignedForm
from emulation.models import Meeting
from reports.kit.order import CHAIR_SETS, usual_copies
from reports.kit.parts import offered as kit_parts
from reports.models import Kit
from reports.outlines.pieces import offered

MOST_LETTERS = 8000
DAYS_AHEAD = timedelta(days=31)
"""A paper may be dated on the day of a meeting to come, not later."""


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

    @property
    def present(self):
        """What is stored, each field as a text."""
        return self.report.texts | {"pieces": ", ".join(self.report.pieces)}

    def clean(self):
        said = super().clean()
        for name, present in self.present.items():
            if name not in said:
                continue
            mine = ", ".join(said[name]) if name == "pieces" else said[name]
            base = self.data.get(f"base-{name}")
            if base in (None, base_of(present)) or mine == present:
                continue
            if base_of(mine) == base:
                said[name] = getattr(self.report, name)
            else:
                self.add_error(name, self.OTHERS)
        return said

    @property
    def bases(self):
        """(field, base) of each field as the page holds it: as sent, else as it is stored."""
        sent = self.data.get if self.is_bound else lambda name, base: base
        return [(f"base-{name}", sent(f"base-{name}", base_of(text)))
                for name, text in self.present.items()]  # fmt: skip

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

    def __init__(self, *args, belongs_to="", **kwargs):
        """`belongs_to`: id of the form on the page that sends these fields with its own."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values() if belongs_to else ():
            field.widget.attrs["form"] = belongs_to

    def clean_number(self):
        """The number alone: what follows the stroke is set by the issuer's profile."""
        return self.cleaned_data["number"].partition("/")[0].strip()

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate() + DAYS_AHEAD:
            raise forms.ValidationError("Ngày ban hành quá xa về sau. Kiểm tra lại năm.")
        return day


class SignedReportForm(SignedForm):
    """The PDF that came back from the system in which it was signed."""

    LABEL = "Báo cáo đã ký số (PDF)"


def _switch():
    return forms.CheckboxInput(attrs={"class": "form-check-input"})


class KitForm(forms.Form):
    """What is printed, how often and how; the list is that of the meeting's kind.

    Begins with what was chosen for the last kit, where there is one.
    """

    NO_COPIES = "Nhập số bản từ 1 trở lên; không in thì bỏ dấu ở tài liệu."

    parts = forms.MultipleChoiceField(
        label="Tài liệu", widget=forms.CheckboxSelectMultiple, choices=[]
    )
    look = forms.ChoiceField(
        label="Dạng in", choices=Kit.Look, initial=Kit.Look.COPY, widget=forms.RadioSelect
    )
    with_leaves = forms.BooleanField(
        label="Kèm ma trận tiêu chí thành phần ở các trang sau", required=False, widget=_switch()
    )
    two_sides = forms.BooleanField(
        label="In hai mặt: mỗi tài liệu bắt đầu ở tờ mới",
        required=False,
        initial=True,
        widget=_switch(),
    )

    def __init__(self, *args, meeting, last=None, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(part.code, part.title) for part in kit_parts(meeting.kind)]
        field = self.fields["parts"]
        field.choices, field.initial = (
            choices,
            last.parts if last else [code for code, _ in choices],
        )
        field.error_messages["required"] = "Chưa chọn tài liệu nào. Đánh dấu ít nhất một tài liệu."
        if meeting.kind == Meeting.Kind.SIGNING:
            del self.fields["with_leaves"]
        for name in ("look", "two_sides", "with_leaves"):
            if last and name in self.fields:
                self.fields[name].initial = getattr(last, name)
        self._add_copies(usual_copies(meeting) | (last.copies if last else {}), dict(choices))

    def _add_copies(self, copies, titles):
        titles = titles | {CHAIR_SETS: "Bộ của chủ trì"}
        for code, count in copies.items():
            if code in titles:
                self.fields[f"copies-{code}"] = CountField(
                    label=f"Số bản {titles[code]}", initial=count, required=False
                )

    def lines(self):
        """(tick, number of copies or None) of each paper, as they stand side by side."""
        for tick in self["parts"]:
            name = f"copies-{tick.data['value']}"
            yield tick, self[name] if name in self.fields else None

    def switches(self):
        return [self[name] for name in ("two_sides", "with_leaves") if name in self.fields]

    @property
    def chair_sets(self):
        return self[f"copies-{CHAIR_SETS}"]

    def clean(self):
        copies = {}
        for name in [name for name in self.fields if name.startswith("copies-")]:
            code, count = name.removeprefix("copies-"), self.cleaned_data.pop(name, None)
            if name not in self.data:
                count = self.fields[name].initial
            is_wanted = code == CHAIR_SETS or code in self.cleaned_data.get("parts", ())
            if not count and is_wanted and name not in self.errors:
                self.add_error(name, self.NO_COPIES)
            copies[code] = count or 1
        self.cleaned_data["copies"] = copies
        return self.cleaned_data


class CodeForm(forms.Form):
    """A code as it is typed from paper: with or without the dash, in capitals or not."""

    code = LineField(label="Mã ở chân trang", max_length=20)

    def clean_code(self):
        return tidy_code(self.cleaned_data["code"])


def tidy_code(typed) -> str:
    """A code as it is stored, however it was typed."""
    digits = "".join(letter for letter in typed.upper() if letter.isalnum())
    return f"{digits[:4]}-{digits[4:8]}"
