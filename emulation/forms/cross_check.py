"""Forms of the cross-check: drawing and setting pairs, what was found on a row."""

from django import forms

from clusters.fields import MESSAGES, BlockField, CountField, DateTimeField, NumberField
from clusters.forms.base import base_of
from clusters.text import format_number
from emulation import cross_check
from emulation.forms.returns import Shown

AGREES, DIFFERS = "agree", "differ"


class DrawForm(forms.Form):
    """How many each unit checks, until when; a seed only to draw the same pairs again."""

    due = DateTimeField(label="Hạn kiểm tra")
    each = forms.TypedChoiceField(
        label="Mỗi đơn vị kiểm tra",
        choices=[(n, f"{n} đơn vị") for n in range(1, cross_check.MOST_EACH + 1)],
        coerce=int,
        error_messages=MESSAGES,
    )
    seed = CountField(
        label="Số bốc thăm",
        required=False,
        help_text="Để trống: cổng chọn một số. Cùng số thì ra cùng các cặp.",
    )


class PairsForm(forms.Form):
    """Who checks whom: `each` choices a unit; drawn pairs may be changed before confirming."""

    due = DateTimeField(label="Hạn kiểm tra")

    def __init__(self, *args, units, each, pairs=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.each = each
        drawn = {}
        for checker, unit in pairs:
            drawn.setdefault(checker.pk, []).append(unit.pk)
        for checker in units:
            others = [(u.pk, u.short_name) for u in units if u.pk != checker.pk]
            mine = drawn.get(checker.pk, [])
            for at in range(each):
                name = f"p-{checker.pk}-{at}"
                self.fields[name] = forms.TypedChoiceField(
                    label=f"{checker.short_name} kiểm tra",
                    choices=[("", "Chọn đơn vị"), *others],
                    coerce=int,
                    initial=mine[at] if at < len(mine) else "",
                    error_messages=MESSAGES,
                )

    def lines(self):
        """(checker, its fields) for the table."""
        return [
            (unit, [self[f"p-{key}-{at}"] for at in range(self.each)])
            for key, unit in self.units.items()
        ]

    @property
    def pairs(self):
        return [
            (unit, self.units[self.cleaned_data[f"p-{key}-{at}"]])
            for key, unit in self.units.items()
            for at in range(self.each)
        ]


def said(finding) -> str:
    """What was found on a row, in words; blank where nobody has looked."""
    if not finding:
        return ""
    agrees, points, note = finding
    if agrees:
        return "đồng ý"
    shown = "chưa ghi điểm" if points is None else format_number(points)
    return f"khác, {shown}: {note}"


class CheckRowForm(forms.Form):
    """What the checker says of one row; a difference needs a note."""

    verdict = forms.ChoiceField(
        label="kết quả",
        choices=[("", "Chưa xem"), (AGREES, "Đồng ý"), (DIFFERS, "Khác")],
        required=False,
        error_messages=MESSAGES,
    )
    note = BlockField(label="ý kiến", max_length=600, required=False, rows=1, widget=Shown)

    def __init__(self, *args, entry, row, **kwargs):
        kwargs["prefix"] = f"d{entry.pk}"
        if row:
            shown = {"verdict": AGREES if row.agrees else DIFFERS}
            kwargs["initial"] = shown | {"points": row.points, "note": row.note}
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.present = said(row and (row.agrees, row.points, row.note))
        self.fields["note"].widget.shown = self.present
        self.fields["points"] = NumberField(
            label="điểm đề nghị",
            kind="points",
            places=entry.leaf.criteria_set.plain.places,
            max_value=entry.leaf.plain.max_points,
            required=False,
        )
        for field in self.fields.values():
            field.label = f"Tiêu chí {entry.leaf.number}: {field.label}"

    def clean(self):
        data = super().clean()
        verdict, points, note = (data.get(name) for name in ("verdict", "points", "note"))
        if verdict != DIFFERS and (points is not None or note) and not self.errors:
            self.add_error("verdict", "Có điểm hoặc ý kiến thì chọn “Khác”; hoặc xóa nội dung đó.")
        if verdict == DIFFERS and not note and "note" not in self.errors:
            self.add_error("note", "Ghi ý kiến khi kết quả khác số tự chấm.")
        if not self.errors:
            self._look_at_others()
        return data

    def _look_at_others(self):
        """What a colleague has found since the page was made stays, unless both wrote here."""
        shown, mine = self.data.get(f"{self.add_prefix('note')}-shown"), said(self.finding)
        if shown in (None, base_of(self.present)) or mine == self.present:
            return
        if base_of(mine) == shown:
            self.is_old = True
        else:
            self.add_error("verdict", f"Người khác vừa ghi: {self.present}. Ghép lại rồi lưu.")

    is_old = False
    """The page held what a colleague has changed since, and nothing was typed over it."""

    @property
    def finding(self):
        """(agrees, points, note), or None where the row was not looked at."""
        verdict = self.cleaned_data["verdict"]
        if not verdict or self.is_old:
            return None
        if verdict == AGREES:
            return True, None, ""
        return False, self.cleaned_data["points"], self.cleaned_data["note"]
