"""Verification by criterion (thẩm định theo tiêu chí): one leaf of a period, all its units.

The verifying unit compares what was reported with its own figure; the points follow from the
verified figure. A row is open from the cluster's word on a sheet until its approval.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from emulation import review, rights, tally
from emulation.models import (
    ClusterPeriod,
    Evidence,
    Period,
    RowReturn,
    ScoreEntry,
    ScoreSheet,
    Verifier,
)
from emulation.models.entries import Column
from emulation.scoring import State

READY = {ScoreSheet.State.CONFIRMED, ScoreSheet.State.APPROVED}
"""A verifier reads the figures of a sheet from the cluster's word on."""


@dataclass
class Line:
    """One unit's row of the leaf. `is_ready`: its figures may be read here; `is_open`: written.

    `is_own`: of the verifier's own unit; it is left to the province.
    """

    entry: ScoreEntry
    files: int = 0
    comment: str = ""
    form: object = None
    faults: list = field(default_factory=list)
    is_own: bool = False

    @property
    def sheet(self):
        return self.entry.sheet

    @property
    def is_ready(self):
        return self.sheet.state in READY and not self.is_own

    @property
    def is_open(self):
        part = self.sheet.cluster_period
        confirmed = self.sheet.state == ScoreSheet.State.CONFIRMED and not self.is_own
        return confirmed and part.takes_changes

    @property
    def is_verified(self):
        return self.entry.verified_points is not None

    @property
    def gap(self):
        """The verifier's figure less the reported one; None when either is missing."""
        if self.entry.verified_actual is None or self.entry.actual is None:
            return None
        return self.entry.verified_actual - self.entry.actual


def lines_of(period, leaf, user) -> list[Line]:
    """The rows of all sheets of the period that are scored by this leaf, official order.

    Nobody judges their own unit: of its row the verifier sees that it is there.
    """
    entries = (
        ScoreEntry.objects.filter(leaf=leaf, measured=True, sheet__cluster_period__period=period)
        .exclude(sheet__cluster_period__state=ClusterPeriod.State.CANCELLED)
        .select_related("sheet__unit", "sheet__cluster_period__cluster", "verified_by__unit")
        .order_by(
            "sheet__cluster_period__cluster__order", "sheet__unit__order", "sheet__unit__sort_key"
        )
    )
    entries = list(entries)
    files = Counter(
        Evidence.objects.filter(entry__in=entries, document__struck_at=None).values_list(
            "entry", flat=True
        )
    )
    waiting = RowReturn.objects.filter(entry__in=entries, step=None)
    comments = dict(waiting.values_list("entry", "comment"))
    for entry in entries:
        entry.leaf = leaf
        entry.sheet.cluster_period.period = period
        entry.sheet.cluster_period.criteria_set = leaf.criteria_set
    return [
        Line(
            e,
            files=files[e.pk],
            comment=comments.get(e.pk, ""),
            is_own=rights.judges_itself(user, e.sheet),
        )
        for e in entries
    ]


def matching(lines) -> list[Line]:
    """The open rows that can be agreed in one act.

    Where the verifier has entered figures of its own, those whose figure says the same; else those
    in which unit, cluster and formula say the same.
    """
    has_own = any(line.entry.verified_actual is not None for line in lines)
    return [line for line in lines if line.is_open and _matches(line.entry, has_own)]


def _matches(entry, has_own):
    if entry.verified_points is not None or entry.not_assigned:
        return False
    if entry.rule_state not in (State.OK, State.NOT_ASSIGNED):
        return False
    if any(v not in (None, "") for v in (entry.verified_target, entry.verified_given)):
        return False
    if entry.verified_level or entry.points(Column.CLUSTER) != entry.points(Column.COMPUTED):
        return False
    own = entry.verified_actual
    return review.agrees(own, entry.actual) if has_own else True


@transaction.atomic
def agree(*, lines, by) -> int:
    """Verify every row of `matching` with the points that all agree on; return how many."""
    done = 0
    for line in sorted(matching(lines), key=lambda line: line.entry.sheet_id):
        sheet, entry = hold(line.entry)
        if sheet.state != ScoreSheet.State.CONFIRMED or entry.verified_points is not None:
            continue  # somebody else was quicker
        points, bonus = _agreed(sheet, entry)
        sheet.record(
            [
                (entry, "verified_points", points, "", ""),
                (entry, "verified_bonus", bonus, "", ""),
                (entry, "verified_by", by, "", ""),
                (entry, "verified_at", timezone.now(), "", ""),
            ],
            by=by,
        )
        done += 1
    return done


def _agreed(sheet, entry):
    """The points of a row that all agree on; anew where they hang on other units' figures."""
    if not sheet.cluster_period.criteria_set.plain.needs_field:
        return entry.computed_points, entry.computed_bonus
    made = tally.verified_formula(sheet).criteria[entry.leaf.number]
    return made.points, made.bonus


def hold(entry):
    """The sheet of a row held for writing, and the row as it stands in it now."""
    sheet = ScoreSheet.objects.hold(entry.sheet_id)
    fresh = next(e for e in sheet.entries.all() if e.pk == entry.pk)
    fresh.leaf.criteria_set = sheet.cluster_period.criteria_set
    return sheet, fresh


def save(*, lines, by) -> int:
    """Write what was typed on the rows of `lines` (each with its valid form); return how many.

    All of it or nothing.

    Raises:
        ValidationError: rows were written by somebody else meanwhile, are no longer open, or lack
            a reason; `Line.faults` say which and why.
    """
    with transaction.atomic():
        for line in sorted(lines, key=lambda line: line.entry.sheet_id):
            _save_line(line, by)
        if any(line.faults for line in lines):
            raise ValidationError("Còn dòng phải sửa; chưa lưu.")
    return len(lines)


def _save_line(line, by):
    sheet, entry = hold(line.entry)
    if sheet.state != ScoreSheet.State.CONFIRMED or not sheet.cluster_period.takes_changes:
        line.faults.append(f"Bảng vừa chuyển sang “{sheet.state_label}”, không còn thẩm định được.")
        return
    if newer := line.form.newer(entry):
        line.faults.append(newer)
        return
    line.form.record = entry
    try:
        changes = review.verified_changes(sheet, [line.form], by)
    except ValidationError as fault:
        line.faults += fault.messages
        return
    sheet.record(changes, by=by)
    _keep_comment(sheet, entry, line, by)


def _keep_comment(sheet, entry, line, by):
    """What the verifier wants completed waits on the sheet until the province returns it."""
    comment = line.form.cleaned_data["comment"]
    if comment == line.comment:
        return
    waiting = RowReturn.objects.waiting(sheet).filter(entry=entry)
    if comment:
        RowReturn.objects.update_or_create(
            sheet=sheet, step=None, entry=entry, defaults={"comment": comment, "by": by}
        )
    else:
        waiting.delete()


@dataclass(frozen=True)
class LeafWork:
    """How far one leaf of a period is verified: rows open, rows verified, rows in all."""

    period: Period
    leaf: object
    unit: object
    waiting: int
    done: int
    total: int


def work_of(user, *, all_leaves=False) -> list[LeafWork]:
    """The leaves that the unit of `user` verifies in periods not closed yet, or all of them."""
    rows = Verifier.objects.select_related("period", "leaf__criteria_set", "unit")
    if not all_leaves:
        rows = rows.filter(unit=user.unit_id)
    counts = _counts()
    found = []
    for row in rows.order_by("-period__ends_on", "leaf__criteria_set", "leaf__position"):
        waiting, done, total = counts.get((row.period_id, row.leaf_id), (0, 0, 0))
        if total:
            found.append(LeafWork(row.period, row.leaf, row.unit, waiting, done, total))
    return found


def _counts():
    open_parts = ClusterPeriod.objects.exclude(state__in=["closed", "published", "cancelled"])
    verified = Q(verified_points__isnull=False)
    rows = (
        ScoreEntry.objects.filter(measured=True, sheet__cluster_period__in=open_parts)
        .values_list("sheet__cluster_period__period", "leaf")
        .annotate(
            waiting=Count("pk", filter=Q(sheet__state="confirmed") & ~verified),
            done=Count("pk", filter=verified),
            total=Count("pk"),
        )
    )
    return {(period, leaf): tuple(counts) for period, leaf, *counts in rows}
