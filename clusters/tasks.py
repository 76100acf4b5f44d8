"""Work away from the request: a mail goes out, the audit trail is sealed."""

from celery import shared_task


@shared_task
def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox; a second message for the same mail does nothing."""
    from clusters.outbox import deliver

    deliver(mail_id)


@shared_task
def seal_audit() -> None:
    """Seal what has settled of the audit trail; safe to run at any time."""
    from clusters import audit

    audit.seal()
