"""Forms of the hearing: when it ends, what a unit says of a row, what is answered."""

from django import forms
from django.utils import timezone

from clusters.fields import MESSAGES, BlockField, CountField, DateField, NumberField
from clusters.forms.base import crispy
from clusters.text import format_points
from emulation.forms.sheet import bonus_limit
from emulation.hearing import NewPoints
from emulation.models import Appeal
from emulation.models.entries import Column

Outcome = Appeal.Outcome


class NotifyForm(forms.Form):
    """Until when the units may answer; proposed from the period's number of working days."""

    answers_until = DateField(
        label="Nhận giải trình, kiến nghị đến hết ngày",
        required=False,
        help_text="Để trống: không nhận giải trình, kiến nghị.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Thông báo kết quả dự kiến")

    def clean_answers_until(self):
        day = self.cleaned_data["answers_until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("Ngày này đã qua. Chọn từ hôm nay trở đi.")
        return day


class AppealForm(forms.Form):
    """What a unit says of one row."""

    kind = forms.ChoiceField(
        label="Loại",
        choices=Appeal.Kind.choices,
        initial=Appeal.Kind.APPEAL,
        widget=forms.RadioSelect,
        error_messages=MESSAGES,
        help_text="Kiến nghị phải được trả lời trước khi chốt xếp hạng; giải trình để tham khảo.",
    )
    text = BlockField(label="Nội dung", max_length=2000, rows=5)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Gửi")


class WordForm(forms.Form):
    """The cluster's word on it."""

    text = BlockField(label="Ý kiến của cụm, khối", max_length=2000, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="y", **kwargs)
        self.helper = crispy("Ghi ý kiến")
        self.helper.inputs[0].name = "word"


class SettleForm(forms.Form):
    """The answer, and the new points where it changes them."""

    outcome = forms.ChoiceField(
        label="Kết luận", choices=Outcome.choices, widget=forms.RadioSelect, error_messages=MESSAGES
    )
    answer = BlockField(label="Trả lời, lý do", max_length=2000, rows=4)

    def __init__(self, *args, appeal, **kwargs):
        super().__init__(*args, **kwargs)
        self.appeal = appeal
        if appeal.entry_id:
            self._add_points(appeal)
        else:
            count = appeal.item.count(Column.VERIFIED)
            self.fields["count"] = CountField(
                label="Số lần mới", required=False, help_text=f"Đang là {count} lần."
            )
        self.helper = crispy("Trả lời")
        self.helper.inputs[0].name = "settle"

    def _add_points(self, appeal):
        leaf, plain = appeal.entry.leaf.plain, appeal.sheet.cluster_period.criteria_set.plain
        common = {"kind": "points", "places": plain.places, "required": False}
        self.fields["points"] = NumberField(
            label="Điểm thẩm định mới",
            max_value=leaf.max_points,
            help_text=f"Đang là {format_points(appeal.entry.verified_points)}, "
            f"tối đa {format_points(leaf.max_points)}.",
            **common,
        )
        if leaf.gives_bonus:
            self.fields["bonus"] = NumberField(
                label="Điểm thưởng mới", max_value=bonus_limit(leaf), **common
            )

    def clean(self):
        name = "points" if self.appeal.entry_id else "count"
        data = self.cleaned_data
        changes = data.get("outcome") == Outcome.CHANGED
        if changes and data.get(name) is None and name not in self.errors:
            self.add_error(name, "Nhập số mới, hoặc chọn giữ nguyên điểm.")
        if data.get("outcome") == Outcome.KEPT and data.get(name) is not None:
            self.add_error(name, "Đã nhập số mới thì chọn sửa điểm thẩm định.")
        return data

    @property
    def new(self):
        data = self.cleaned_data
        return NewPoints(data.get("points"), data.get("bonus"), data.get("count"))
