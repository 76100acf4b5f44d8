"""Forms of requests for figures: which cells from whom; what the office answers."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from clusters.fields import BlockField, DateField, LineField, NumberField
from clusters.forms.base import crispy
from emulation.forms.sheet import FIGURE_LIMIT
from emulation.scoring import FigureFault, check_figure


def can_be_asked(entry) -> bool:
    """Cells into which a unit types a number: a level or a yes is its own to say."""
    leaf = entry.leaf.plain
    chosen = leaf.rule.type in ("choice", "yes_no") or entry.by_department
    return entry.measured and not chosen and not entry.not_assigned


class RequestForm(forms.Form):
    """Ask one office for some figures."""

    office = LineField(label="Nơi cung cấp", max_length=160, help_text="Ví dụ: Phòng Kinh tế")
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=254,
        help_text="Để trống nếu chỉ in phiếu.",
        error_messages={"invalid": "Nhập địa chỉ thư, ví dụ ten@example.vn."},
    )
    due = DateField(label="Hạn cung cấp")
    cells = forms.MultipleChoiceField(
        label="Số liệu cần cung cấp",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Chọn ít nhất một số liệu cần cung cấp.",
            "invalid_choice": "Có số liệu không thuộc bảng này. Tải lại trang rồi chọn lại.",
        },
    )
    note = BlockField(label="Nội dung thêm", max_length=600, required=False, rows=2)

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = {str(entry.pk): entry for entry in entries if can_be_asked(entry)}
        self.fields["cells"].choices = [
            (pk, f"{entry.leaf.number} {entry.leaf.title} ({entry.leaf.unit_of_measure or 'điểm'})")
            for pk, entry in self.entries.items()
        ]
        self.helper = crispy("Lập phiếu")

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError("Hạn cung cấp phải từ hôm nay trở đi.")
        return due

    @property
    def facts(self):
        chosen = [self.entries[pk] for pk in self.cleaned_data["cells"]]
        names = ("office", "email", "due", "note")
        return {"entries": chosen} | {name: self.cleaned_data[name] for name in names}


class AnswerForm(forms.Form):
    """What an office types: its figures, and who typed them."""

    def __init__(self, *args, asked, figures, **kwargs):
        super().__init__(*args, **kwargs)
        self.figures = figures
        self.fields["name"] = LineField(label="Họ tên người cung cấp", max_length=120)
        self.initial["name"] = asked.answered_by
        for figure in figures:
            leaf = figure.entry.leaf.plain
            is_points = leaf.column == "points"
            self.fields[f"f{figure.pk}"] = NumberField(
                label=f"{leaf.number} {leaf.title}",
                kind=leaf.number_kind,
                places=None if is_points else 4,
                max_value=leaf.max_points if is_points else FIGURE_LIMIT,
                reference=figure.entry.target,
                required=False,
                help_text=leaf.unit_of_measure or "điểm",
            )
            self.fields[f"n{figure.pk}"] = LineField(
                label=f"Ghi chú cho {leaf.number}", max_length=300, required=False
            )
            given = figure.points if is_points else figure.value
            self.initial |= {f"f{figure.pk}": given, f"n{figure.pk}": figure.note}

    def clean(self):
        typed = [self.cleaned_data.get(f"f{figure.pk}") for figure in self.figures]
        if not self.errors and all(value is None for value in typed):
            raise forms.ValidationError("Nhập ít nhất một số liệu.")
        for figure, value in zip(self.figures, typed, strict=True):
            if value is not None:
                self._check(figure, value)
        return self.cleaned_data

    def _check(self, figure, value: Decimal):
        leaf, part = figure.entry.leaf.plain, figure.entry.sheet.cluster_period
        size = part.sheets.count() if leaf.rule.type == "rank_based" else 0
        try:
            check_figure(part.criteria_set.plain, leaf, leaf.column, value, size)
        except FigureFault as fault:
            self.add_error(f"f{figure.pk}", str(fault))

    @property
    def rows(self):
        return [(figure, self[f"f{figure.pk}"], self[f"n{figure.pk}"]) for figure in self.figures]

    @property
    def answers(self):
        """Rows for `requests.propose`."""
        data, raw = self.cleaned_data, self.data
        return [
            (f, data[f"f{f.pk}"], str(raw.get(f"f{f.pk}", ""))[:60], data[f"n{f.pk}"])
            for f in self.figures
        ]
