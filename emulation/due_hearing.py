"""What the hearing asks of a person: answer the expected result, settle what units wrote."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from clusters.desk import Task
from clusters.text import short_date
from emulation import rights
from emulation.due import keeper, open_sheets, verifies_any
from emulation.models import Appeal


def hearing_tasks(user):
    """Own results to answer; giải trình and kiến nghị that wait for this person."""
    yield from _to_answer(user)
    yield from _to_settle(user)


def _to_answer(user):
    for sheet in open_sheets(user):
        if rights.may_appeal(user, sheet) and sheet.accepted_at is None and not sheet.has_answered:
            until = sheet.cluster_period.answers_until
            yield Task(
                title=f"Xem kết quả thẩm định dự kiến {sheet.period}",
                detail=f"Giải trình, kiến nghị theo dòng đến hết ngày {short_date(until)}",
                due=_end_of(until),
                action="Xem kết quả",
                url=reverse("notice", args=[sheet.pk]),
            )


def _to_settle(user):
    if not (user.is_provincial or user.steered_clusters() or verifies_any(user)):
        return
    waiting = Appeal.objects.visible_to(user).open().for_list()
    for appeal in waiting.filter(sheet__cluster_period__state="notified"):
        settles = rights.may_settle_appeal(user, appeal)
        if settles or (rights.may_word_appeal(user, appeal) and not appeal.cluster_word):
            part = appeal.sheet.cluster_period
            yield Task(
                title=str(appeal),
                detail=f"{part} · {appeal.text[:120]}",
                due=_end_of(part.answers_until or timezone.localdate()),
                action="Trả lời" if settles else "Ghi ý kiến",
                url=reverse("appeal-detail", args=[appeal.pk]),
                keeper=keeper(user, part.cluster_id),
            )


def _end_of(day):
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
