"""Reminding people of what is due, by the schedule or by hand.

Nothing is planned ahead: what is open is looked up when the reminder is sent, so a sheet handed in
a second before is not reminded of. Each is sent once, however often the schedule runs.
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from clusters import desk, outbox
from clusters.models import Holiday, Province, User
from clusters.text import moment, short_date
from emulation import letters
from emulation.completeness import missing_numbers
from emulation.due import time_left
from emulation.models import Reminder, ScoreSheet
from emulation.workflow import lock

State, Kind = ScoreSheet.State, Reminder.Kind
IN_UNIT = (State.DRAFT, State.SIGNOFF, State.RETURNED)
OVERDUE_DAYS = {1, 3, 7, 14}
"""On which days after the deadline a unit is reminded again."""
QUIET = timedelta(minutes=10)
"""So long after a reminder by hand a unit is not reminded by hand again."""
DIGEST_DAYS = {0, 3}
"""Mondays and Thursdays: what waits for those who confirm, verify, decide."""


def waiting_sheets():
    """Sheets that still lie with their unit in a period that takes them."""
    opened_again = Q(cluster_period__state="notified", return_due__isnull=False)
    awaited = Q(cluster_period__state="open") | opened_again
    return ScoreSheet.objects.filter(awaited, state__in=IN_UNIT).for_list().with_numbers()


def send_due(now=None) -> int:
    """Send what the schedule asks for today; return how many people were told.

    Safe to call at any hour and more than once a day.
    """
    today = timezone.localdate(now)
    told = sum(_remind_as_due(sheet, today) for sheet in waiting_sheets())
    is_working = Holiday.objects.working_days_between(today, today) == 1
    if is_working and today.weekday() in DIGEST_DAYS:
        told += sum(_digest(user, today) for user in User.objects.filter(is_active=True))
    return told


def _remind_as_due(sheet, today):
    kind = kind_today(sheet, today)
    return _send(sheet, kind, today.isoformat(), by=None) if kind else 0


def kind_today(sheet, today) -> str:
    """Which reminder a sheet's deadline asks for today; "" for none."""
    due = timezone.localdate(sheet.due)
    days = (due - today).days
    if days in Province.objects.current().days_before and timezone.now() <= sheet.due:
        return Kind.SOON
    return Kind.OVERDUE if -days in OVERDUE_DAYS else ""


@transaction.atomic
def remind(*, sheets, by) -> int:
    """Remind the units of `sheets` by hand; return how many units were. A second press does not."""
    slot = f"{timezone.now():%d %H:%M:%S.%f}"
    return sum(bool(_send(sheet, Kind.BY_HAND, slot, by=by)) for sheet in sheets)


def _send(sheet, kind, slot, *, by):
    """Tell a sheet's people, if it still lies with them and nobody has told them in this slot."""
    with transaction.atomic():
        if lock(sheet).state not in IN_UNIT:
            return 0
        lately = Reminder.objects.filter(sheet=sheet, kind=Kind.BY_HAND)
        if kind == Kind.BY_HAND and lately.filter(at__gt=timezone.now() - QUIET).exists():
            return 0
        try:
            with transaction.atomic():
                row = Reminder.objects.create(sheet=sheet, kind=kind, slot=slot, by=by)
        except IntegrityError:
            return 0
        return _tell(sheet, row)


def _tell(sheet, row):
    late = sheet.is_overdue
    title = sheet.period.title
    subject = f"Quá hạn nộp {title}" if late else f"Nhắc nộp bảng tự chấm {title}"
    missing = missing_numbers(sheet)
    lines = [f"{sheet.unit}: {time_left(sheet)}, hạn {moment(sheet.due)}."]
    if late:
        lines.append(f"Vẫn nộp được đến {moment(sheet.accepted_until)}; bảng ghi “nộp chậm”.")
    if missing:
        lines.append(f"Còn thiếu {len(missing)} tiêu chí: {', '.join(missing[:12])}.")
    return outbox.write(
        event=f"reminder-{row.pk}",
        people=letters.people_of(sheet.unit)
        if sheet.state == State.SIGNOFF
        else letters.officers_of(sheet.unit),
        subject=subject,
        lines=lines,
        route="sheet-edit",
        args=[sheet.pk],
    )


def _digest(user, today):
    """One message with what waits for a person; own sheets have reminders of their own."""
    if user.is_auditor or user.is_administrator:
        return 0
    tasks = [task for task in desk.tasks_for(user) if not (task.is_own_sheet or task.keeper)]
    if not tasks:
        return 0
    return outbox.write(
        event=f"digest-{today.isoformat()}",
        people=[user],
        subject=f"{len(tasks)} việc đang chờ, {short_date(today)}",
        lines=[f"{task.title} – {task.detail}" for task in tasks[:20]],
        route="my-work",
    )


def chat_words(sheets) -> str:
    """A text for a chat group that names the units still awaited; no points, no places."""
    lines = [
        f"[Thi đua] {sheet.unit.short_name}: {time_left(sheet)} nộp bảng tự chấm "
        f"{sheet.period.title}, hạn {moment(sheet.due)}. "
        f"{settings.PORTAL_URL}{sheet.get_absolute_url()}"
        for sheet in sheets
    ]
    return "\n".join(lines)
