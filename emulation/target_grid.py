"""Plan figures as a grid of units × leaves: typed on the page or in an Excel file, read alike.

A cell holds a figure, nothing, or “không giao: lý do”.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clusters.text import NumberFault, format_number, parse_number, search_key
from emulation.forms.sheet import FIGURE_LIMIT
from emulation.models import Target, Verifier
from emulation.targets import set_target, target_leaves
from emulation.workflow import Refused

NONE_WORD = "khong giao"


@dataclass(frozen=True)
class Grid:
    """Members of a cluster's period and the leaves that this person gives figures for."""

    part: object
    leaves: list
    units: list
    given: dict

    def text(self, unit, leaf) -> str:
        """What stands in a cell, as it would be typed."""
        target = self.given.get((unit.pk, leaf.pk))
        return _text(target.value, target.not_assigned_reason) if target else ""

    @property
    def texts(self) -> dict:
        """What stands in every cell that holds something."""
        cells = ((unit, leaf) for unit in self.units for leaf in self.leaves)
        return {(u.pk, leaf.pk): text for u, leaf in cells if (text := self.text(u, leaf))}


@dataclass(frozen=True)
class CellChange:
    """One figure that differs from what stands there; `at` names the cell."""

    unit: object
    leaf: object
    before: str
    after: str
    value: Decimal | None
    reason: str
    at: str


def grid_for(user, part) -> Grid:
    """All leaves that need a plan for the province; for a verifying unit those it verifies."""
    leaves = target_leaves(part)
    if user.is_of_member:
        own = Verifier.objects.filter(period=part.period, unit=user.unit_id)
        mine = set(own.values_list("leaf", flat=True))
        leaves = [leaf for leaf in leaves if leaf.pk in mine]
    members = part.cluster.memberships.at(timezone.localdate(part.opens_at)).in_order()
    given = Target.objects.filter(leaf__in=leaves, year=part.period.year)
    return Grid(
        part=part,
        leaves=leaves,
        units=[member.unit for member in members],
        given={(target.unit_id, target.leaf_id): target for target in given},
    )


def read(text, leaf) -> tuple[Decimal | None, str]:
    """(figure, reason why none) of a cell's text.

    Raises:
        NumberFault: neither a figure nor “không giao” with its reason.
    """
    head, _, reason = text.partition(":")
    if search_key(head) == NONE_WORD:
        if not reason.strip():
            raise NumberFault("none_without_reason", "Ghi lý do, ví dụ Không giao: không có rừng")
        return None, reason.strip()[:300]
    kind = leaf.plain.number_kind
    return parse_number(text, kind, places=4, maximum=FIGURE_LIMIT).value, ""


def compare(grid, typed, base) -> tuple[list[CellChange], list[tuple[str, str]]]:
    """(changes, faults) of `typed`: {(unit pk, leaf pk): (text, name of the cell)}.

    `base` is what stood in the cells when the page or file was made: a cell that was left alone
    changes nothing, one that somebody else changed meanwhile is a fault. A fault is (name of the
    cell, sentence). A blank cell over a figure takes the figure away.
    """
    changes, faults = [], []
    for unit, leaf in ((unit, leaf) for unit in grid.units for leaf in grid.leaves):
        key = (unit.pk, leaf.pk)
        text, at = typed.get(key, ("", ""))
        if key not in typed or text.strip() == base.get(key, ""):
            continue
        try:
            change = _change(grid, unit, leaf, text, at, base.get(key, ""))
        except NumberFault as fault:
            faults.append((at, f"{unit.short_name}, tiêu chí {leaf.number}: {fault}"))
            continue
        if change.after != change.before:
            changes.append(change)
    return changes, faults


def _change(grid, unit, leaf, text, at, base):
    value, reason = read(text, leaf)
    now, after = grid.text(unit, leaf), _text(value, reason)
    if now not in (base, after):
        raise NumberFault(
            "changed_meanwhile", f"người khác vừa sửa thành {now or 'ô trống'}; xem lại rồi nhập"
        )
    return CellChange(unit, leaf, now, after, value, reason, at)


def _text(value, reason) -> str:
    """A figure, or why there is none, as it stands in a cell."""
    if reason:
        return f"Không giao: {reason}"
    return "" if value is None else format_number(value)


@transaction.atomic
def apply(*, grid, changes, facts, by) -> list:
    """Write all of them with their document; returns the handed-in sheets that keep the old figure.

    Raises:
        Refused: a figure is no longer what it was when the changes were compared.
    """
    year = grid.part.period.year
    held = Target.objects.select_for_update().filter(leaf__in=grid.leaves, year=year)
    fresh = replace(grid, given={(t.unit_id, t.leaf_id): t for t in held})
    if any(fresh.text(change.unit, change.leaf) != change.before for change in changes):
        raise Refused("Kế hoạch vừa được người khác sửa. Tải lại trang, xem lại rồi lưu.")
    kept = []
    for change in changes:
        kept += set_target(
            unit=change.unit,
            leaf=change.leaf,
            year=year,
            value=change.value,
            by=by,
            not_assigned_reason=change.reason,
            **facts,
        )
    return kept
