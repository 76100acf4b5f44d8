"""Work by the clock: reminders of what is due."""

from celery import shared_task


@shared_task
def send_reminders() -> None:
    """Send what the schedule asks for now; a second run on the same day sends nothing twice."""
    from emulation.reminders import send_due

    send_due()
