"""The acts on requests for figures: made, sent, answered by the office, decided by the officer."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from clusters import outbox
from clusters.middleware import request_ip
from clusters.models import note_change
from clusters.text import format_number, short_date
from emulation.models import DataRequest, GuestVisit, RequestedFigure
from emulation.models.requests import new_nonce
from emulation.workflow import Refused

State = RequestedFigure.State
WINDOW = timedelta(hours=1)
MOST_VISITS = 60
"""So many steps in an hour from one machine, or on one link; then it must wait."""


@transaction.atomic
def ask(*, sheet, entries, office, email, due, note, by) -> DataRequest:
    """Write a request for some cells of a sheet; its link holds until the end of the due day."""
    ends = datetime.combine(due + timedelta(days=1), time(0))
    made = DataRequest.objects.create(
        sheet=sheet,
        office=office,
        email=email,
        due=due,
        note=note,
        created_by=by,
        expires_at=timezone.make_aware(ends) - timedelta(seconds=1),
    )
    RequestedFigure.objects.bulk_create(
        RequestedFigure(request=made, entry=entry) for entry in entries
    )
    numbers = ", ".join(entry.leaf.number for entry in entries)
    note_change(made, "đề nghị số liệu", "", f"{office}: {numbers}", by=by, under=sheet)
    return made


def send(*, asked, by) -> int:
    """Put the request into the outbox for the office's address; returns how many mails are new.

    The link stands in it only while the province allows links.
    """
    rows = [
        f"- {figure.entry.leaf.number} {figure.entry.leaf.title} "
        f"({figure.entry.leaf.unit_of_measure or 'điểm'})"
        for figure in asked.figures.select_related("entry__leaf")
    ]
    sheet = asked.sheet
    lines = [
        f"{sheet.unit} đề nghị cung cấp số liệu {sheet.period.title}, "
        f"chậm nhất ngày {short_date(asked.due)}:",
        "\n".join(rows),
        *([asked.note] if asked.note else []),
        f"Người đề nghị: {', '.join(filter(None, [str(by), by.post, by.phone, by.email]))}.",
    ]
    if asked.is_open:
        lines.append("Nhập số liệu tại liên kết dưới đây, không cần tài khoản.")
    return outbox.write_to(
        event=f"data-request-{asked.pk}-{asked.nonce}",
        address=asked.email,
        name=asked.office,
        subject=f"{sheet.unit.short_name} đề nghị cung cấp {len(rows)} số liệu",
        lines=lines,
        route="data-request-guest" if asked.is_open else "",
        args=[asked.token],
    )


@transaction.atomic
def revoke(*, asked, by) -> None:
    """Kill the link; what was proposed before stays for the officer to decide."""
    note_change(asked, "revoked_at", asked.revoked_at, timezone.now(), by=by, under=asked.sheet)
    asked.revoked_at, asked.nonce = timezone.now(), new_nonce()
    asked.save(update_fields=["revoked_at", "nonce"])


@transaction.atomic
def propose(*, asked, figures, name) -> None:
    """Keep what the office typed: rows of (figure, column value, text as typed, note).

    Figures that the officer has decided already are left alone.
    """
    for figure, value, raw, note in figures:
        if figure.state in (State.ACCEPTED, State.DECLINED) or value is None:
            continue
        is_points = figure.entry.leaf.plain.column == "points"
        figure.points, figure.value = (value, None) if is_points else (None, value)
        figure.raw, figure.note, figure.state = raw, note, State.PROPOSED
        figure.save()
        words = f"{format_number(value)} – {asked.office}, {name}"
        note_change(figure.entry, "số đề nghị", "", words, by=None, under=asked.sheet, raw=raw)
    asked.answered_at, asked.answered_by = timezone.now(), name
    asked.save(update_fields=["answered_at", "answered_by"])
    log(GuestVisit.Act.SENT, asked)


@transaction.atomic
def decide(*, figure, accept, by) -> None:
    """Take a proposed figure into its cell, or leave it; the proposal stays readable.

    Raises:
        Refused: it was decided already.
    """
    held = RequestedFigure.objects.select_for_update(of=("self",)).get(pk=figure.pk)
    if held.state != State.PROPOSED:
        raise Refused("Số này đã được quyết định hoặc chưa có. Tải lại trang để xem.")
    held.state = State.ACCEPTED if accept else State.DECLINED
    held.decided_by, held.decided_at = by, timezone.now()
    held.save()
    if accept:
        column = "given_points" if held.points is not None else "actual"
        value = held.points if held.points is not None else held.value
        source = f"Số liệu do {held.request.office} cung cấp ({held.request.answered_by})"
        entry = figure.entry
        entry.sheet.record([(entry, column, value, source, held.raw)], by=by)


def log(act, asked=None) -> None:
    """Note one step of somebody without an account."""
    GuestVisit.objects.create(request=asked, ip=request_ip(), act=act)


def must_wait(asked=None) -> bool:
    """This machine, or this link, was used too often within the hour."""
    recent = GuestVisit.objects.filter(at__gt=timezone.now() - WINDOW)
    mine = recent.filter(ip=request_ip()).count()
    return max(mine, recent.filter(request=asked).count() if asked else 0) >= MOST_VISITS


def open_proposals(sheet) -> dict[int, list[RequestedFigure]]:
    """The figures that wait for the officer's decision, by entry."""
    waiting = RequestedFigure.objects.filter(request__sheet=sheet, state=State.PROPOSED)
    found = {}
    for figure in waiting.select_related("request", "entry__leaf"):
        found.setdefault(figure.entry_id, []).append(figure)
    return found
