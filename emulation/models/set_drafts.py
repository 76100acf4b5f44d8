"""A criteria set under work: its document, which need not hold yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.fields import TextLine
from emulation import scoring
from emulation.models.criteria import CriteriaSet


class SetDraftQuerySet(models.QuerySet):
    def under_work(self):
        """Neither stored nor given up, the last changed first."""
        still = self.filter(stored_as=None, dropped_at=None)
        return still.select_related("changed_by__unit").order_by("-changed_at")


class SetDraft(models.Model):
    """A document on its way to a version of a set; decision 14.

    `previous` is what it was before the last change, for taking that back.
    """

    name = TextLine("tên", max_length=300, blank=True)
    document = models.TextField("nội dung")
    previous = models.TextField("nội dung trước", blank=True)
    based_on = models.ForeignKey(CriteriaSet, models.PROTECT, null=True, related_name="drafts")
    stored_as = models.OneToOneField(
        CriteriaSet, models.PROTECT, null=True, related_name="drafted_as"
    )
    dropped_at = models.DateTimeField("bỏ lúc", null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lúc", default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now)

    objects = SetDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stored_as=None) | Q(dropped_at=None),
                name="set_draft_stored_or_dropped",
            )
        ]

    def __str__(self):
        return f"Dự thảo {self.name or 'chưa có tên'}"

    @property
    def is_open(self):
        return self.stored_as_id is None and self.dropped_at is None

    @property
    def plain(self):
        """The document as plain JSON values, unchecked."""
        return scoring.read_document(self.document)
