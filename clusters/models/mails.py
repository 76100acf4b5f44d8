"""The outbox: every mail the portal writes is a row first, and a message only afterwards."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clusters.fields import TextBlock, TextLine

STALE = timedelta(minutes=5)
"""A mail still being sent after this long has lost its worker."""
WAITS = [timedelta(minutes=n) for n in (1, 5, 15, 60, 240)]
"""How long to wait after the first, second … failure; after the last the mail rests as failed."""


class MailQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("to__unit").order_by("-pk")

    def due(self):
        """What should be tried now: waiting long enough, or left behind by a dead worker."""
        now = timezone.now()
        left = Q(state=Mail.State.SENDING, since__lt=now - STALE)
        return self.filter(Q(state=Mail.State.WAITING, next_try__lte=now) | left)

    def claim(self, pk):
        """Take a mail for sending; None when it is sent, not due, or in other hands.

        One UPDATE decides, so of two workers one gets it.
        """
        taken = self.due().filter(pk=pk)
        changed = taken.update(
            state=Mail.State.SENDING, since=timezone.now(), attempts=F("attempts") + 1
        )
        return self.get(pk=pk) if changed else None


class Mail(models.Model):
    """One mail to one address. `key` names the event and the receiver, so none is written twice.

    `to` is the account that it goes to; none for an office without one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Lỗi"

    key = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="mails")
    address = models.EmailField("địa chỉ")
    subject = TextLine("tiêu đề", max_length=200)
    body = TextBlock("nội dung")
    state = models.CharField("trạng thái", max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    next_try = models.DateTimeField("thử lại lúc", default=timezone.now)
    since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    error = TextBlock("lý do lỗi", blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_sent_has_a_time"
            )
        ]
        indexes = [models.Index(fields=["state", "next_try"], name="mail_due")]

    def __str__(self):
        return f"{self.subject} → {self.address}"

    def finish(self):
        """The server has taken the message."""
        self._write(state=self.State.SENT, sent_at=timezone.now(), error="")

    def fail(self, why):
        """Wait for the next try, or rest as failed after the last."""
        if self.attempts > len(WAITS):
            self._write(state=self.State.FAILED, error=why)
        else:
            later = timezone.now() + WAITS[self.attempts - 1]
            self._write(state=self.State.WAITING, next_try=later, error=why)

    def retry(self):
        """Try a failed or waiting mail again now, with all tries before it."""
        mine = Mail.objects.filter(pk=self.pk, state__in=[self.State.FAILED, self.State.WAITING])
        return mine.update(state=self.State.WAITING, attempts=0, next_try=timezone.now())

    def _write(self, **values):
        """Only while this hand still holds it: an attempt taken up by another writes nothing."""
        mine = Mail.objects.filter(pk=self.pk, state=self.State.SENDING, attempts=self.attempts)
        mine.update(**values)
