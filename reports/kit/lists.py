"""Sheets of a kit that hold no points: summary, awards, nominations, delegates, targets."""

from awards.models import Award
from awards.nominating import offers
from clusters.text import format_number, format_points, long_date, pad_count, short_date
from emulation.models import Target
from emulation.scoring.points import half_up
from emulation.standing_rows import standing_rows
from reports.kit.facts import points
from reports.kit.parts import for_reader, spoken_of
from reports.outlines.cells import UNKNOWN

MOST_MATTERS = 5
EMPTY_ROWS = 5
ROOM = "…" * 14
"""Where a name is written by hand."""
TOP = 3


def summary(meeting, part, differences, codes) -> dict:
    """The chair's page: four figures, the first three, what is asked, the running order."""
    lines = standing_rows(part)
    placed = [line for line in lines if line.place is not None]
    parts = [
        one
        for one in for_reader(codes, "chair", meeting.kind)
        if one.code not in ("cover", "summary")
    ]
    return {
        "figures": _figures(lines, placed),
        "top": _top(placed),
        "middle": differences["middle"],
        "offers": [f"{offer.kind} {pad_count(offer.most)}" for offer in _offers(meeting, part)],
        "offers_to": "nominations" if any(one.code == "nominations" for one in parts) else "",
        "matters": [_linked(line, parts) for line in meeting.matter_lines[:MOST_MATTERS]],
        "more_matters": max(0, len(meeting.matter_lines) - MOST_MATTERS),
        "agenda": [
            {
                "clock": f"{item.starts:%H:%M}",
                "presenter": item.presenter,
                **_linked(item.words, parts),
            }
            for item in meeting.agenda.all()
        ],
    }


def _offers(meeting, part):
    """How many may be proposed: a matter of a closed year alone."""
    return offers(part) if meeting.kind == meeting.Kind.YEAR else []


def _figures(lines, placed):
    """(what, now, the same period last year)."""
    totals = [line.total for line in placed]
    then = [line.before.total for line in lines if line.before]
    return [
        ("Đơn vị đã xếp hạng", f"{len(placed)}/{len(lines)}", str(len(then)) if then else UNKNOWN),
        ("Điểm cao nhất", points(max(totals, default=None)), points(max(then, default=None))),
        ("Điểm bình quân", points(_mean(totals)), points(_mean(then))),
        ("Điểm thấp nhất", points(min(totals, default=None)), points(min(then, default=None))),
    ]


def _mean(values):
    return half_up(sum(values) / len(values), 2) if values else None


def _top(placed):
    """The first three with their lead over the next."""
    rows = []
    for line in placed:
        if line.place > TOP:
            break
        lower = [one.total for one in placed if one.place > line.place]
        gap = format_points(line.total - max(lower)) if lower else UNKNOWN
        rows.append(
            {
                "place": str(line.place),
                "unit": line.unit,
                "total": format_points(line.total),
                "gap": gap,
            }
        )
    return rows


def _linked(line, parts):
    part = spoken_of(line, parts)
    return {"words": line, "to": part.code if part else ""}


def awards(meeting, part) -> dict:
    """Flags and certificates of the year before, as honoured, in the order of the ceremony."""
    units = part.sheets.values_list("unit_id", flat=True)
    found = Award.objects.filter(unit__in=units, decision__for_year=meeting.year - 1)
    found = found.select_related("decision__kind").order_by(
        "decision__kind__order", "decision__signed_on", "order", "pk"
    )
    return {
        "year": meeting.year - 1,
        "rows": [
            {
                "recipient": award.recipient_name,
                "award": award.decision.printed_name,
                "decision": f"{award.decision.number}, {short_date(award.decision.signed_on)}",
                "mark": "số liệu minh họa" if award.decision.is_illustrative else "",
            }
            for award in found
        ],
    }


def nominations(part) -> dict:
    """How many units may be proposed for each award of the year, and who is; room to write."""
    totals = {line.unit_id: points(line.total) for line in standing_rows(part)}
    return {
        "rows": [
            {
                "unit": str(offer.kind),
                "quota": str(offer.most),
                "count": str(len(offer.proposed)),
                "names": [
                    f"{row.unit_name} ({totals.get(row.unit_id, UNKNOWN)} điểm)"
                    for row in offer.proposed
                ],
                "document": offer.document,
                "empty": [ROOM] * min(offer.most - len(offer.proposed), EMPTY_ROWS),
            }
            for offer in offers(part)
        ]
    }


def delegates(meeting) -> dict:
    return {
        "with_ballots": meeting.kind == meeting.Kind.YEAR,
        "rows": [
            {"name": guest.name, "post": ", ".join(filter(None, [guest.post, guest.unit_name]))}
            for guest in meeting.guests.all()
        ],
        "empty": range(EMPTY_ROWS),
    }


def targets(meeting) -> dict:
    """What each unit has to reach in the year, with where the figure comes from."""
    units = [m.unit for m in meeting.cluster.memberships.at(meeting.day).in_order()]
    found = Target.objects.filter(unit__in=units, year=meeting.covenant_year).select_related("leaf")
    by_unit = {}
    for target in found.order_by("leaf__position"):
        by_unit.setdefault(target.unit_id, []).append(_target(target))
    return {"units": [(unit.full_name, by_unit.get(unit.pk, [])) for unit in units]}


def _target(target):
    paper = f" {target.document_number}" if target.document_number else ""
    day = f", {short_date(target.document_date)}" if target.document_date else ""
    shown = format_number(target.value) if target.value is not None else "không giao"
    return {
        "leaf": f"{target.leaf.number} {target.leaf.title}",
        "unit_of_measure": target.leaf.unit_of_measure or "điểm",
        "value": str(shown),
        "source": target.not_assigned_reason or f"{target.get_source_display()}{paper}{day}",
    }


def day_words(meeting) -> str:
    return long_date(meeting.held_at)
