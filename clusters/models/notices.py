"""Notices inside the portal (thông báo): what happened that concerns a person, read or not."""

from django.conf import settings
from django.db import models

from clusters.fields import TextBlock, TextLine


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        """A person's own, the newest first."""
        return self.filter(to=user).order_by("-pk")

    def unread(self):
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing told to one person. `key` names event and receiver, so none is written twice.

    It is written with the event, in the same transaction; the mail, where there is one, follows.
    """

    key = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    subject = TextLine("tiêu đề", max_length=200)
    text = TextBlock("nội dung")
    path = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField("đọc lúc", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["to", "read_at"], name="notice_unread")]

    def __str__(self):
        return self.subject
