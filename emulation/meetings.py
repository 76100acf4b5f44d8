"""A new meeting with what is usual: the agenda of its kind, the units of the cluster invited."""

from clusters.models import Unit
from emulation.forms.meetings import AGENDA, agenda_row
from emulation.models import Meeting


def begin_meeting(*, cluster, kind, year, held_at, place, by) -> Meeting:
    """Keep a new meeting; its agenda and the invited are proposals to be typed over."""
    fresh = Meeting(cluster=cluster, kind=kind, year=year, held_at=held_at)
    agenda = [agenda_row(line) for line in AGENDA[kind]]
    fresh.write(
        {"held_at": held_at, "place": place},
        agenda=agenda,
        guests=[*_standing_body(), *_members(fresh)],
        by=by,
    )
    return fresh


def _standing_body():
    bodies = Unit.objects.filter(kind=Unit.Kind.STANDING_BODY)
    return [_guest(unit) for unit in bodies]


def _members(meeting):
    return [
        _guest(membership.unit)
        for membership in meeting.cluster.memberships.at(meeting.day).in_order()
    ]


def _guest(unit):
    return {"name": "Đại diện lãnh đạo", "post": "", "unit_name": unit.full_name[:160]}
