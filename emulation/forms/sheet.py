"""The officer's form: one small form a leaf, rows for bonuses, the texts, the commendations.

A form checks and says what changed; it knows no rights. Fields that a row does not take are not
there at all, so that they cannot be posted.
"""

from decimal import Decimal

from django import forms

from clusters.fields import BlockField, CountField, NumberField
from clusters.text import format_points
from emulation.models import CommendationFigure, ScoreSheet, SetItem
from emulation.scoring import FigureFault, check_figure

FIGURE_LIMIT = Decimal("99999999999")
"""Largest figure that is kept exactly on both databases."""

BESIDE = {"csrfmiddlewaretoken", "version", "save", "next", "full"}
"""What a sheet's page posts beside the fields of its form."""

OWN_POINTS = {"direct_points", "choice", "yes_no", "evaluated_by_department"}
"""Rules whose points a person chooses: there is nothing to type over."""


class RowForm(forms.Form):
    """A part of the sheet's form that belongs to one record and knows what changed in it."""

    def __init__(self, *args, record, **kwargs):
        self.record = record
        super().__init__(*args, **kwargs)

    def changes(self):
        """Rows for `ScoreSheet.record`: what was typed anew, with the text as typed."""
        return [
            (self.record, name, self.value_of(name), "", self.raw_of(name))
            for name in self.fields
            if name in self.changed_data and self.value_of(name) != getattr(self.record, name)
        ]

    def keep_only_posted(self):
        """Drop the fields that the request does not carry: they stay as they are."""
        self.names = tuple(self.fields)
        for name in self.names:
            if self.add_prefix(name) not in self.data:
                del self.fields[name]

    def hold_unsent(self):
        """What the page did not send stays as it is: a post cut short never empties a sheet.

        Browsers do not send an unticked box, so a box counts as sent with its neighbours.
        """
        sent = {name for name in self.fields if self.add_prefix(name) in self.data}
        for name, field in self.fields.items():
            is_box = bool(sent) and isinstance(field, forms.BooleanField)
            field.disabled = name not in sent and not is_box

    def value_of(self, name):
        return self.cleaned_data[name]

    def raw_of(self, name):
        posted = self.add_prefix(name)
        return str(self.data.get(f"raw-{posted}") or self.data.get(posted, ""))[:200]


class EntryForm(RowForm):
    """What a unit enters on one leaf: the figure its rule reads, own points, the explanation."""

    def __init__(self, *args, record, part, last_year=None, **kwargs):
        self.part, self.leaf, self.last_year = part, record.leaf.plain, last_year
        super().__init__(*args, record=record, prefix=f"d{record.pk}", **kwargs)
        if not record.by_department:
            self._add_figure()
            self._add_own_points()
        if self.leaf.needs_target and (record.target is None or record.not_assigned):
            self.fields["not_assigned"] = forms.BooleanField(label="Không giao", required=False)
            self.fields["not_assigned_reason"] = BlockField(
                label="Lý do không giao", max_length=600, required=False, rows=2
            )
        self.fields["self_reason"] = BlockField(
            label="Giải trình", max_length=600, required=False, rows=2
        )
        self._name_fields()

    @property
    def figure_name(self):
        """The field that holds the unit's figure: thực hiện, điểm or mức."""
        return {"actual": "actual", "points": "given_points", "level": "level"}[self.leaf.column]

    @property
    def figure(self):
        return self[self.figure_name] if self.figure_name in self.fields else None

    @property
    def own_points(self):
        return self["self_points"] if "self_points" in self.fields else None

    @property
    def own_bonus(self):
        return self["self_bonus"] if "self_bonus" in self.fields else None

    @property
    def is_chosen(self):
        """The points follow from a choice of a person, not from a figure."""
        return self.leaf.rule.type in OWN_POINTS

    def _add_figure(self):
        rule = self.leaf.rule
        if rule.type == "yes_no":
            field = forms.TypedChoiceField(
                choices=_yes_no(self.leaf), coerce=Decimal, empty_value=None, required=False
            )
        elif self.leaf.column == "level":
            field = forms.ChoiceField(choices=_levels(rule), required=False)
        elif self.leaf.column == "points":
            field = NumberField(kind="points", max_value=self.leaf.max_points, required=False)
        else:
            reference = self.record.target or self.last_year
            field = NumberField(
                kind=self.leaf.number_kind,
                places=4,
                max_value=FIGURE_LIMIT,
                reference=reference,
                required=False,
            )
        self.fields[self.figure_name] = field
        self.initial[self.figure_name] = self._initial_figure()

    def _initial_figure(self):
        value = getattr(self.record, self.figure_name)
        if self.leaf.rule.type == "yes_no" and value is not None:
            return str(int(value))
        return value

    def _add_own_points(self):
        if self.leaf.rule.type in OWN_POINTS:
            return
        places = self.part.criteria_set.plain.places
        self.fields["self_points"] = NumberField(
            kind="points", places=places, max_value=self.leaf.max_points, required=False
        )
        if self.leaf.gives_bonus:
            self.fields["self_bonus"] = NumberField(
                kind="points", places=places, max_value=bonus_limit(self.leaf), required=False
            )

    def _name_fields(self):
        for name, field in self.fields.items():
            self.initial.setdefault(name, getattr(self.record, name))
            if isinstance(field, NumberField):
                field.show(self.initial[name])
            what = field.label or self.record._meta.get_field(name).verbose_name
            field.label = f"{self.leaf.number} {self.leaf.title}: {what}"
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = (
                    f"Tiêu chí {self.leaf.number}: chọn một trong các mức của danh sách."
                )

    def clean(self):
        self._check_figure()
        marked = self.cleaned_data.get("not_assigned")
        reason = self.cleaned_data.get("not_assigned_reason", self.record.not_assigned_reason)
        if marked and not reason:
            place = "not_assigned_reason"
            place = place if place in self.fields else "not_assigned"
            self.add_error(place, "Nêu lý do không giao tiêu chí này.")
        self._drop_followers()
        return self.cleaned_data

    def _check_figure(self):
        if self.figure_name not in self.fields:
            return
        value = self.cleaned_data.get(self.figure_name)
        if value in (None, ""):
            return
        size = self.part.sheets.count() if self.leaf.rule.type == "rank_based" else 0
        try:
            check_figure(self.part.criteria_set.plain, self.leaf, self.leaf.column, value, size)
        except FigureFault as fault:
            self.add_error(self.figure_name, str(fault))

    def _drop_followers(self):
        """Own points that merely repeat the computed ones follow them again."""
        for own, computed in [("self_points", "computed_points"), ("self_bonus", "computed_bonus")]:
            typed = self.cleaned_data.get(own)
            kept = getattr(self.record, own)
            if typed is not None and kept is None and typed == getattr(self.record, computed):
                self.cleaned_data[own] = None


def bonus_limit(leaf):
    """The most a leaf's rule can give over target; None when the rule names no cap."""
    return getattr(leaf.rule, "bonus_cap", None)


def _yes_no(leaf):
    points = format_points(leaf.max_points)
    return [("", "– chọn –"), ("1", f"Có ({points} điểm)"), ("0", "Không (0 điểm)")]


def _levels(rule):
    rows = [(row.label, f"{row.label} ({format_points(row.points)} điểm)") for row in rule.rows]
    return [("", "– chọn –"), *rows]


class BonusForm(RowForm):
    """A bonus that the unit proposes: how often, and why."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, prefix=f"t{record.pk}", **kwargs)
        code = record.item.code
        self.fields["self_count"] = CountField(label=f"{code}: số lần", required=False)
        self.fields["self_reason"] = BlockField(
            label=f"{code}: lý do đề nghị", max_length=600, required=False, rows=1
        )
        self.initial = {name: getattr(record, name) for name in self.fields}


class TextsForm(RowForm):
    """The three short texts of the sheet."""

    TEXTS = ["movements", "shortcomings", "proposals"]

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, prefix="v", **kwargs)
        for name in self.TEXTS:
            label = ScoreSheet._meta.get_field(name).verbose_name
            self.fields[name] = BlockField(
                label=label[0].upper() + label[1:], max_length=4000, required=False, rows=5
            )
            self.initial[name] = getattr(record, name)


class CommendationForm(RowForm):
    """One row of the table of commendations: level and form are given, four counts are typed."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, prefix=f"k-{record.level}-{record.form}", **kwargs)
        for name in CommendationFigure.COUNTS:
            label = CommendationFigure._meta.get_field(name).verbose_name
            self.fields[name] = CountField(label=f"{record}: {label}", required=False)
            self.initial[name] = getattr(record, name) or None

    def value_of(self, name):
        return self.cleaned_data[name] or 0

    def clean(self):
        direct, persons = (
            self.cleaned_data.get(name, getattr(self.record, name)) or 0
            for name in ("direct_workers", "persons")
        )
        if direct > persons:
            place = "direct_workers" if "direct_workers" in self.fields else "persons"
            self.add_error(place, "Lao động trực tiếp không thể nhiều hơn số cá nhân.")
        return self.cleaned_data


MOST_OPEN_BONUSES = 4


class SheetForm:
    """All parts of one sheet's form together, so that a save is all or nothing.

    What the sheet's opening does not allow is not in it: of a returned sheet only the rows named.
    """

    def __init__(self, sheet, entries, items, commendations, *, data=None, last_year=None):
        part, opening = sheet.cluster_period, sheet.opening
        last_year = last_year or {}
        self.sheet = sheet
        self.version = (data or {}).get("version", "")
        self.entries = [
            EntryForm(data, record=e, part=part, last_year=last_year.get(e.leaf.number))
            for e in entries
            if e.measured and opening.allows(e)
        ]
        bonuses = [i for i in items if i.item.kind == SetItem.Kind.BONUS and opening.allows(i)]
        self.bonuses = [BonusForm(data, record=row) for row in bonuses]
        self.texts = TextsForm(data, record=sheet) if opening.allows(sheet) else None
        listed = [row for row in commendations if opening.allows(row)]
        self.commendations = [CommendationForm(data, record=row) for row in listed]
        self.is_bound = data is not None
        for form in self.forms if self.is_bound else ():
            form.hold_unsent()

    @property
    def forms(self):
        texts = [self.texts] if self.texts else []
        return [*self.entries, *self.bonuses, *texts, *self.commendations]

    def is_valid(self):
        return all([form.is_valid() for form in self.forms])

    def is_stale(self):
        """Somebody else has written since the page was fetched."""
        return self.version != str(self.sheet.version)

    def foreign_names(self, posted):
        """Names of posted fields that this form does not have: closed rows, other sheets' rows."""
        known = {form.add_prefix(name) for form in self.forms for name in form.fields}
        return {name for name in posted if name not in known | BESIDE and name[:4] != "raw-"}

    def changes(self):
        return [change for form in self.forms for change in form.changes()]

    @property
    def spare_bonuses(self):
        """Codes not in use, of a set with so many that they are folded behind “Thêm”."""
        if len(self.bonuses) <= MOST_OPEN_BONUSES or self.is_bound:
            return []
        return [form for form in self.bonuses if not form.record.self_count]

    @property
    def errors(self):
        """(id of the field, label, sentence) of everything that must be mended, in page order."""
        return [
            (form[name].id_for_label, form.fields[name].label, message)
            for form in self.forms
            for name, messages in form.errors.items()
            if name in form.fields
            for message in messages
        ]

    @property
    def notes(self):
        """(id of the field, label, what was understood) of figures written in another way."""
        return [
            (form[name].id_for_label, field.label, field.note)
            for form in self.entries
            for name, field in form.fields.items()
            if getattr(field, "note", "")
        ]


def commendation_rows(sheet):
    """The whole table level × form: stored rows, and unsaved blank ones where none is stored."""
    stored = {(row.level, row.form): row for row in sheet.commendations.all()}
    return [
        stored.get((level, form)) or CommendationFigure(sheet=sheet, level=level, form=form)
        for level in CommendationFigure.Level.values
        for form in CommendationFigure.Form.values
    ]
