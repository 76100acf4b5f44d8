"""Verbs that change many records at once; each in one transaction, safe to run again."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from clusters.models import note_change, note_changes
from clusters.text import format_points, short_date
from emulation import letters, scoring, tally
from emulation.models import (
    Appeal,
    ClusterPeriod,
    CriteriaSet,
    Criterion,
    Placing,
    Publication,
    ScoreSheet,
    SetItem,
)
from emulation.models.entries import Column
from emulation.workflow import Refused, lock, move

SheetState = ScoreSheet.State


@transaction.atomic
def keep_set(*, plain, by) -> tuple[CriteriaSet, bool]:
    """Keep a set unless the newest version of its code says the same; (set, whether it is new)."""
    newest = CriteriaSet.objects.filter(code=plain.code).newest_first().first()
    if newest is not None and newest.document == scoring.dump_text(plain):
        return newest, False
    return store_set(plain=plain, by=by), True


@transaction.atomic
def store_set(*, plain, by) -> CriteriaSet:
    """Keep a criteria set as a new draft version of its code, with its index rows."""
    last = CriteriaSet.objects.filter(code=plain.code).aggregate(last=Max("version"))["last"] or 0
    kept = CriteriaSet.objects.create(
        code=plain.code,
        version=last + 1,
        title=plain.title,
        year=plain.year,
        document=scoring.dump_text(plain),
    )
    rows = {}
    for position, (criterion, _depth) in enumerate(plain.walk()):
        rows[criterion.number] = Criterion.objects.create(
            criteria_set=kept,
            parent=_parent_row(plain, criterion, rows),
            position=position,
            number=criterion.number,
            title=criterion.title,
            unit_of_measure=criterion.unit_of_measure,
            max_points=criterion.max_points,
            is_leaf=criterion.is_leaf,
        )
    _store_items(kept, plain)
    if by is not None:
        note_change(kept, "state", "", kept.state, by=by)
    return kept


def _parent_row(plain, criterion, rows):
    parent = next((c for c, _ in plain.walk() if criterion in c.sub), None)
    return rows[parent.number] if parent else None


def _store_items(kept, plain):
    kinds = [
        (SetItem.Kind.BONUS, plain.bonuses),
        (SetItem.Kind.PENALTY, plain.penalties),
        (SetItem.Kind.EXCLUSION, plain.exclusions),
    ]
    listed = [(kind, entry) for kind, entries in kinds for entry in entries]
    SetItem.objects.bulk_create(
        SetItem(
            criteria_set=kept,
            kind=kind,
            position=position,
            code=entry.code,
            title=entry.title,
            points_each=getattr(entry, "points_each", None),
            cap=getattr(entry, "cap", None),
        )
        for position, (kind, entry) in enumerate(listed)
    )


@transaction.atomic
def apply_set(*, criteria_set, by) -> None:
    """Put a draft set into force: from now on it is never edited."""
    if criteria_set.state == CriteriaSet.State.DRAFT:
        note_change(criteria_set, "state", criteria_set.state, CriteriaSet.State.APPLIED, by=by)
        criteria_set.state = CriteriaSet.State.APPLIED
        criteria_set.save(update_fields=["state"])


@transaction.atomic
def close_set(*, criteria_set, by) -> None:
    """Take a set out of use: no new period may be given it; what it scored stays.

    Raises:
        Refused: a period that is not published yet is scored by it.
    """
    unpublished = criteria_set.parts.standing().exclude(state=ClusterPeriod.State.PUBLISHED)
    using = unpublished.with_names().first()
    if using:
        raise Refused(f"{using} còn dùng bộ tiêu chí này. Khóa sau khi công bố kết quả.")
    if criteria_set.state == CriteriaSet.State.APPLIED:
        note_change(criteria_set, "state", criteria_set.state, CriteriaSet.State.CLOSED, by=by)
        criteria_set.state = CriteriaSet.State.CLOSED
        criteria_set.save(update_fields=["state"])


@dataclass(frozen=True)
class Standing:
    """One line of a ranking as it stands now: the sheet and what the arithmetic says of it."""

    sheet: ScoreSheet
    outcome: scoring.Outcome
    approved: bool

    @property
    def rank(self):
        return self.outcome.rank if self.approved else None


def standings(part, *, sheets=None, change=None) -> list[Standing]:
    """The verified column of a cluster's period, ranked among the approved and excluded sheets.

    A sheet that is not approved keeps its place in the list but has no rank, and does not push
    the ranks of the others. `sheets`: fetched already; `change`: see `tally.outcomes`.
    """
    sheets = list(tally.sheets_with_rows(part)) if sheets is None else sheets
    by_key = {str(sheet.pk): sheet for sheet in sheets}
    scored = tally.outcomes(part, sheets, Column.VERIFIED, change)
    approved = {str(s.pk) for s in sheets if s.state == SheetState.APPROVED}
    ranked = scoring.rank_again(
        part.criteria_set.plain, [o for o in scored if o.key in approved or o.excluded is not None]
    )
    rest = [o for o in scored if o.key not in approved and o.excluded is None]
    lines = [Standing(by_key[o.key], o, approved=True) for o in ranked]
    return lines + [Standing(by_key[o.key], o, approved=False) for o in rest]


def blocking(part) -> list[str]:
    """What keeps a cluster's period from being notified or closed, by name."""
    waiting = ScoreSheet.objects.of_part(part).waiting().for_list()
    return [f"{sheet.unit.short_name} ({sheet.state_label.lower()})" for sheet in waiting]


@transaction.atomic
def notify_units(*, part, by, answers_until=None) -> None:
    """Let each unit see its own verified points (thông báo kết quả dự kiến).

    `answers_until`: the last day of the hearing; without one nobody is asked to answer.

    Raises:
        Refused: a member is neither approved nor excluded with a reason.
    """
    lock(part)
    _refuse_while_blocked(part, "Chưa thông báo được")
    move(part, part.State.NOTIFIED, by=by)
    note_change(part, "answers_until", part.answers_until, answers_until, by=by)
    part.answers_until = answers_until
    part.save(update_fields=["answers_until"])
    part.sheets.update(accepted_at=None)
    letters.tell_notified(part)


@transaction.atomic
def close_ranking(*, part, by, early=False) -> list[Placing]:
    """Freeze the places of a cluster's period (chốt xếp hạng); names are copied with them.

    `early`: although units may still answer and have not; the step says so.

    Raises:
        Refused: a member is neither approved nor excluded with a reason, a kiến nghị is open, or
            units may still answer, have not, and it is not `early`.
    """
    lock(part)
    list(ScoreSheet.objects.of_part(part).select_for_update(of=("self",)))
    silent = silent_words(part)
    more = [*open_appeals(part), *([] if early else silent)]
    _refuse_while_blocked(part, "Chưa chốt được", more)
    move(part, part.State.CLOSED, by=by, note=f"Chốt sớm: {silent[0]}" if silent else "")
    part.placings.all().delete()
    placings = Placing.objects.bulk_create(_placing(part, line) for line in standings(part))
    note_changes(
        [(placing, "place", None, placing.place, "", "") for placing in part.placings.all()],
        by=by,
        under=part,
    )
    return placings


def open_appeals(part) -> list[str]:
    """The kiến nghị that keep a ranking from being closed, in one sentence with names; or none."""
    waiting = Appeal.objects.of_part(part).blocking().for_list()
    if not waiting:
        return []
    names = ", ".join(f"{a.sheet.unit.short_name} ({a.row_name})" for a in waiting)
    return [f"còn {len(waiting)} kiến nghị chưa giải quyết: {names}"]


def silent_words(part) -> list[str]:
    """Who may still answer the expected result and has not, in one sentence; or none."""
    silent = ScoreSheet.objects.of_part(part).silent() if part.is_hearing else []
    if not silent:
        return []
    names = ", ".join(sheet.unit.short_name for sheet in silent)
    until = short_date(part.answers_until)
    return [f"còn nhận giải trình, kiến nghị đến hết ngày {until}; chưa trả lời: {names}"]


def _refuse_while_blocked(part, words, more=()):
    found = blocking(part)
    named = [f"{len(found)} đơn vị chưa được duyệt: {', '.join(found)}"] if found else []
    named += [
        f"tiêu chí {entry.leaf.number} của {entry.sheet.unit.short_name}: công thức nay ra "
        f"{format_points(points)} điểm, đang ghi {format_points(entry.verified_points)}; thẩm "
        "định lại"
        for entry, points in tally.out_of_step(part)
    ]
    if named or more:
        raise Refused(f"{words}: {'; '.join([*named, *more])}.")


def _placing(part, line):
    outcome, unit = line.outcome, line.sheet.unit
    return Placing(
        cluster_period=part,
        unit=unit,
        unit_name=unit.full_name,
        unit_short_name=unit.short_name,
        unit_order=unit.order,
        place=line.rank,
        tied=outcome.tied,
        excluded=outcome.excluded or "",
        base=outcome.base,
        bonus=outcome.bonus,
        penalty=outcome.penalty,
        total=outcome.total,
        percent=outcome.percent,
        band=outcome.band or "",
    )


@transaction.atomic
def publish(*, part, by, reason="") -> Publication:
    """Publish the closed places as the next version (công bố); a version is never changed.

    A second version says why: `reason`, else the document by which the period was opened again.
    """
    lock(part)
    move(part, part.State.PUBLISHED, by=by)
    names = ["unit_name", "place", "tied", "excluded", "total", "bonus", "penalty", "band"]
    kept = part.criteria_set
    document = {
        "set": {"code": kept.code, "version": kept.version, "title": kept.title},
        "rows": list(part.placings.in_rank_order().values(*names)),
    }
    last = part.publications.aggregate(last=Max("version"))["last"] or 0
    reopened = part.steps.filter(to_state=part.State.OPEN).exclude(note="").last()
    return Publication.objects.create(
        cluster_period=part,
        version=last + 1,
        by=by,
        reason=(reason or (reopened.note if last and reopened else "")),
        document=json.dumps(document, ensure_ascii=False, default=_exact),
    )


def _exact(value):
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} has no place in a publication.")


@transaction.atomic
def reopen_part(*, part, by, note) -> None:
    """Open a closed or published period again, by the number of a document."""
    if not note.strip():
        raise ValidationError("Ghi số, ngày văn bản cho phép mở lại.")
    part.reopen(by=by, note=note)
