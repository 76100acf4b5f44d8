"""From points to totals, bands and places (section 3 of docs/criteria_set.md)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from clusters.text import sort_key
from emulation.scoring.points import half_up, score_tree
from emulation.scoring.rules import Field
from emulation.scoring.values import Contestant, CriteriaSet, Entry, Figures, Outcome

ZERO = Decimal(0)


def score(
    cs: CriteriaSet, contestants: Sequence[Contestant], half_year: bool = False
) -> list[Outcome]:
    """Score all units of a cluster together; in rank order, then those without a rank."""

    def fields(number):
        return Field(len(contestants), [c.figures.get(number) or Figures() for c in contestants])

    needed = {leaf.number for leaf in cs.leaves() if leaf.rule.type == "relative_to_leader"}
    known = {number: fields(number) for number in needed}
    plain = Field(len(contestants))
    scored = [
        _outcome(cs, c, half_year, lambda number: known.get(number, plain)) for c in contestants
    ]
    return rank_again(cs, scored)


def score_alone(
    cs: CriteriaSet, contestant: Contestant, half_year: bool, field_size: int
) -> Outcome:
    """Score one unit without the others; the same points as `score`, without a rank.

    Raises:
        ValueError: the set compares units (`cs.needs_field`).
    """
    if cs.needs_field:
        raise ValueError("This set compares units; score them together.")
    return _outcome(cs, contestant, half_year, lambda number: Field(field_size))


def _outcome(cs: CriteriaSet, contestant: Contestant, half_year: bool, fields) -> Outcome:
    criteria = score_tree(cs, contestant.figures, fields, half_year)
    top = [criteria[criterion.number] for criterion in cs.criteria]
    assigned = sum((c.counted_max for c in top), start=ZERO)
    earned = sum((c.points for c in top), start=ZERO)
    base = (
        half_up(Fraction(earned) * Fraction(cs.base_points) / Fraction(assigned), cs.places)
        if assigned
        else half_up(0, cs.places)
    )
    bonus, penalty = _bonus(cs, contestant, criteria), _penalty(cs, contestant)
    total = max(ZERO, base + bonus - penalty)
    total = half_up(min(total, cs.total_points) if cs.cap_total else total, cs.places)
    percent = half_up(Fraction(total) / Fraction(cs.total_points) * 100, 2)
    leaves = [criteria[leaf.number] for leaf in cs.leaves()]
    stuck = any(leaf.state.is_blocking for leaf in leaves)
    return Outcome(
        unit=contestant.unit,
        key=contestant.key,
        total=total,
        percent=percent,
        base=base,
        bonus=bonus,
        penalty=penalty,
        assigned_max=half_up(assigned, cs.places),
        band=_band(cs, percent, top),
        excluded=_excluded(cs, contestant),
        incomplete=stuck or not any(leaf.counted_max for leaf in leaves),
        criteria=criteria,
    )


def counted_points(cs: CriteriaSet, code: str, count: int) -> Decimal:
    """What a bonus or penalty is worth that applies `count` times, up to its own cap.

    Raises:
        KeyError: the set has no such code.
    """
    known = {entry.code: entry for entry in (*cs.bonuses, *cs.penalties)}
    return _entry_points(cs, known[code], count)


def _entry_points(cs: CriteriaSet, entry: Entry, count: int) -> Decimal:
    points = half_up(Fraction(entry.points_each) * count, cs.places)
    return points if entry.cap is None else min(points, half_up(entry.cap, cs.places))


def _capped(points: Decimal, cap: Decimal | None) -> Decimal:
    return points if cap is None else min(points, cap)


def _bonus(cs: CriteriaSet, contestant: Contestant, criteria) -> Decimal:
    """Per group the bonuses of its criteria and entries up to its cap; together up to the set's."""
    caps = {group.code: group.bonus_cap for group in cs.groups}
    sums = dict.fromkeys([*caps, ""], ZERO)
    for criterion in cs.criteria:
        sums[criterion.group] += criteria[criterion.number].bonus
    for entry in cs.bonuses:
        sums[entry.group] += _entry_points(cs, entry, contestant.counts.get(entry.code, 0))
    whole = sum((_capped(points, caps.get(group)) for group, points in sums.items()), start=ZERO)
    return half_up(_capped(whole, cs.bonus_cap), cs.places)


def _penalty(cs: CriteriaSet, contestant: Contestant) -> Decimal:
    points = (_entry_points(cs, e, contestant.counts.get(e.code, 0)) for e in cs.penalties)
    return half_up(_capped(sum(points, start=ZERO), cs.penalty_cap), cs.places)


def _band(cs: CriteriaSet, percent: Decimal, top) -> str | None:
    """The first band in file order whose conditions hold."""
    for band in cs.bands:
        each = band.min_each_percent
        enough = each is None or all(
            Fraction(c.points) * 100 >= Fraction(each) * Fraction(c.counted_max)
            for c in top
            if c.counted_max
        )
        if percent >= band.min_percent and enough:
            return band.label
    return None


def _excluded(cs: CriteriaSet, contestant: Contestant) -> str | None:
    """The reasons for leaving the ranking, in the set's order; an empty one is the title."""
    titles = {exclusion.code: exclusion.title for exclusion in cs.exclusions}
    notes = [
        contestant.exclusions[code] or title
        for code, title in titles.items()
        if code in contestant.exclusions
    ]
    return "; ".join(notes) if notes else None


def rank_again(cs: CriteriaSet, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Give places among `outcomes`: best first, equal ones share a place and the next is skipped.

    The excluded leave the list first. Ties and those without a place follow the Vietnamese
    alphabet.
    """
    outcomes = list(outcomes)
    contest = [o for o in outcomes if o.excluded is None]
    keys = {o.identity: _merit(cs, o) for o in contest}
    shared = Counter(keys.values())
    best_first = sorted(keys.values())
    ranked = [
        replace(o, rank=best_first.index(key) + 1, tied=shared[key] > 1)
        for o, key in ((o, keys[o.identity]) for o in contest)
    ]
    ranked.sort(key=lambda o: (o.rank, sort_key(o.unit)))
    rest = [replace(o, rank=None, tied=False) for o in outcomes if o.excluded is not None]
    return ranked + sorted(rest, key=lambda o: sort_key(o.unit))


def _merit(cs: CriteriaSet, outcome: Outcome) -> tuple:
    """What decides a place, smaller is better: the total, then the tie rules in order."""
    return (-outcome.total, *(_tie_value(cs, outcome, rule) for rule in cs.tie_break))


def _tie_value(cs: CriteriaSet, outcome: Outcome, rule: str) -> Decimal:
    if rule in ("penalty", "bonus"):
        return getattr(outcome, rule)
    what, _, name = rule.partition(":")
    if what == "criterion":
        return -outcome.criteria[name].points
    return -sum(
        (outcome.criteria[c.number].points for c in cs.criteria if c.group == name), start=ZERO
    )
