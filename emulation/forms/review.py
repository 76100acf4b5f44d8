"""What the cluster and the province enter beside a unit's sheet: their column, with reasons."""

from decimal import Decimal

from django import forms

from clusters.fields import BlockField, CountField, NumberField
from emulation.forms.returns import CommentForm
from emulation.forms.sheet import FIGURE_LIMIT, RowForm, bonus_limit
from emulation.models import SetItem
from emulation.models.entries import Column
from emulation.review import agrees
from emulation.scoring import FigureFault, check_figure


class ClusterRowForm(RowForm):
    """The cluster's points on one leaf; empty ones follow the unit's. A difference is explained."""

    def __init__(self, *args, record, part, **kwargs):
        super().__init__(*args, record=record, prefix=f"c{record.pk}", **kwargs)
        leaf, places = record.leaf.plain, part.criteria_set.plain.places
        if not record.by_department:
            self.fields["cluster_points"] = NumberField(
                kind="points", places=places, max_value=leaf.max_points, required=False
            )
            if leaf.gives_bonus:
                self.fields["cluster_bonus"] = NumberField(
                    kind="points", places=places, max_value=bonus_limit(leaf), required=False
                )
        self.fields["cluster_reason"] = BlockField(max_length=600, required=False, rows=1)
        name_fields(self, leaf)

    def clean(self):
        own = dict(zip(("points", "bonus"), self.record.points(Column.SELF), strict=True))
        differs = any(
            (typed := self.cleaned_data.get(f"cluster_{what}")) is not None
            and typed != (value or 0)
            for what, value in own.items()
        )
        if differs and not self.cleaned_data.get("cluster_reason"):
            message = f"Tiêu chí {self.record.leaf.number}: điểm khác điểm tự chấm, cần ghi lý do."
            self.add_error("cluster_reason", message)
        return self.cleaned_data


class VerifyRowForm(RowForm):
    """The verified figure and points of one leaf.

    An empty figure means as reported, empty points what the rule makes of it. A row counts as
    verified when anything is typed in it or its box is ticked.
    """

    def __init__(self, *args, record, part, **kwargs):
        self.part, self.leaf = part, record.leaf.plain
        super().__init__(*args, record=record, prefix=f"t{record.pk}", **kwargs)
        self.figure_name = {
            "actual": "verified_actual",
            "points": "verified_given",
            "level": "verified_level",
        }[self.leaf.column]
        self._add_fields()
        name_fields(self, self.leaf)
        self.fields["agreed"] = forms.BooleanField(
            label=f"{self.leaf.number} {self.leaf.title}: đã thẩm định", required=False
        )
        self.initial["agreed"] = record.verified_points is not None

    @property
    def figure(self):
        return self[self.figure_name]

    def _add_fields(self):
        places = self.part.criteria_set.plain.places
        if self.leaf.needs_target:
            self.fields["verified_target"] = NumberField(
                kind=self.leaf.number_kind, places=4, max_value=FIGURE_LIMIT, required=False
            )
        self.fields[self.figure_name] = self._figure_field()
        self.fields["verified_points"] = NumberField(
            kind="points", places=places, max_value=self.leaf.max_points, required=False
        )
        if self.leaf.gives_bonus:
            self.fields["verified_bonus"] = NumberField(
                kind="points", places=places, max_value=bonus_limit(self.leaf), required=False
            )
        self.fields["verified_reason"] = BlockField(max_length=600, required=False, rows=1)

    def _figure_field(self):
        if self.leaf.rule.type == "yes_no":
            choices = [("", "như báo cáo"), ("1", "Có"), ("0", "Không")]
            return forms.TypedChoiceField(
                choices=choices, coerce=Decimal, empty_value=None, required=False
            )
        if self.leaf.column == "level":
            first = "– chọn –" if self.record.by_department else "như báo cáo"
            rows = [(row.label, row.label) for row in self.leaf.rule.rows]
            return forms.ChoiceField(choices=[("", first), *rows], required=False)
        if self.leaf.column == "points":
            return NumberField(kind="points", max_value=self.leaf.max_points, required=False)
        return NumberField(
            kind=self.leaf.number_kind,
            places=4,
            max_value=FIGURE_LIMIT,
            reference=self.record.actual,
            required=False,
        )

    @property
    def is_verified(self):
        """Ticked, or something was typed anew in the row."""
        typed = {"verified_target", self.figure_name, "verified_points", "verified_bonus"}
        return self.cleaned_data.get("agreed") or any(
            self.cleaned_data.get(name) not in (None, "") for name in typed & set(self.changed_data)
        )

    def typed_over(self, name):
        """Points that a person typed; None: the rule's hold.

        Points that stood there while the figure below them was changed follow the new figure.
        """
        figures = {"verified_target", self.figure_name} & set(self.changed_data)
        return None if figures and name not in self.changed_data else self.cleaned_data.get(name)

    def clean(self):
        value = self.cleaned_data.get(self.figure_name)
        if value not in (None, ""):
            self._check_figure(value)
        lacks_reason = self.is_verified and not self.cleaned_data.get("verified_reason")
        if lacks_reason and self._figure_differs(value):
            message = f"Tiêu chí {self.leaf.number}: số thẩm định khác số báo cáo, cần ghi lý do."
            self.add_error("verified_reason", message)
        return self.cleaned_data

    def _check_figure(self, value):
        size = self.part.sheets.count() if self.leaf.rule.type == "rank_based" else 0
        try:
            check_figure(self.part.criteria_set.plain, self.leaf, self.leaf.column, value, size)
        except FigureFault as fault:
            self.add_error(self.figure_name, str(fault))

    def _figure_differs(self, value):
        reported = getattr(
            self.record, self.figure_name.replace("verified_", "").replace("given", "given_points")
        )
        differs = value not in (None, "") and reported not in (None, "") and value != reported
        if differs and isinstance(value, Decimal):
            differs = not agrees(value, reported)
        target = self.cleaned_data.get("verified_target")
        return differs or (target is not None and target != self.record.target)


class ItemCountForm(RowForm):
    """The count of a bonus, penalty or exclusion in the cluster's or the verified column."""

    def __init__(self, *args, record, column, **kwargs):
        super().__init__(*args, record=record, prefix=f"{column[0]}i{record.pk}", **kwargs)
        self.column = column
        self.count_name, self.reason_name = f"{column}_count", f"{column}_reason"
        code = record.item.code
        self.fields[self.count_name] = CountField(label=f"{code}: số lần", required=False)
        if record.item.kind == SetItem.Kind.EXCLUSION:
            self.fields[self.count_name] = forms.TypedChoiceField(
                label=f"{code}: loại khỏi xếp hạng",
                choices=[("", "không"), ("1", "có")],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.fields[self.reason_name] = BlockField(
            label=f"{code}: lý do", max_length=600, required=False, rows=1
        )
        self.initial = {name: getattr(record, name) for name in self.fields}

    @property
    def count_label(self):
        is_exclusion = self.record.item.kind == SetItem.Kind.EXCLUSION
        return "Loại khỏi xếp hạng" if is_exclusion else "Số lần"

    @property
    def count(self):
        return self[self.count_name]

    @property
    def reason(self):
        return self[self.reason_name]

    def clean(self):
        typed = self.cleaned_data.get(self.count_name)
        before = self.record.count(Column.CLUSTER if self.column == "verified" else Column.SELF)
        if typed is not None and typed != before and not self.cleaned_data.get(self.reason_name):
            self.add_error(self.reason_name, f"{self.record.item.code}: ghi lý do.")
        return self.cleaned_data


def name_fields(form, leaf):
    """Labels and first values of a row's fields, from the record's own columns."""
    for name, field in form.fields.items():
        value = getattr(form.record, name)
        if leaf.rule.type == "yes_no" and name == "verified_actual" and value is not None:
            value = str(int(value))
        form.initial.setdefault(name, value)
        what = form.record._meta.get_field(name).verbose_name
        field.label = f"{leaf.number} {leaf.title}: {what}"


class ReviewForm:
    """The reviewer's column of a whole sheet; a save is all or nothing."""

    def __init__(self, sheet, entries, items, *, column, kinds, comments=(), data=None):
        part = sheet.cluster_period
        row_form = ClusterRowForm if column == Column.CLUSTER else VerifyRowForm
        self.sheet, self.column = sheet, column
        self.version = (data or {}).get("version", "")
        self.rows = [row_form(data, record=e, part=part) for e in entries if e.measured]
        if column not in (Column.CLUSTER, Column.VERIFIED) or kinds == ["exclusion"]:
            self.rows = []
        chosen = [row for row in items if row.item.kind in kinds]
        self.items = [ItemCountForm(data, record=row, column=column) for row in chosen]
        self.comments = [CommentForm(data, **place) for place in comments]
        for form in [*self.rows, *self.items] if data is not None else ():
            form.hold_unsent()
        for form in self.comments if data is not None else ():
            form.fields["comment"].disabled = form.add_prefix("comment") not in data

    @property
    def forms(self):
        return [*self.rows, *self.items, *self.comments]

    def is_valid(self):
        return all([form.is_valid() for form in self.forms])

    def is_stale(self):
        return self.version != str(self.sheet.version)

    @property
    def errors(self):
        return [
            (form[name].id_for_label, form.fields[name].label, message)
            for form in self.forms
            for name, messages in form.errors.items()
            if name in form.fields
            for message in messages
        ]
