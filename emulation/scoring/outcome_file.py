"""Outcomes as plain JSON values: what `try_criteria` and `ranking` print."""

from collections.abc import Sequence
from decimal import Decimal

from emulation.scoring.values import CriteriaSet, Outcome


def as_json(cs: CriteriaSet, outcomes: Sequence[Outcome], half_year: bool) -> dict:
    """Points as text with `places` decimals, percentages with two; units in the given order."""
    return {"set": cs.code, "half_year": half_year, "units": [_unit(cs, o) for o in outcomes]}


def _unit(cs, outcome):
    def points(value: Decimal) -> str:
        return f"{value:.{cs.places}f}"

    return {
        "unit": outcome.unit,
        "total": points(outcome.total),
        "percent": f"{outcome.percent:.2f}",
        "base": points(outcome.base),
        "bonus": points(outcome.bonus),
        "penalty": points(outcome.penalty),
        "assigned_max": points(outcome.assigned_max),
        "rank": outcome.rank,
        "tied": outcome.tied,
        "band": outcome.band,
        "excluded": outcome.excluded,
        "incomplete": outcome.incomplete,
        "criteria": {
            number: {
                "points": points(made.points),
                "bonus": points(made.bonus),
                "max": points(made.max),
                "counted_max": points(made.counted_max),
                "state": str(made.state),
                "explanation": made.explanation,
            }
            for number, made in outcome.criteria.items()
        },
    }
