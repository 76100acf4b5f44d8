"""The acts of the cluster and the province on one sheet's figures, each in one transaction."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clusters.models import note_change
from emulation import tally
from emulation.models import RowReturn, ScoreSheet
from emulation.models.entries import Column
from emulation.scoring import State

VERIFIED_FIELDS = ["verified_target", "verified_actual", "verified_given", "verified_level"]


@transaction.atomic
def keep_comments(sheet, comments, by):
    """Keep what the reviewer asks for, place by place, until the sheet is returned."""
    for form in comments:
        comment = form.cleaned_data["comment"]
        before = form.waiting.comment if form.waiting else ""
        note_change(sheet, "ý kiến trả lại", before, comment, by=by, reason=form.key)
        if comment and (form.waiting is None or form.waiting.comment != comment):
            RowReturn.objects.update_or_create(
                sheet=sheet, step=None, **form.place, defaults={"comment": comment, "by": by}
            )
        elif not comment and form.waiting:
            form.waiting.delete()


@transaction.atomic
def record_cluster(sheet, form, by):
    """Write the cluster's column: own points where they differ, counts, each with its reason."""
    changes = []
    for row in [*form.rows, *form.items]:
        reason = row.cleaned_data.get("cluster_reason", "")
        changes += [
            (record, field, value, reason, raw) for record, field, value, _, raw in row.changes()
        ]
    sheet.record(changes, by=by)


def agrees(own, reported) -> bool:
    """A verifier's figure says the same as the reported one, to the last digit reported."""
    if own is None or reported is None:
        return False
    places = max(0, -reported.normalize().as_tuple().exponent)
    return abs(own - reported) < Decimal(5).scaleb(-places - 1)


@transaction.atomic
def record_verified(sheet, form, by):
    """Write the verified figures, then the points: typed ones, else what the rule makes of them.

    Raises:
        ValidationError: points differ from the cluster's without a reason, by row; or a row was
            ticked that has no figure yet. Nothing is written then.
    """
    changes = verified_changes(sheet, form.rows, by)
    for row in form.items:
        changes += row.changes()
    sheet.record(changes, by=by)


def verified_changes(sheet, rows, by):
    """What `rows` (VerifyRowForm) change on a sheet, for `ScoreSheet.record`.

    Raises:
        ValidationError: see `record_verified`.
    """
    formula = tally.verified_formula(_with_figures(sheet, rows))
    changes, faults = [], []
    for row in rows:
        changes += _verified_row(row, formula.criteria[row.record.leaf.number], by, faults)
    if faults:
        raise ValidationError(faults)
    return changes


def _with_figures(sheet, rows):
    """The sheet as it would stand with the figures just typed, nothing saved."""
    fresh = (
        ScoreSheet.objects.select_related("unit")
        .prefetch_related("entries__leaf", "items__item")
        .get(pk=sheet.pk)
    )
    typed = {row.record.pk: row.cleaned_data for row in rows}
    for entry in fresh.entries.all():
        for name in VERIFIED_FIELDS:
            if name in typed.get(entry.pk, {}):
                setattr(entry, name, typed[entry.pk][name])
    return fresh


def _verified_row(row, made, by, faults):
    """The changes of one row; what it lacks is added to `faults`."""
    entry, data = row.record, row.cleaned_data
    if not row.is_verified:
        cleared = {"verified_points": None, "verified_bonus": None, "verified_by": None}
        return _changes(row, cleared | {"verified_at": None, **_figures(data)})
    typed, extra = (row.typed_over(name) for name in ("verified_points", "verified_bonus"))
    if typed is None and made.state.is_blocking:
        faults.append(f"Tiêu chí {entry.leaf.number}: chưa có số liệu để tính, nhập số hoặc điểm.")
        return []
    points = made.points if typed is None else typed
    bonus = made.bonus if extra is None else extra
    if (points, bonus) != _agreed(entry) and not data.get("verified_reason"):
        faults.append(
            f"Tiêu chí {entry.leaf.number}: điểm thẩm định khác điểm trước đó; cần ghi lý do."
        )
    written = {"verified_points": points, "verified_bonus": bonus, **_figures(data)}
    if (points, bonus) != (entry.verified_points, entry.verified_bonus):
        written |= {"verified_by": by, "verified_at": timezone.now()}
    return _changes(row, written)


def _figures(data):
    names = [*VERIFIED_FIELDS, "verified_reason"]
    return {name: data[name] for name in names if name in data}


def _agreed(entry):
    """The points that need no reason: those of the cluster, which follow the unit's."""
    points, bonus = entry.points(Column.CLUSTER)
    if entry.by_department:
        return (None, None)
    return points, bonus or 0


def _changes(row, written):
    reason = row.cleaned_data.get("verified_reason", "")
    return [
        (row.record, name, value, reason, row.raw_of(name) if name in row.fields else "")
        for name, value in written.items()
        if value != getattr(row.record, name)
    ]


@transaction.atomic
def agree_with_matching(sheet, by):
    """Verify every open row in which unit, cluster and formula say the same; return how many."""
    changes = []
    for entry in matching(sheet):
        changes += [
            (entry, "verified_points", entry.computed_points, "", ""),
            (entry, "verified_bonus", entry.computed_bonus, "", ""),
            (entry, "verified_by", by, "", ""),
            (entry, "verified_at", timezone.now(), "", ""),
        ]
    if changes:
        sheet.record(changes, by=by)
    return len(changes) // 4


def matching(sheet):
    """The rows that can be agreed in one act: nothing typed, all columns equal, nothing missing.

    “Không giao” is the unit's own word: each such row is looked at on its own.
    """
    return [
        entry
        for entry in sheet.entries.to_verify().select_related("leaf")
        if entry.rule_state in (State.OK, State.NOT_ASSIGNED)
        and not entry.not_assigned
        and not _has_verified_figure(entry)
        and entry.points(Column.CLUSTER) == entry.points(Column.COMPUTED)
    ]


def _has_verified_figure(entry):
    return any(getattr(entry, name) not in (None, "") for name in VERIFIED_FIELDS)
