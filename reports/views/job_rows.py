"""The rows of the page of jobs: reports and kits alike, with the buttons this person may press."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse

from emulation.rights import may_arrange_meeting
from reports import rights
from reports.models import Job, JobState
from reports.views.reports import PATIENCE_SECONDS


class RowFile(NamedTuple):
    """A file to fetch; without a size of its own where none is kept."""

    label: str
    address: str
    pages: int | None = None
    size: int | None = None


@dataclass(frozen=True)
class Row:
    """One job; `cancel`, `retry` and `discard` are addresses, blank where there is no button."""

    job: Job
    name: str
    mark: str
    """What tells it from others of the same name, for a screen reader."""
    note: str
    about: str
    refresh: str
    """Where its state is asked for while it is under way."""
    tags: list = field(default_factory=list)
    """What the state alone does not say: (words, tone)."""
    files: list = field(default_factory=list)
    cancel: str = ""
    retry: str = ""
    discard: str = ""

    @property
    def polls(self):
        return self.job.is_under_way and self.job.seconds_waited < PATIENCE_SECONDS


def report_row(report, user) -> Row:
    may_cancel, may_retry = rights.may_cancel(user, report), rights.may_retry(user, report)

    def address(name):
        return reverse(name, args=[report.pk])

    return Row(
        job=report,
        name=f"Báo cáo {report.kind_word} {report.period.title}",
        mark=f"báo cáo số {report.pk}",
        note=f"{report.get_issuer_kind_display()} ban hành",
        about=report.subject,
        refresh=address("report-row"),
        tags=report_tags(report),
        files=report_files(report),
        cancel=address("report-cancel") if may_cancel else "",
        retry=address("report-retry") if may_retry else "",
        discard=address("report-discard") if rights.may_discard(user, report) else "",
    )


def report_tags(report):
    if not report.is_issued:
        words = "Dự thảo, chưa chốt" if report.is_provisional else "Dự thảo"
        return [(words, "warn")] if report.state == JobState.READY else []
    tags, copy = [("Đã phát hành", "ok")], report.latest_signed
    if copy:
        tags.append(("Đã ký", "ok") if copy.is_signed else ("Bản đã ký cần xem lại", "warn"))
    return tags


def report_files(report):
    if report.state != JobState.READY:
        return []
    return [
        RowFile("Tải PDF", reverse("report-file", args=[report.pk]), report.pages, report.size),
        RowFile("Word", reverse("report-word", args=[report.pk])),
        RowFile("Excel", reverse("report-book", args=[report.pk])),
    ]


def kit_row(kit, user) -> Row:
    """Only the newest kit of a meeting is asked for again, as on the meeting's own page."""
    arranges = may_arrange_meeting(user, kit.meeting)
    again = arranges and kit.is_newest and kit.has_come_to_nothing

    def address(name):
        return reverse(name, args=[kit.meeting_id, kit.pk])

    return Row(
        job=kit,
        name=f"Tài liệu hội nghị lần {kit.number}",
        mark=f"tài liệu lần {kit.number}, {kit.meeting}",
        note=kit.meeting.title,
        about=str(kit.meeting.cluster),
        refresh=address("kit-row"),
        tags=[("Xem lại trước khi in", "warn")] if kit.failed_checks else [],
        files=kit_files(kit),
        cancel=address("kit-cancel") if arranges and kit.is_under_way else "",
        retry=address("kit-retry") if again else "",
    )


def kit_files(kit):
    if kit.state != JobState.READY:
        return []
    return [
        RowFile(
            label=file.name if file.extension == "docx" else f"{file.audience_label} – PDF",
            address=reverse("kit-file", args=[kit.meeting_id, file.pk]),
            pages=file.pages,
            size=file.size,
        )
        for file in kit.files.all()
    ]
