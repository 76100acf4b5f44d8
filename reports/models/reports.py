"""Reports of a cluster's period: what was asked for, what was typed, the file."""

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clusters.fields import TextBlock
from clusters.models import Issuer, Unit, note_changes
from emulation.models import ClusterPeriod
from reports.models.jobs import Job, JobQuerySet


class ReportQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Province and auditor: all; who steers a cluster: those asked for in its name."""
        if user.is_provincial or user.is_auditor:
            return self
        return self.filter(
            cluster_period__cluster__in=user.steered_clusters(),
            issuer_kind=Report.IssuerKind.CLUSTER,
        )

    def for_list(self):
        related = self.select_related(
            "cluster_period__period", "cluster_period__cluster", "requested_by"
        )
        return related.order_by("-pk")


class Report(Job):
    """One paper about a cluster's period: the typed parts, the state of its rendering, its file."""

    class IssuerKind(models.TextChoices):
        CLUSTER = "cluster", "Cụm, khối"
        PROVINCE = "province", "Tỉnh"

    TEXTS = ["opening", "shortcomings", "directions", "proposals"]

    cluster_period = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="reports")
    issuer_kind = models.CharField("cơ quan ban hành", max_length=8, choices=IssuerKind)

    opening = TextBlock("I. Đặc điểm tình hình", max_length=8000, blank=True)
    shortcomings = TextBlock("III. Hạn chế, nguyên nhân", max_length=8000, blank=True)
    directions = TextBlock("IV. Phương hướng, nhiệm vụ", max_length=8000, blank=True)
    proposals = TextBlock("V. Kiến nghị, đề xuất", max_length=8000, blank=True)

    file = models.FileField("tệp", upload_to="reports/%Y/", blank=True)
    pages = models.PositiveSmallIntegerField("số trang", null=True)
    size = models.PositiveIntegerField("số byte", null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_provisional = models.BooleanField("dự thảo, chưa chốt", default=True)
    snapshot = models.TextField("số liệu của báo cáo", blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & ~Q(sha256="")),
                name="report_ready_has_a_file",
            )
        ]

    def __str__(self):
        return f"Báo cáo {self.word} {self.cluster_period}"

    def get_absolute_url(self):
        return reverse("report-edit", args=[self.pk])

    @property
    def word(self):
        """A half-year is reviewed (sơ kết), a year is closed (tổng kết)."""
        return "sơ kết" if self.cluster_period.half_year else "tổng kết"

    @property
    def issuer(self):
        """The profile of the head: the cluster's own, or that of the standing body."""
        if self.issuer_kind == self.IssuerKind.CLUSTER:
            return Issuer.objects.filter(cluster=self.cluster_period.cluster_id).first()
        return Issuer.objects.filter(unit__kind=Unit.Kind.STANDING_BODY).first()

    @classmethod
    def begin(cls, part, issuer_kind, by):
        """Start a new paper with the texts of the last one of the same period and issuer."""
        last = cls.objects.filter(cluster_period=part, issuer_kind=issuer_kind).last()
        texts = {name: getattr(last, name) for name in cls.TEXTS} if last else {}
        return cls.objects.create(
            cluster_period=part, issuer_kind=issuer_kind, requested_by=by, **texts
        )

    @transaction.atomic
    def write(self, texts, by):
        """Keep the typed parts, with their history."""
        changes = [
            (self, name, getattr(self, name), value, "", "") for name, value in texts.items()
        ]
        for name, value in texts.items():
            setattr(self, name, value)
        self.save(update_fields=list(texts))
        note_changes(changes, by=by)

    def render(self):
        from reports.rendering import render

        render(self)

    @transaction.atomic
    def finish(self, pdf, *, name, pages, sha256, snapshot, is_provisional) -> bool:
        """Keep the file and say so, unless another worker has taken the report meanwhile."""
        held = self.hold()
        if held is None:
            return False
        held.file.save(name, ContentFile(pdf), save=False)
        held.state = self.State.READY
        held.pages, held.size, held.sha256 = pages, len(pdf), sha256
        held.done, held.finished_at = self.STEPS, timezone.now()
        held.snapshot, held.is_provisional = snapshot, is_provisional
        held.save()
        return True
