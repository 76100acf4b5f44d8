"""Forms of the province's pages: sets, periods, what each cluster does in them, targets."""

from datetime import date, datetime, time

from django import forms
from django.utils import timezone

from clusters.fields import (
    MESSAGES,
    DateField,
    DateTimeField,
    LineField,
    NumberField,
    YearField,
)
from clusters.forms.base import crispy
from emulation import scoring
from emulation.forms.sheet import FIGURE_LIMIT
from emulation.models import ClusterPeriod, CriteriaSet, Period, Target

LARGEST_FILE = 1_000_000


class SetFileForm(forms.Form):
    """A criteria set as a file; all its faults are said at once."""

    file = forms.FileField(label="Tệp bộ tiêu chí (JSON)")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= {
            "required": "Chọn tệp bộ tiêu chí.",
            "empty": "Tệp rỗng, không có bộ tiêu chí.",
            "invalid": "Chọn tệp bộ tiêu chí.",
        }
        self.plain = None
        self.helper = crispy("Nhập bộ tiêu chí")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Tệp lớn hơn 1 MB, không phải bộ tiêu chí.")
        try:
            self.plain = scoring.read_set(file.read())
        except scoring.SetFaults as refusal:
            raise forms.ValidationError(refusal.faults) from None
        return file


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
    answers_until = DateField(label="Nhận giải trình, kiến nghị đến hết ngày", required=False)

    class Meta:
        model = ClusterPeriod
        fields = ["cluster", "criteria_set", "opens_at", "deadline", "closes_at", "answers_until"]

    def __init__(self, *args, period, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.period = period
        self.fields["criteria_set"].queryset = CriteriaSet.objects.in_use().newest_first()
        for name in ("cluster", "criteria_set"):
            self.fields[name].error_messages.update(MESSAGES)
        if self.instance.pk:
            del self.fields["cluster"]
            if self.instance.state != ClusterPeriod.State.PLANNED:
                del self.fields["criteria_set"]
        else:
            today = datetime.combine(timezone.localdate(), time(8))
            self.initial.setdefault("opens_at", timezone.make_aware(today))
        self.helper = crispy("Lưu")

    def clean(self):
        data = super().clean()
        opens, due, closes = (data.get(n) for n in ("opens_at", "deadline", "closes_at"))
        if opens and due and due <= opens:
            self.add_error("deadline", "Hạn nộp phải sau thời điểm mở.")
        if due and closes and closes < due:
            self.add_error("closes_at", "Thời điểm ngừng nhận phải từ hạn nộp trở đi.")
        cluster = data.get("cluster")
        if cluster and cluster.parts.filter(period=self.instance.period).exists():
            self.add_error("cluster", "Cụm, khối này đã có trong kỳ.")
        return data

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.fields}


class TargetsForm(forms.Form):
    """The year's plan figures of one unit, one field a leaf, with the document that gives them."""

    def __init__(self, *args, leaves, values, **kwargs):
        super().__init__(*args, **kwargs)
        self.leaves = leaves
        self.fields["document_number"] = LineField(
            label="Số văn bản giao", max_length=60, required=False
        )
        self.fields["document_date"] = DateField(label="Ngày văn bản", required=False)
        self.fields["source"] = forms.ChoiceField(
            label="Nguồn của các kế hoạch sửa lần này",
            choices=Target.Source.choices,
            initial=Target.Source.PROVINCE,
            required=False,
            error_messages=MESSAGES,
        )
        for leaf in leaves:
            plain = leaf.plain
            unit = f" ({plain.unit_of_measure})" if plain.unit_of_measure else ""
            self.fields[f"leaf-{leaf.pk}"] = NumberField(
                label=f"{leaf.number} {leaf.title}{unit}",
                kind=plain.number_kind,
                places=4,
                max_value=FIGURE_LIMIT,
                required=False,
            )
            self.initial[f"leaf-{leaf.pk}"] = values.get(leaf.pk)
        self.helper = crispy("Lưu kế hoạch")

    def clean(self):
        """The document belongs to the figures changed with it; alone it would be lost."""
        data = self.cleaned_data
        document = data.get("document_number") or data.get("document_date")
        if document and not self.errors and not self.changed_targets():
            self.add_error(
                "document_number",
                "Số, ngày văn bản được ghi cho kế hoạch sửa cùng lúc; chưa có kế hoạch nào đổi.",
            )
        return data

    def changed_targets(self):
        """(leaf, value) of every figure that was typed anew."""
        return [
            (leaf, self.cleaned_data[f"leaf-{leaf.pk}"])
            for leaf in self.leaves
            if f"leaf-{leaf.pk}" in self.changed_data
        ]
