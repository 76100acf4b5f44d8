"""Returning a sheet: a comment on each row that must be completed, a reason, a new date."""

from django import forms
from django.utils.html import format_html

from clusters.fields import MESSAGES, BlockField, DateTimeField
from clusters.forms.base import base_of, crispy
from clusters.models import Province
from emulation.models import RowReturn

LONGEST = 600


class Shown(forms.Textarea):
    """A text with the base of what the page showed, so that an old page is known as one."""

    def render(self, name, value, attrs=None, renderer=None):
        hidden = format_html(
            '<input type="hidden" name="{}-shown" value="{}">', name, base_of(self.shown)
        )
        return format_html("{}{}", super().render(name, value, attrs, renderer), hidden)


class CommentForm(forms.Form):
    """What the reviewer asks for on one place of the sheet; empty: the row is not returned."""

    comment = BlockField(
        label="Ý kiến, nội dung cần bổ sung",
        max_length=LONGEST,
        required=False,
        rows=1,
        widget=Shown,
    )

    def __init__(self, *args, place, name, waiting=None, reasons=(), **kwargs):
        self.place, self.waiting = place, waiting
        initial = {"comment": waiting.comment if waiting else ""}
        super().__init__(*args, prefix=f"y-{self.key}", initial=initial, **kwargs)
        self.fields["comment"].label = f"{name}: nội dung cần bổ sung"
        self.fields["comment"].widget.shown = initial["comment"]
        if reasons:
            self.fields["pick"] = forms.ChoiceField(
                label=f"{name}: lý do có sẵn",
                choices=[("", "Lý do có sẵn"), *((reason, reason) for reason in reasons)],
                required=False,
                error_messages=MESSAGES,
            )

    def clean(self):
        """A ready reason stands before what was written; chosen twice it stands once."""
        data = super().clean()
        picked, comment = data.get("pick"), data.get("comment") or ""
        if picked and picked not in comment:
            data["comment"] = f"{picked}. {comment}" if comment else picked
        self._look_at_others(data)
        if len(data.get("comment") or "") > LONGEST:
            self.add_error("comment", f"Tối đa {LONGEST} ký tự, kể cả lý do có sẵn. Rút gọn.")
        return data

    def _look_at_others(self, data):
        """What a colleague has written since the page was made stays, unless both wrote here."""
        shown = self.data.get(f"{self.add_prefix('comment')}-shown")
        present, mine = self.initial["comment"], data.get("comment") or ""
        if shown in (None, base_of(present)) or mine == present:
            return
        if base_of(mine) == shown:
            data["comment"] = present
        else:
            self.add_error("comment", f"Người khác vừa ghi: “{present}”. Ghép lại rồi lưu.")

    @property
    def key(self):
        """The place in short: d12 an entry, t5 an item, else the part's word."""
        entry, item = self.place["entry_id"], self.place["item_id"]
        return f"d{entry}" if entry else f"t{item}" if item else self.place["part"]


def places_of(sheet, entries, items):
    """Keywords of a CommentForm for each row of the sheet that its unit may be asked about."""
    waiting = list(RowReturn.objects.waiting(sheet))
    named = [(RowReturn.place_of(e), f"Tiêu chí {e.leaf.number}") for e in entries if e.measured]
    named += [(RowReturn.place_of(i), str(i)) for i in items if i.item.kind == "bonus"]
    blank = {"entry_id": None, "item_id": None}
    named += [({**blank, "part": value}, label) for value, label in RowReturn.Part.choices]
    reasons = Province.objects.current().ready_reasons
    return [
        {"place": place, "name": name, "waiting": _at(waiting, place), "reasons": reasons}
        for place, name in named
    ]


def _at(rows, place):
    return next(
        (r for r in rows if all(getattr(r, key) == value for key, value in place.items())), None
    )


class ReturnForm(forms.Form):
    """Why a sheet goes back, and until when it must come again."""

    note = BlockField(
        label="Lý do trả lại",
        max_length=1000,
        rows=3,
        required=False,
        help_text="Có ý kiến ở dòng nào thì chỉ các dòng đó được mở để sửa; không có ý kiến ở dòng "
        "thì mở cả bảng và cần ghi lý do.",
    )
    due = DateTimeField(label="Hạn nộp lại")


class ReopenForm(ReturnForm):
    """An approved sheet is opened again only by a document."""

    note = BlockField(
        label="Số, ngày văn bản và lý do mở lại",
        max_length=1000,
        rows=3,
        help_text="Ví dụ: Văn bản số …, ngày …, nội dung cần sửa.",
    )


class BehalfForm(forms.Form):
    """Why the province types for a unit."""

    reason = BlockField(
        label="Lý do nhập hộ",
        max_length=600,
        rows=2,
        help_text="Ví dụ: đơn vị mất kết nối, gửi bản giấy đã ký ngày … Đơn vị đọc câu này.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Bắt đầu nhập hộ")


class ExtendForm(forms.Form):
    """More time for one unit: until when, and why."""

    until = DateTimeField(label="Gia hạn đến")
    reason = BlockField(label="Lý do gia hạn", max_length=600, rows=2)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Gia hạn")
