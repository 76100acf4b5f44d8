"""Telling people: a notice in the portal with the event, a mail row beside it, the message later.

A mail is sent once: a worker claims its row first. Should a worker die between the mail server's
answer and the note of it, the message goes out again under the same Message-ID, which mail
programs show once.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from clusters.models import Mail, Notice, Province, User

logger = logging.getLogger(__name__)


def write(*, event, people, subject, lines, route="", args=()) -> int:
    """Tell each of `people` once; return how many had not been told yet.

    Everyone gets a notice in the portal, who has an address and wants mails a mail as well.
    `event` names what happened, once for ever ("sheet-return-12"); `lines` are the paragraphs;
    `route` and `args` name the page that both lead to.
    """
    path = reverse(route, args=args) if route else ""
    told = 0
    for person in people:
        key = f"{event}:{person.pk}"
        if not _note(key, person, subject, lines, path):
            continue
        told += 1
        if person.email and person.wants_mail:
            link = f"{settings.PORTAL_URL}{path}" if path else ""
            _write(key, person.email, person, subject, lines, link)
    return told


def _note(key, person, subject, lines, path) -> bool:
    _, is_new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "to": person,
            "subject": subject,
            "text": "\n\n".join(lines),
            "path": path,
        },
    )
    return is_new


def write_to(*, event, address, name, subject, lines, route="", args=()) -> int:
    """Write one mail to an office without an account; as `write`."""
    link = f"{settings.PORTAL_URL}{reverse(route, args=args)}" if route else ""
    return _write(f"{event}:{address}"[:120], address, name, subject, lines, link)


def _write(key, address, receiver, subject, lines, link) -> bool:
    mail, is_new = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": receiver if isinstance(receiver, User) else None,
            "address": address,
            "subject": subject,
            "body": "\n\n".join([f"Kính gửi {receiver},", *lines, *_foot(link)]),
        },
    )
    if is_new:
        transaction.on_commit(lambda: send_soon(mail.pk))
    return is_new


def _foot(link):
    province = Province.objects.current()
    contact = ", ".join(filter(None, [province.help_name, province.help_phone]))
    lines = [f"Mở trang: {link}"] if link else []
    return [*lines, f"Hỗ trợ: {contact}"] if contact else lines


def send_soon(pk):
    """Put a mail on the queue; while the broker is down the row waits for the next round."""
    from clusters.tasks import send_mail

    try:
        send_mail.apply_async((pk,), retry=False)
    except Exception:
        logger.exception("The queue does not answer; mail %s will be sent later.", pk)


def deliver(pk) -> bool:
    """Send one mail, if it is due and nobody else has it; True when it went out."""
    mail = Mail.objects.claim(pk)
    if mail is None:
        return False
    host = settings.PORTAL_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.address],
        headers={
            "Message-ID": f"<portal-mail-{mail.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except Exception as fault:
        logger.warning("Mail %s was not taken: %s", mail.pk, fault)
        mail.fail(f"Máy chủ thư chưa nhận: {fault}"[:500])
        return False
    mail.finish()
    return True


def deliver_due() -> int:
    """Send everything that is due; return how many went out. Called every few seconds."""
    return sum(deliver(pk) for pk in Mail.objects.due().values_list("pk", flat=True)[:50])
