"""What “Việc của tôi” shows below the tasks: steps, last year's result, sheets by state."""

from collections import Counter
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from clusters.desk import Line, Overview
from clusters.models import User
from clusters.text import format_points, moment, short_date
from emulation import rights
from emulation.due import open_sheets, time_left
from emulation.models import ClusterPeriod, DataRequest, Document, Placing, ScoreSheet

State = ScoreSheet.State
MOST_APART = 3
"""More clusters than this stand in one list, a line each."""
IN_HAND = [State.DRAFT, State.RETURNED]


def own_steps(user):
    """The steps of each open sheet of the person's own unit, from the targets to handing in."""
    if not user.is_of_member:
        return
    sheets = ScoreSheet.objects.filter(unit=user.unit_id, cluster_period__state="open")
    counted = (
        sheets.for_list()
        .prefetch_related(None)
        .with_numbers()
        .annotate(
            asked=_count(DataRequest.objects.filter(revoked_at=None)),
            answered=_count(DataRequest.objects.filter(answered_at__isnull=False)),
            files=_count(Document.objects.filter(struck_at=None)),
            has_leader=Exists(
                User.objects.filter(unit=OuterRef("unit"), duty=User.Duty.LEADER, is_active=True)
            ),
        )
    )
    before = _results(user)
    for sheet in counted:
        yield Overview(
            title=f"Các bước của kỳ này – {sheet.period}",
            lines=tuple(_steps(sheet, user)),
            is_ordered=True,
        )
        part = sheet.cluster_period
        mine = before.get((part.cluster_id, part.period.kind, part.period.year - 1))
        if mine:
            yield Overview(title="Cùng kỳ năm trước", lines=(_result_line(mine),))


def _count(records):
    """How many of `records` belong to the sheet of the outer query."""
    mine = records.filter(sheet=OuterRef("pk")).order_by().values("sheet")
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def _results(user):
    """The unit's published results, by cluster, kind of period and year."""
    others = Placing.objects.filter(cluster_period=OuterRef("cluster_period")).order_by()
    size = others.values("cluster_period").annotate(n=Count("pk")).values("n")
    placings = Placing.objects.filter(unit=user.unit_id, cluster_period__state="published")
    placings = placings.select_related(
        "cluster_period__period", "cluster_period__cluster"
    ).annotate(members=Subquery(size))
    parts = ((placing, placing.cluster_period) for placing in placings)
    return {(part.cluster_id, part.period.kind, part.period.year): p for p, part in parts}


def _result_line(placing):
    place = f" · thứ {placing.place}/{placing.members}" if placing.place else ""
    part = placing.cluster_period
    words = f"{part.points_word} {part.period}"
    url = reverse("result", args=[part.period.code, part.cluster.code])
    return Line(words, f"{format_points(placing.total)} điểm{place}", url)


def _steps(sheet, user):
    edit = sheet.get_absolute_url()
    in_hand = sheet.state in IN_HAND
    targets = reverse("unit-targets", args=[sheet.unit_id, sheet.period.year])
    year = sheet.period.year
    yield Line("Xem tiêu chí, chỉ tiêu được giao", f"Năm {year}", targets)
    asked = f"{sheet.answered}/{sheet.asked} nơi đã trả lời" if sheet.asked else "Không bắt buộc"
    requests = reverse("data-request", args=[sheet.pk]) if rights.may_edit(user, sheet) else ""
    yield Line("Đề nghị cung cấp số liệu", asked, requests)
    counts = f"{sheet.filled_rows}/{sheet.measured_rows} tiêu chí"
    yield Line("Nhập số liệu và tự chấm", counts if in_hand else f"Đã xong, {counts}", edit)
    yield Line("Đính kèm minh chứng", f"{sheet.files} tệp", edit)
    if sheet.has_leader:
        words = {State.SIGNOFF: "Đang chờ duyệt"}
        yield Line(
            "Lãnh đạo đơn vị duyệt",
            words.get(sheet.state, "Chưa tới" if in_hand else "Đã duyệt"),
            edit if sheet.state == State.SIGNOFF else "",
        )
    if in_hand:
        check = reverse("sheet-check", args=[sheet.pk])
        yield Line("Kiểm tra và nộp", time_left(sheet).capitalize(), check)
    elif sheet.state == State.SIGNOFF:
        yield Line("Nộp", "Chưa tới")
    else:
        receipt = reverse("sheet-receipt", args=[sheet.pk])
        yield Line("Nộp", f"Đã nộp {moment(sheet.submitted_at)}", receipt)


def states(user):
    """How many sheets of an open period stand in which state, for who steers its cluster."""
    steered, full = user.steered_clusters(), user.is_provincial or user.is_auditor
    by_part = {}
    for sheet in open_sheets(user):
        if full or sheet.cluster_period.cluster_id in steered:
            by_part.setdefault(sheet.cluster_period, Counter())[sheet.state] += 1
    if len(by_part) > MOST_APART:
        lines = tuple(_in_one_line(part, counted) for part, counted in by_part.items())
        yield Overview(title="Bảng điểm theo cụm, khối", lines=lines)
        return
    for part, counted in by_part.items():
        lines = tuple(
            Line(state.label, str(counted[state]), _filtered(part, state))
            for state in State
            if counted[state]
        )
        yield Overview(title=f"{part.cluster} – {part.period}", lines=lines)


def _in_one_line(part, counted):
    words = " · ".join(f"{counted[s]} {s.label.lower()}" for s in State if counted[s])
    return Line(f"{part.cluster} – {part.period}", words, _filtered(part, ""))


def _filtered(part, state):
    query = urlencode({"ky": part.period.code, "cum": part.cluster.code, "trang-thai": state})
    return f"{reverse('sheet-list')}?{query}"


def next_opening(user) -> str:
    """When the next planned period of the person's clusters opens; "" when none is planned."""
    if user.is_administrator or user.is_auditor:
        return ""
    planned = ClusterPeriod.objects.filter(state="planned", opens_at__gt=timezone.now())
    if not user.is_provincial:
        planned = planned.filter(cluster__memberships__unit=user.unit_id)
    part = planned.with_names().order_by("opens_at").first()
    return f"Kỳ tới ({part.period}) dự kiến mở {short_date(part.opens_at)}." if part else ""
