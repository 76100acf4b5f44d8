"""A new meeting with what is usual: the agenda of its kind, the units of the cluster invited."""

from clusters.models import Unit
from emulation.meeting_lines import agenda_row
from emulation.models import Meeting

AGENDA = {
    Meeting.Kind.SIGNING: [
        "08:00 Ổn định tổ chức, giới thiệu đại biểu",
        "08:15 Trình bày kế hoạch, quy chế và chỉ tiêu năm",
        "08:45 Thảo luận dự thảo giao ước thi đua",
        "09:45 Ký kết giao ước thi đua",
        "10:15 Kết luận, bế mạc",
    ],
    Meeting.Kind.HALF: [
        "08:00 Ổn định tổ chức, giới thiệu đại biểu",
        "08:10 Báo cáo sơ kết; {lead}",
        "08:40 Thảo luận",
        "09:40 Xin ý kiến hội nghị",
        "10:00 Trao Cờ thi đua, Bằng khen năm trước",
        "10:20 Kết luận, bế mạc",
    ],
    Meeting.Kind.YEAR: [
        "08:00 Ổn định tổ chức, giới thiệu đại biểu",
        "08:10 Báo cáo tổng kết; {lead}",
        "08:40 Thảo luận",
        "09:30 Suy tôn đơn vị dẫn đầu, kiểm phiếu",
        "10:10 Bầu {lead_later}, {deputy_later} và ký kết giao ước năm sau",
        "10:40 Kết luận, bế mạc",
    ],
}


def begin_meeting(*, cluster, kind, year, held_at, place, by) -> Meeting:
    """Keep a new meeting; its agenda and the invited are proposals to be typed over."""
    fresh = Meeting(cluster=cluster, kind=kind, year=year, held_at=held_at)
    posts = {
        "lead": cluster.lead_label,
        "lead_later": cluster.lead_label.lower(),
        "deputy_later": cluster.deputy_label.lower(),
    }
    agenda = [agenda_row(line.format(**posts)) for line in AGENDA[kind]]
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
