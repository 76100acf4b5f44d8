"""What a person has to do with sheets and rankings now: the provider of “Việc của tôi”."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from clusters.desk import Date, Task, remembered
from clusters.models import Cluster
from clusters.text import moment
from emulation import leaf_review, rights
from emulation.models import ClusterPeriod, ScoreSheet

State = ScoreSheet.State
PartState = ClusterPeriod.State
LONGEST_HANDOVER = ScoreSheet._meta.get_field("handover").max_length


def sheet_tasks(user):
    """Own sheets to hand in, then sheets to confirm, to verify, periods to steer."""
    listed = open_sheets(user)
    yield from (own_task(sheet, user) for sheet in listed if rights.may_submit(user, sheet))
    for part, waiting in _by_part(s for s in listed if rights.may_confirm(user, s)):
        yield _many(user, part, waiting, "chờ thống nhất", State.SUBMITTED)
    for part, waiting in _by_part(s for s in listed if rights.may_verify(user, s)):
        yield _many(user, part, waiting, "chờ thẩm định và duyệt", State.CONFIRMED)


def keeper(user, cluster_id) -> str:
    """The colleague who looks after a cluster and has its work first; empty when nobody else."""
    if not user.is_provincial:
        return ""

    def fetch():
        return Cluster.objects.of_colleagues(user)

    return remembered(user, "clusters of colleagues", fetch).get(cluster_id, "")


def open_sheets(user) -> list[ScoreSheet]:
    """The sheets that this person sees in periods under way; fetched once a page."""
    under_way = [ClusterPeriod.State.OPEN, ClusterPeriod.State.NOTIFIED]

    def fetch():
        seen = ScoreSheet.objects.visible_to(user).filter(cluster_period__state__in=under_way)
        return list(seen.for_list().with_numbers())

    return remembered(user, "open sheets", fetch)


def leaf_tasks(user):
    """The criteria that the person's unit verifies and that wait for it: one task a period."""
    if not (user.is_of_member and verifies_any(user)):
        return
    periods = {}
    for work in leaf_review.work_of(user):
        if work.waiting:
            periods.setdefault(work.period, []).append(work)
    for period, works in periods.items():
        alone = len(works) == 1
        numbers = ", ".join(work.leaf.number for work in works)
        yield Task(
            title=f"Thẩm định {len(works)} tiêu chí – {period}",
            detail=f"Tiêu chí {numbers}: {sum(w.waiting for w in works)} dòng chờ thẩm định",
            due=max(part.closes_at for part in period.parts.all()),
            action="Thẩm định",
            url=reverse("verify", args=[period.code, works[0].leaf.pk])
            if alone
            else reverse("verify-list"),
        )


def verifies_any(user) -> bool:
    """The person's unit verifies a criterion; asked once a page."""
    return remembered(user, "verifies", user.unit.verified_leaves.exists)


def own_task(sheet, user):
    verb = "Duyệt và nộp" if sheet.state == State.SIGNOFF else "Tiếp tục nhập"
    words = f"Hạn: {moment(sheet.due)} · đã nhập {sheet.filled_rows}/{sheet.measured_rows} tiêu chí"
    return Task(
        title=f"Nộp bảng tự chấm {sheet.period}",
        detail=f"{words} · {time_left(sheet)} · {sheet.state_label}",
        due=sheet.due,
        action=verb,
        url=sheet.get_absolute_url(),
        is_own_sheet=sheet.state != State.SIGNOFF,
    )


def leave_word(user, to, note, by):
    """Write what was handed over on every sheet that lies with the person's unit."""
    if not user.is_of_member:
        return
    in_hands = [State.DRAFT, State.RETURNED, State.SIGNOFF]
    for sheet in ScoreSheet.objects.filter(unit=user.unit_id, state__in=in_hands):
        words = f"{user} bàn giao cho {to}: {note}"
        sheet.hand_over(by=by, note=_newest([*sheet.handover.splitlines(), words]))


def _newest(lines):
    """The last lines as far as a sheet holds them; a line that is too long alone is cut."""
    kept = lines[-1][:LONGEST_HANDOVER]
    for line in reversed(lines[:-1]):
        if len(line) + 1 + len(kept) > LONGEST_HANDOVER:
            break
        kept = f"{line}\n{kept}"
    return kept


def time_left(sheet) -> str:
    """How long the unit still has, in days; hours on the last day."""
    if sheet.is_overdue:
        return f"quá hạn {sheet.days_late} ngày"
    left = sheet.due - timezone.now()
    return f"còn {left.days} ngày" if left.days else f"còn {max(left.seconds // 3600, 1)} giờ"


def _by_part(sheets):
    parts = {}
    for sheet in sheets:
        parts.setdefault(sheet.cluster_period, []).append(sheet)
    return parts.items()


def _many(user, part, sheets, what, state):
    names = ", ".join(sheet.unit.short_name for sheet in sheets)
    query = f"?ky={part.period.code}&cum={part.cluster.code}&trang-thai={state}"
    return Task(
        title=f"{len(sheets)} bảng {what} – {part.period}",
        detail=f"{part.cluster}: {names}",
        due=part.closes_at,
        action="Xem danh sách" if len(sheets) > 1 else "Mở bảng",
        url=reverse("sheet-list") + query if len(sheets) > 1 else _review(sheets[0]),
        keeper=keeper(user, part.cluster_id),
    )


def _review(sheet):
    return reverse("sheet-review", args=[sheet.pk])


def step_tasks(user):
    """The next step of a cluster's period, once nothing blocks it: for the province."""
    if not user.is_provincial:
        return
    parts = ClusterPeriod.objects.with_names().filter(
        state__in=[PartState.OPEN, PartState.NOTIFIED, PartState.CLOSED]
    )
    words = {
        PartState.OPEN: "Thông báo kết quả dự kiến",
        PartState.NOTIFIED: "Chốt xếp hạng",
        PartState.CLOSED: "Công bố kết quả",
    }
    waiting = ScoreSheet.objects.filter(cluster_period=OuterRef("pk")).waiting()
    for part in parts.annotate(is_stuck=Exists(waiting)):
        if part.is_frozen or not part.is_stuck:
            yield Task(
                title=f"{words[part.state]} – {part.period}",
                detail=f"{part.cluster} · {part.get_state_display().lower()}",
                due=part.closes_at,
                action="Mở xếp hạng",
                url=part.get_absolute_url(),
                keeper=keeper(user, part.cluster_id),
            )


def calendar(user):
    """Deadlines of the open periods in which this person sees sheets."""
    parts = {sheet.cluster_period_id: sheet.cluster_period for sheet in open_sheets(user)}
    dates = {}
    for part in parts.values():
        if part.state == PartState.OPEN:
            note = " (hạn minh họa)" if part.is_illustrative else ""
            detail = f"Hạn nộp {moment(part.deadline)}; ngừng nhận {moment(part.closes_at)}{note}"
            at = (str(part.period).capitalize(), detail, part.deadline)
            dates.setdefault(at, []).append(part)
    for (title, detail, deadline), alike in dates.items():
        clusters = f" – {len(alike)} cụm, khối" if len(alike) > 1 else ""
        yield Date(title=f"{title}{clusters}", detail=detail, at=deadline)
