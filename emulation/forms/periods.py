"""Forms of periods: a period, what one cluster does in it, why it is cancelled."""

from datetime import date, datetime, time

from django import forms
from django.utils import timezone

from clusters.fields import MESSAGES, BlockField, CountField, DateField, DateTimeField, YearField
from clusters.forms.base import crispy
from emulation.models import ClusterPeriod, CriteriaSet, Period, SetItem

LONGEST_HEARING = 30
"""Working days; longer ones would reach into the next period."""


class PeriodForm(forms.Form):
    """A province-wide period: kind and year; its days follow unless typed."""

    kind = forms.ChoiceField(label="Loại kỳ", choices=Period.Kind.choices, error_messages=MESSAGES)
    year = YearField(label="Năm")
    starts_on = DateField(label="Từ ngày", required=False)
    ends_on = DateField(label="Đến hết ngày", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].help_text = "Để trống: từ 01/01 của năm."
        self.fields["ends_on"].help_text = "Để trống: 30/6 hoặc 31/12 của năm."
        self.helper = crispy("Tạo kỳ")

    def clean(self):
        data = self.cleaned_data
        if "year" not in data or "kind" not in data:
            return data
        year, half = data["year"], data["kind"] == Period.Kind.HALF
        data["starts_on"] = data.get("starts_on") or date(year, 1, 1)
        data["ends_on"] = data.get("ends_on") or (date(year, 6, 30) if half else date(year, 12, 31))
        outside = [n for n in ("starts_on", "ends_on") if data[n].year != year]
        if data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        for name in outside:
            self.add_error(name, f"Ngày phải thuộc năm {year} của kỳ.")
        if Period.objects.filter(kind=data["kind"], year=year).exists():
            self.add_error("year", "Kỳ này đã có.")
        return data


class ClusterPeriodForm(forms.ModelForm):
    """What one cluster does in a period: set version and times."""

    opens_at = DateTimeField(label="Mở từ")
    deadline = DateTimeField(label="Hạn nộp")
    closes_at = DateTimeField(label="Ngừng nhận lúc")
    hearing_days = CountField(
        label="Số ngày làm việc nhận giải trình, kiến nghị",
        help_text="Tính từ ngày sau ngày thông báo kết quả dự kiến. 0: không nhận.",
    )

    class Meta:
        model = ClusterPeriod
        fields = [
            "cluster",
            "criteria_set",
            "opens_at",
            "deadline",
            "closes_at",
            "late_policy",
            "hearing_days",
            "late_penalty",
        ]

    def __init__(self, *args, period, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.period = period
        self.fields["criteria_set"].queryset = CriteriaSet.objects.in_use().newest_first()
        for name in ("cluster", "criteria_set", "late_policy"):
            self.fields[name].error_messages.update(MESSAGES)
        self._offer_penalties()
        if self.instance.pk:
            del self.fields["cluster"]
            if self.instance.state != ClusterPeriod.State.PLANNED:
                del self.fields["criteria_set"]
        else:
            today = datetime.combine(timezone.localdate(), time(8))
            self.initial.setdefault("opens_at", timezone.make_aware(today))
        self.helper = crispy("Lưu")

    def _offer_penalties(self):
        """A penalty of the set that the cluster has; without a set there is none to choose."""
        if not self.instance.criteria_set_id:
            del self.fields["late_penalty"]
            return
        field = self.fields["late_penalty"]
        items = self.instance.criteria_set.items.filter(kind=SetItem.Kind.PENALTY)
        field.queryset, field.empty_label = items, "– không đề nghị –"
        field.error_messages.update(MESSAGES)
        field.help_text = "Cụm và tỉnh thấy đề nghị bên bảng nộp chậm; người xem xét tự nhập."

    def clean(self):
        data = super().clean()
        chosen, penalty = data.get("criteria_set"), data.get("late_penalty")
        if chosen and penalty and penalty.criteria_set_id != chosen.pk:
            data["late_penalty"] = chosen.items.filter(code=penalty.code).first()
        opens, due, closes = (data.get(n) for n in ("opens_at", "deadline", "closes_at"))
        if opens and due and due <= opens:
            self.add_error("deadline", "Hạn nộp phải sau thời điểm mở.")
        if due and closes and closes < due:
            self.add_error("closes_at", "Thời điểm ngừng nhận phải từ hạn nộp trở đi.")
        if (data.get("hearing_days") or 0) > LONGEST_HEARING:
            self.add_error("hearing_days", f"Tối đa {LONGEST_HEARING} ngày làm việc.")
        cluster = data.get("cluster")
        if cluster and cluster.parts.standing().filter(period=self.instance.period).exists():
            self.add_error("cluster", "Cụm, khối này đã có trong kỳ.")
        return data

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.fields}


class CancelForm(forms.Form):
    """Why a cluster's period is cancelled; the units read it."""

    note = BlockField(label="Lý do hủy", max_length=1000, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Hủy kỳ")


class CopyForm(forms.Form):
    """A period of the same kind for another year; the clusters' times follow unless typed."""

    year = YearField(label="Năm")
    opens_at = DateTimeField(label="Mở từ", required=False)
    deadline = DateTimeField(label="Hạn nộp", required=False)
    closes_at = DateTimeField(label="Ngừng nhận lúc", required=False)

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        self.initial["year"] = source.year + 1
        told = "Để trống: cùng ngày, cùng giờ như kỳ cũ, của từng cụm, khối."
        for name in ("opens_at", "deadline", "closes_at"):
            self.fields[name].help_text = told
        self.helper = crispy("Sao chép kỳ")

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year is not None and Period.objects.filter(kind=self.source.kind, year=year).exists():
            raise forms.ValidationError(f"Kỳ này của năm {year} đã có. Nhập năm khác.")
        return year

    def clean(self):
        data = self.cleaned_data
        times = [data.get(name) for name in ("opens_at", "deadline", "closes_at")]
        if any(times) and not all(times):
            raise forms.ValidationError("Nhập đủ ba mốc mở, hạn nộp, ngừng nhận, hoặc để trống cả.")
        if all(times) and not times[0] < times[1] <= times[2]:
            raise forms.ValidationError("Ba mốc phải theo thứ tự: mở, hạn nộp, ngừng nhận.")
        return data

    @property
    def facts(self):
        names = ("opens_at", "deadline", "closes_at")
        times = {name: self.cleaned_data[name] for name in names}
        return {"year": self.cleaned_data["year"], "times": times}


class VerifiersForm(forms.Form):
    """Which unit verifies which leaf; one choice a leaf."""

    def __init__(self, *args, leaves, units, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.leaves, self.units = leaves, {str(unit.pk): unit for unit in units}
        choices = [("", "– chưa giao –"), *((pk, str(unit)) for pk, unit in self.units.items())]
        for leaf in leaves:
            named = leaf.plain.verifier
            self.fields[f"leaf-{leaf.pk}"] = forms.ChoiceField(
                label=f"{leaf.number} {leaf.title}",
                choices=choices,
                required=False,
                help_text=f"Bộ tiêu chí ghi: {named}" if named else "",
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                error_messages=MESSAGES,
            )
            unit = chosen.get(leaf.pk)
            self.initial[f"leaf-{leaf.pk}"] = str(unit.pk) if unit else ""
        self.helper = crispy("Lưu")

    @property
    def chosen(self):
        """The unit of each leaf, None where there is none."""
        data = self.cleaned_data
        return {leaf: self.units.get(data[f"leaf-{leaf.pk}"]) for leaf in self.leaves}
