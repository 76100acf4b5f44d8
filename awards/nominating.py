"""Quotas of a year and the units that clusters propose within them; every change is traced."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from awards.models import AwardKind, Nomination, Quota
from clusters.models import note_change, note_changes
from emulation.models import ClusterPeriod
from emulation.standing_rows import standing_rows
from emulation.workflow import Refused

USUAL = ["CTD_CP", "CTD_T", "BK_TTG", "BK_T"]
"""Codes of the kinds that clusters are used to propose their units for."""


class Offer(NamedTuple):
    """One kind of award: how many may be proposed, by which paper, who is proposed."""

    kind: AwardKind
    most: int
    document: str
    proposed: list

    @property
    def names(self):
        """Who is proposed, by name."""
        return [row.unit_name for row in self.proposed]


def kinds_for(period, more=()) -> list[AwardKind]:
    """The usual kinds, those with a quota in this year, and `more` codes; in their order."""
    has_quota = AwardKind.objects.filter(quotas__part__period=period)
    asked = AwardKind.objects.filter(code__in={*USUAL, *more}, is_historical=False)
    known = AwardKind.objects.filter(Q(pk__in=has_quota) | Q(pk__in=asked))
    return list(known.filter(for_collectives=True))


def other_kinds(kinds):
    """What can be added to the table: kinds for collectives that the law still knows."""
    known = [kind.pk for kind in kinds]
    offered = AwardKind.objects.filter(for_collectives=True, is_historical=False)
    return offered.exclude(pk__in=known)


@transaction.atomic
def set_quotas(*, period, numbers, document, by) -> int:
    """Write `numbers`, {(part, kind): most or None}; returns how many changed.

    `document` is that of the changed numbers; where none changed it is written to all of them.

    Raises:
        Refused: a cluster has proposed more units than its number would be.
    """
    parts = {part.pk: part for part in {part for part, _ in numbers}}
    hold(parts)
    stored = {(q.part_id, q.kind_id): q for q in Quota.objects.of_period(period)}
    rows = []
    for (part, kind), most in numbers.items():
        quota = stored.get((part.pk, kind.pk)) or Quota(part=part, kind=kind, most=0)
        quota.part = part
        rows.append((quota, quota.most, most or 0))
    changed = [row for row in rows if row[1] != row[2]]
    if not changed and document:
        changed = [row for row in rows if row[1] and row[0].document != document]
    for quota, before, most in changed:
        _check_not_below(quota.part, quota.kind, most)
        _keep(quota, before, most, document, by)
    return len(changed)


def _keep(quota, before, most, document, by):
    document = document or quota.document
    old, quota.most, quota.document = quota.document, most, document
    quota.save()
    rows = [(quota, "most", before, most, document, "")]
    note_changes([*rows, (quota, "document", old, document, "", "")], by=by, under=quota.part)


def hold(keys):
    """Hold the clusters' rows: nobody proposes while numbers change, and the other way round."""
    list(ClusterPeriod.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _check_not_below(part, kind, most):
    proposed = Nomination.objects.of_part(part).filter(kind=kind).count()
    if proposed > most:
        raise Refused(
            f"{part.cluster} đã đề nghị {proposed} đơn vị cho {kind}; số lượng không ít hơn "
            f"{proposed}. Bớt đề nghị của cụm, khối trước."
        )


def offers(part) -> list[Offer]:
    """What a cluster may propose in this year, with whom it proposes."""
    proposed = {}
    for row in Nomination.objects.of_part(part):
        proposed.setdefault(row.kind_id, []).append(row)
    return [
        Offer(quota.kind, quota.most, quota.document, proposed.get(quota.kind_id, []))
        for quota in Quota.objects.of_part(part)
    ]


def nomination_words(part) -> list[str]:
    """Whom a cluster proposes for each award of a year, as sentences without their full stop.

    None at a half-year, and for a kind for which nobody is proposed yet.
    """
    if part is None or part.half_year or not part.is_frozen:
        return []
    return [
        f"Đề nghị {offer.kind} ({len(offer.proposed)}/{offer.most}): {'; '.join(offer.names)}"
        for offer in offers(part)
        if offer.proposed
    ]


def placed_units(part):
    """The units that may be proposed: those with a place, the first before the others."""
    return [line for line in standing_rows(part) if line.place is not None]


@transaction.atomic
def nominate(*, part, chosen, by) -> None:
    """Write whom the cluster proposes; `chosen` are {kind: lines of `placed_units`}.

    Raises:
        Refused: more units than the number that the province has set.
    """
    hold([part.pk])
    part.refresh_from_db(fields=["state"])
    if not part.is_frozen:
        raise Refused("Xếp hạng đã mở lại. Chốt xếp hạng rồi lập danh sách đề nghị.")
    for offer in offers(part):
        lines = chosen.get(offer.kind, [])
        if len(lines) > offer.most:
            raise Refused(
                f"{offer.kind}: chọn {len(lines)} đơn vị, được đề nghị tối đa {offer.most}. Bỏ bớt."
            )
        if offer.names == [line.unit for line in lines]:
            continue
        Nomination.objects.filter(part=part, kind=offer.kind).delete()
        Nomination.objects.bulk_create(
            Nomination(
                part=part, kind=offer.kind, unit_id=line.unit_id, unit_name=line.unit, order=n
            )
            for n, line in enumerate(lines, start=1)
        )
        after = "; ".join(line.unit for line in lines)
        note_change(part, f"đề nghị {offer.kind}"[:60], "; ".join(offer.names), after, by=by)


def proposed_twice(part) -> list[str]:
    """Units that are proposed for more than one award of the year."""
    rows = list(Nomination.objects.of_part(part))
    units = [row.unit_id for row in rows]
    return sorted({row.unit_name for row in rows if units.count(row.unit_id) > 1})


def proposed_without_place(part) -> list[str]:
    """Units that were proposed and have no place any more: the ranking was opened again."""
    placed = {line.unit_id for line in placed_units(part)}
    rows = Nomination.objects.of_part(part)
    return sorted({row.unit_name for row in rows if row.unit_id not in placed})
