"""A criteria set and the figures it scores, as plain frozen values; all numbers Decimals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

PARENTS = {"sum_of_children", "average_of_children"}
"""Rules whose points come from the criteria below, not from a figure."""


class State(StrEnum):
    """What may be said of a criterion of one unit; all but OK earn nothing."""

    NOT_MEASURED = "not_measured"
    NOT_ASSIGNED = "not_assigned"
    MISSING_RESULT = "missing_result"
    WAITING_FOR_OTHERS = "waiting_for_others"
    NO_ROW = "no_row"
    OK = "ok"

    @property
    def is_blocking(self) -> bool:
        """The points are not known yet: a figure or a decision is awaited."""
        return self in (State.MISSING_RESULT, State.WAITING_FOR_OTHERS, State.NO_ROW)


@dataclass(frozen=True)
class Row:
    """One row of a table of points: from `min`, up to `max`, or chosen by its `label`."""

    points: Decimal
    min: Decimal | None = None
    max: Decimal | None = None
    label: str = ""


@dataclass(frozen=True)
class Rule:
    """How a criterion earns points; only the parameters of its type are set."""

    type: str
    step: Decimal | None = None
    floor_ratio: Decimal | None = None
    points_per_percent: Decimal | None = None
    floor: Decimal = Decimal(0)
    percent: str = "exact"
    bonus_per_percent_over: Decimal | None = None
    bonus_cap: Decimal | None = None
    points_each: Decimal | None = None
    cap: Decimal | None = None
    metric: str = ""
    rows: tuple[Row, ...] = ()
    method: str = ""
    table: tuple[tuple[int, Decimal], ...] = ()
    weights: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Highlight:
    """The sentence that a report says of the whole cluster about one leaf."""

    type: str
    text: str
    percent: Decimal | None = None
    count: int | None = None
    min_percent: Decimal | None = None
    otherwise: str = ""


@dataclass(frozen=True)
class Criterion:
    """One node of the set: a leaf with a rule for a figure, or a parent of others.

    `share` is the part of the year's plan expected by 30 June; None: not measured at half-year.
    """

    number: str
    title: str
    max_points: Decimal
    rule: Rule
    code: str = ""
    group: str = ""
    unit_of_measure: str = ""
    direction: str = "higher"
    share: Decimal | None = Decimal(1)
    verifier: str = ""
    evidence: tuple[str, ...] = ()
    evidence_required: bool = False
    guidance: str = ""
    highlight: Highlight | None = None
    sub: tuple["Criterion", ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.sub

    def leaves(self) -> tuple["Criterion", ...]:
        """The criteria below it that earn points themselves; a leaf is its own."""
        return tuple(criterion for criterion, _ in self.walk() if criterion.is_leaf)

    @property
    def is_lower_better(self) -> bool:
        return self.direction == "lower"

    @property
    def column(self) -> str:
        """The column of figures that the rule reads: actual, points or level."""
        if self.rule.type == "choice":
            return "level"
        if self.rule.type == "evaluated_by_department":
            return "level" if self.rule.rows else "points"
        return "points" if self.rule.type == "direct_points" else "actual"

    @property
    def needs_target(self) -> bool:
        """Without a target the rule cannot speak: the unit has no such task."""
        rule = self.rule
        if rule.type == "count_based":
            return rule.points_each is None
        if rule.type == "steps":
            return rule.metric == "percent_of_target"
        return rule.type in {"full_at_target", "proportional", "deduct_per_percent_short"}

    @property
    def takes_target(self) -> bool:
        """A target may be given: needed, or compared with the other units'."""
        return self.needs_target or self.rule.type == "relative_to_leader"

    @property
    def entered_by_department(self) -> bool:
        return self.rule.type == "evaluated_by_department"

    @property
    def gives_bonus(self) -> bool:
        return self.rule.bonus_per_percent_over is not None

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(row.label for row in self.rule.rows if row.label)

    @property
    def number_kind(self) -> str:
        """How its figure is typed: a percentage, points, or a quantity."""
        if self.column == "points":
            return "points"
        return "percent" if self.unit_of_measure == "%" else "quantity"

    def measured(self, half_year: bool) -> bool:
        """Whether the criterion, or anything below it, is scored in this kind of period."""
        if self.sub:
            return any(child.measured(half_year) for child in self.sub)
        return not half_year or self.share is not None

    def walk(self, depth: int = 0) -> Iterator[tuple["Criterion", int]]:
        yield self, depth
        for child in self.sub:
            yield from child.walk(depth + 1)


@dataclass(frozen=True)
class Group:
    code: str
    title: str
    max_points: Decimal
    bonus_cap: Decimal | None = None


@dataclass(frozen=True)
class Entry:
    """A bonus or penalty: points for each time it applies, at most `cap`."""

    code: str
    title: str
    points_each: Decimal
    group: str = ""
    cap: Decimal | None = None


@dataclass(frozen=True)
class Exclusion:
    code: str
    title: str


@dataclass(frozen=True)
class Band:
    label: str
    min_percent: Decimal
    min_each_percent: Decimal | None = None


@dataclass(frozen=True)
class CriteriaSet:
    """The written rules of one contest; see the format criteria-set/1 in docs/criteria_set.md."""

    code: str
    title: str
    year: int
    total_points: Decimal
    base_points: Decimal
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    applies_to: tuple[str, ...] = ()
    legal_basis: str = ""
    bonus_cap: Decimal | None = None
    penalty_cap: Decimal | None = None
    cap_total: bool = False
    places: int = 2
    not_assigned: str = "rescale"
    bonuses: tuple[Entry, ...] = ()
    penalties: tuple[Entry, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    bands: tuple[Band, ...] = ()
    tie_break: tuple[str, ...] = ()
    document: Mapping = field(default_factory=dict, compare=False, repr=False)

    def walk(self) -> Iterator[tuple[Criterion, int]]:
        """All criteria in the set's order, parents before children, each with its depth."""
        for criterion in self.criteria:
            yield from criterion.walk()

    def leaves(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion, _ in self.walk() if criterion.is_leaf)

    def find(self, number: str) -> Criterion:
        """The criterion of that number; KeyError when the set has none."""
        return self._by_number[number]

    @property
    def _by_number(self):
        known = self.__dict__.get("_numbers")
        if known is None:
            known = {criterion.number: criterion for criterion, _ in self.walk()}
            object.__setattr__(self, "_numbers", known)
        return known

    @property
    def adds_up(self) -> bool:
        """The points of all leaves add up to the sum of the criteria: no parent averages."""
        parents = [criterion for criterion, _ in self.walk() if not criterion.is_leaf]
        return all(parent.rule.type == "sum_of_children" for parent in parents)

    @property
    def needs_size(self) -> bool:
        """Some rule must know how many units take part (rank_based)."""
        return any(leaf.rule.type == "rank_based" for leaf in self.leaves())

    @property
    def needs_field(self) -> bool:
        """A unit's points depend on the other units' figures."""
        return any(leaf.rule.type == "relative_to_leader" for leaf in self.leaves())


@dataclass(frozen=True)
class Figures:
    """What was entered on one leaf. `typed_…`: points that a person set in place of the rule's."""

    target: Decimal | None = None
    actual: Decimal | None = None
    points: Decimal | None = None
    level: str | None = None
    typed_points: Decimal | None = None
    typed_bonus: Decimal | None = None


@dataclass(frozen=True)
class Contestant:
    """One unit with its figures by leaf number, counts by code, and reasons for exclusion.

    `key` tells units of the same name apart; without one the name does.
    """

    unit: str
    figures: Mapping[str, Figures] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    exclusions: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class CriterionOutcome:
    """Points and bonus of one criterion, both rounded; `explanation` shows the working."""

    points: Decimal
    bonus: Decimal
    max: Decimal
    counted_max: Decimal
    state: State
    explanation: str


@dataclass(frozen=True)
class Outcome:
    """One unit's result; `rank` is None for the excluded. All figures in points of the set."""

    unit: str
    total: Decimal
    percent: Decimal
    base: Decimal
    bonus: Decimal
    penalty: Decimal
    assigned_max: Decimal
    band: str | None
    excluded: str | None
    incomplete: bool
    criteria: Mapping[str, CriterionOutcome]
    rank: int | None = None
    tied: bool = False
    key: str = ""

    @property
    def identity(self) -> str:
        return self.key or self.unit
