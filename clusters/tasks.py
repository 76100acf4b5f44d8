"""Work away from the request: a mail goes out."""

from celery import shared_task


@shared_task
def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox; a second message for the same mail does nothing."""
    from clusters.outbox import deliver

    deliver(mail_id)
