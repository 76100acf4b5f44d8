"""Celery as the portal uses it: messages carry a key, the truth is in the database."""

import logging
import os
import threading
import time

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")

logger = logging.getLogger(__name__)

app = Celery("emulation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

REAP_SECONDS = 5
app.conf.beat_schedule = {
    "seals": {"task": "clusters.tasks.seal_audit", "schedule": crontab(minute="*/15")},
    # every working hour, so that a machine that slept at eight still sends; each is sent once
    "reminders": {
        "task": "emulation.tasks.send_reminders",
        "schedule": crontab(minute=5, hour="7-17"),
    },
    "reports": {
        "task": "reports.tasks.make_nightly_reports",
        "schedule": crontab(minute=30, hour=1),
    },
}


@worker_ready.connect
def watch_for_lost_work(**kwargs):
    """Look every few seconds for work whose worker died and whose message is gone."""
    threading.Thread(target=_reap_for_ever, daemon=True, name="reaper").start()


def _reap_for_ever():
    from django.db import close_old_connections

    from clusters.outbox import deliver_due
    from reports.tasks import reap

    while True:
        for look in (reap, deliver_due):
            close_old_connections()
            try:
                look()
            except Exception:
                logger.exception("Looking for lost work failed; the next round tries again.")
            close_old_connections()
        time.sleep(REAP_SECONDS)
