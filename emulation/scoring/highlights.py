"""The sentences that a report says of the whole cluster, and what a half-year leaves out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clusters.text import format_number, pad_count, sort_key
from emulation.scoring.values import Contestant, CriteriaSet, Criterion, Figures


@dataclass(frozen=True)
class Unmeasured:
    """The leaves that a period does not score: how many, worth how much, which."""

    count: int
    points: Decimal
    numbers: tuple[str, ...]


def unmeasured(cs: CriteriaSet, half_year: bool) -> Unmeasured:
    left_out = [leaf for leaf in cs.leaves() if not leaf.measured(half_year)]
    points = sum((leaf.max_points for leaf in left_out), start=Decimal(0))
    return Unmeasured(len(left_out), points, tuple(leaf.number for leaf in left_out))


def highlights(
    cs: CriteriaSet,
    contestants: Sequence[Contestant],
    half_year: bool,
    short_names: Mapping[str, str],
) -> list[str]:
    """The sentences of the set, in its order; none where nobody qualifies or the sum is 0.

    Shares are of the whole year's target, at a half-year too. No full stop at the end.
    """
    found = []
    for leaf in cs.leaves():
        if leaf.highlight is None or not leaf.measured(half_year):
            continue
        rows = [
            (short_names.get(c.unit, c.unit), c.figures.get(leaf.number) or Figures())
            for c in contestants
        ]
        sentence = _KINDS[leaf.highlight.type](leaf, rows)
        if sentence:
            found.append(sentence)
    return found


def _sum(leaf: Criterion, rows) -> str:
    whole = sum((f.actual for _, f in rows if f.actual is not None), start=Decimal(0))
    return _said(leaf.highlight.text, rows, sum=_count(whole)) if whole else ""


def _shares(rows):
    """(share of the year's target, name) of the units that have both, best first."""
    shares = [
        (Fraction(f.actual) / Fraction(f.target), name)
        for name, f in rows
        if f.target and f.actual is not None
    ]
    return sorted(shares, key=lambda pair: (-pair[0], sort_key(pair[1])))


def _above(leaf: Criterion, rows) -> str:
    bound = Fraction(leaf.highlight.percent) / 100
    names = [name for share, name in _shares(rows) if share > bound]
    if not names:
        return ""
    return _said(leaf.highlight.text, rows, units=", ".join(names), count=_count(len(names)))


def _top(leaf: Criterion, rows) -> str:
    least = Fraction(leaf.highlight.min_percent or 0) / 100
    names = [name for share, name in _shares(rows)[: leaf.highlight.count] if share >= least]
    return _said(leaf.highlight.text, rows, units=", ".join(names)) if names else ""


def _all_met(leaf: Criterion, rows) -> str:
    assigned = [f for _, f in rows if f.target or (leaf.is_lower_better and f.target is not None)]
    met = [f for f in assigned if f.actual is not None and _met(leaf, f)]
    if not assigned:
        return ""
    text = leaf.highlight.text if len(met) == len(assigned) else leaf.highlight.otherwise
    if not met and text != leaf.highlight.text:
        return ""
    return _said(text, rows, met=_count(len(met)), assigned=_count(len(assigned)))


def _met(leaf, f):
    return f.actual <= f.target if leaf.is_lower_better else f.actual >= f.target


def _said(text, rows, **values) -> str:
    for name, value in {**values, "n": _count(len(rows))}.items():
        text = text.replace("{" + name + "}", value)
    return text


def _count(number) -> str:
    """Counts below ten with a zero before them, other figures the Vietnamese way."""
    whole = number == int(number)
    return pad_count(number) if whole and 0 <= number < 10 else format_number(Decimal(number))


_KINDS = {"sum": _sum, "above": _above, "top": _top, "all_met": _all_met}
