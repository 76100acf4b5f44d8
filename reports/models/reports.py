"""Reports of a cluster, the province or a unit: what was asked for, what was typed, the files."""

import hashlib
import secrets
from functools import partial

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clusters.fields import TextBlock, TextLine
from clusters.models import Issuer, Unit, note_change, note_changes
from emulation.models import ClusterPeriod, Period, ScoreSheet
from emulation.workflow import Refused
from reports.models.jobs import Job, JobQuerySet, JobState
from reports.outlines.pieces import first_choice, offered
from reports.outlines.texts import WRITTEN, written

MANY_UNITS = 30


def new_code() -> str:
    """Eight hexadecimal digits in two groups, as they are typed from paper: 7F3A-21C0."""
    digits = secrets.token_hex(4).upper()
    return f"{digits[:4]}-{digits[4:]}"


class ReportQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Province and auditor: all; a cluster's own: who steers it; a unit's own: its people."""
        if user.is_provincial or user.is_auditor:
            return self
        steered = Q(
            cluster_period__cluster__in=user.steered_clusters(),
            issuer_kind=Report.IssuerKind.CLUSTER,
        )
        if not user.is_of_member:
            return self.filter(steered)
        return self.filter(steered | Q(scope=Report.Scope.UNIT, sheet__unit=user.unit_id))

    def for_list(self):
        related = self.select_related(
            "period",
            "cluster_period__period",
            "cluster_period__cluster",
            "sheet__unit",
            "requested_by",
        )
        return related.prefetch_related("signed").order_by("-pk")

    def for_jobs(self):
        """For the page of jobs: what is written in the reports stays where it is."""
        return self.for_list().defer("snapshot", *Report.TEXTS)

    def like(self, report):
        """Reports about the same by the same issuer."""
        return self.filter(
            scope=report.scope,
            issuer_kind=report.issuer_kind,
            period=report.period_id,
            cluster_period=report.cluster_period_id,
            sheet=report.sheet_id,
        )


class Report(Job):
    """One report: the typed parts, the chosen pieces, the state of its rendering, its files.

    A draft says so on its first page and can be made as often as one likes. An issued report is
    frozen: `snapshot` holds every word and figure of it, so it can be made again as it was.
    """

    class Scope(models.TextChoices):
        CLUSTER = "cluster", "Cụm, khối"
        PROVINCE = "province", "Toàn tỉnh"
        UNIT = "unit", "Đơn vị"

    class IssuerKind(models.TextChoices):
        CLUSTER = "cluster", "Cụm, khối"
        PROVINCE = "province", "Tỉnh"
        UNIT = "unit", "Đơn vị"

    TEXTS = [part.name for part in WRITTEN]
    STEPS = 5

    scope = models.CharField("phạm vi", max_length=8, choices=Scope, default=Scope.CLUSTER)
    issuer_kind = models.CharField("cơ quan ban hành", max_length=8, choices=IssuerKind)
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports")
    cluster_period = models.ForeignKey(
        ClusterPeriod, models.PROTECT, null=True, related_name="reports"
    )
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, null=True, related_name="reports")

    opening = TextBlock("đặc điểm tình hình", max_length=8000, blank=True)
    leadership = TextBlock("công tác chỉ đạo, triển khai", max_length=8000, blank=True)
    oversight = TextBlock("kiểm tra, tập huấn, Hội đồng", max_length=8000, blank=True)
    exemplars = TextBlock("điển hình tiên tiến", max_length=8000, blank=True)
    outcome = TextBlock("suy tôn, đề nghị, năm sau", max_length=8000, blank=True)
    shortcomings = TextBlock("hạn chế, nguyên nhân", max_length=8000, blank=True)
    directions = TextBlock("phương hướng, nhiệm vụ", max_length=8000, blank=True)
    proposals = TextBlock("kiến nghị, đề xuất", max_length=8000, blank=True)
    pieces = models.JSONField("bảng, biểu đồ, phụ lục", default=list)

    file = models.FileField("tệp PDF", upload_to="reports/%Y/", blank=True, max_length=200)
    word = models.FileField("tệp Word", upload_to="reports/%Y/", blank=True, max_length=200)
    book = models.FileField("tệp Excel", upload_to="reports/%Y/", blank=True, max_length=200)
    pages = models.PositiveSmallIntegerField("số trang", null=True)
    size = models.PositiveIntegerField("số byte", null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    code = models.CharField("mã tra cứu", max_length=9, unique=True, default=new_code)
    is_provisional = models.BooleanField("dự thảo, chưa chốt", default=True)
    figures_at = models.DateTimeField("số liệu lúc", null=True)
    snapshot = models.TextField("nội dung của báo cáo", blank=True)
    template_version = models.CharField("phiên bản mẫu", max_length=10, blank=True)

    number = TextLine("số", max_length=20, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    issued_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("phát hành lúc", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & ~Q(sha256="")),
                name="report_ready_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(scope="cluster", cluster_period__isnull=False, sheet=None)
                | Q(scope="province", cluster_period=None, sheet=None, issuer_kind="province")
                | Q(
                    scope="unit",
                    cluster_period__isnull=False,
                    sheet__isnull=False,
                    issuer_kind="unit",
                ),
                name="report_scope_has_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None)
                | (Q(state="ready", is_provisional=False) & ~Q(snapshot="")),
                name="report_issued_is_whole",
            ),
        ]

    def __str__(self):
        return f"Báo cáo {self.kind_word} {self.period} – {self.subject}"

    def get_absolute_url(self):
        return reverse("report-edit", args=[self.pk])

    @property
    def kind_word(self):
        """A half-year is reviewed (sơ kết), a year is closed (tổng kết)."""
        return "sơ kết" if self.period.is_half else "tổng kết"

    @property
    def subject(self) -> str:
        """Whom it is about, in words."""
        if self.scope == self.Scope.PROVINCE:
            return "toàn tỉnh"
        return str(self.sheet.unit if self.sheet_id else self.cluster_period.cluster)

    @property
    def parts(self):
        """The clusters' periods that it is about, in their order."""
        everything = ClusterPeriod.objects.with_names()
        if self.scope == self.Scope.PROVINCE:
            mine = everything.standing().filter(period=self.period_id).exclude(state="planned")
            return list(mine.order_by("cluster__order", "cluster__name"))
        return [everything.get(pk=self.cluster_period_id)]

    @property
    def planned(self):
        """The clusters of a province's report whose period is not open yet: nothing to tell."""
        if self.scope != self.Scope.PROVINCE:
            return []
        mine = ClusterPeriod.objects.with_names().standing().filter(period=self.period_id)
        return list(mine.filter(state="planned").order_by("cluster__order", "cluster__name"))

    @property
    def issuer(self):
        """The profile of the head: the unit's, the cluster's, or that of the standing body."""
        if self.issuer_kind == self.IssuerKind.UNIT:
            return Issuer.objects.filter(unit=self.sheet.unit_id).first()
        if self.issuer_kind == self.IssuerKind.CLUSTER:
            return Issuer.objects.filter(cluster=self.cluster_period.cluster_id).first()
        return Issuer.objects.filter(unit__kind=Unit.Kind.STANDING_BODY).first()

    @property
    def written(self):
        """The typed parts that this report has."""
        return written(self.scope, is_half=self.period.is_half)

    @property
    def texts(self) -> dict[str, str]:
        return {part.name: getattr(self, part.name) for part in self.written}

    @property
    def is_issued(self):
        return self.issued_at is not None

    @property
    def latest_signed(self):
        """The last signed copy that was brought back; None where there is none."""
        return max(self.signed.all(), key=lambda copy: copy.pk, default=None)

    @property
    def wants_issue(self):
        """Asked to be issued: what the worker makes next is the final paper."""
        return self.issued_by_id is not None

    @classmethod
    def about(cls, *, scope, issuer_kind, part=None, period=None, sheet=None):
        """A report that is not stored yet, with the texts of the last one about the same."""
        fresh = cls(
            scope=scope,
            issuer_kind=issuer_kind,
            period=part.period if part else period,
            cluster_period=part,
            sheet=sheet,
            pieces=first_choice(scope),
        )
        last = cls.objects.like(fresh).last()
        for name in cls.TEXTS if last else []:
            setattr(fresh, name, getattr(last, name))
        if last:
            fresh.pieces = last.pieces
        return fresh

    @classmethod
    def begin(cls, part, issuer_kind, by):
        """Start a new report about a cluster's period."""
        return cls.start(cls.about(scope=cls.Scope.CLUSTER, issuer_kind=issuer_kind, part=part), by)

    @classmethod
    def start(cls, fresh, by):
        fresh.requested_by = by
        fresh.save()
        return fresh

    def again(self):
        """A new report that is not stored yet, with the texts and the choice of this one."""
        fresh = Report.about(
            scope=self.scope,
            issuer_kind=self.issuer_kind,
            part=self.cluster_period,
            period=self.period,
            sheet=self.sheet,
        )
        for name in Report.TEXTS:
            setattr(fresh, name, getattr(self, name))
        fresh.pieces = self.pieces
        return fresh

    @property
    def takes_long(self):
        """A province's, and that of a cluster with so many units that it takes minutes."""
        if self.scope == self.Scope.PROVINCE:
            return True
        return self.scope == self.Scope.CLUSTER and self.cluster_period.sheets.count() > MANY_UNITS

    def make_draft(self) -> bool:
        """Ask for the files of a draft; returns whether the job was sent."""
        idle = Report.objects.filter(pk=self.pk, state__in=self.IDLE)
        idle.update(issued_by=None, number="", issued_on=None)
        return self.enqueue()

    @transaction.atomic
    def write(self, texts, by, pieces=None):
        """Keep the typed parts and the choice of pieces, with their history."""
        changes = [
            (self, name, getattr(self, name), value, "", "") for name, value in texts.items()
        ]
        for name, value in texts.items():
            setattr(self, name, value)
        if pieces is not None:
            known = [piece.code for piece in offered(self.scope)]
            chosen = [code for code in known if code in pieces]
            changes.append((self, "pieces", ", ".join(self.pieces), ", ".join(chosen), "", ""))
            self.pieces = chosen
        self.save(update_fields=[*texts, "pieces"])
        note_changes(changes, by=by)

    @transaction.atomic
    def issue(self, *, number, issued_on, by):
        """Ask for the final paper; it is frozen once the worker has made it.

        Raises:
            Refused: a period of it is not closed, or the issuer's profile lacks something.
        """
        held = Report.objects.select_for_update().get(pk=self.pk)
        if held.is_issued or held.is_under_way:
            raise Refused("Báo cáo này đã phát hành hoặc đang được tạo. Tải lại trang để xem.")
        open_ones = [str(p.cluster) for p in [*held.parts, *held.planned] if not p.is_frozen]
        if open_ones:
            raise Refused(f"Chưa chốt xếp hạng: {', '.join(open_ones)}. Chốt rồi mới phát hành.")
        issuer = held.issuer
        missing = issuer.missing if issuer else ["thể thức văn bản của cơ quan ban hành"]
        if missing:
            raise Refused(
                f"Thể thức văn bản còn thiếu: {', '.join(missing)}. Bổ sung ở Quản trị, Thiết lập."
            )
        held.number, held.issued_on, held.issued_by = number, issued_on, by
        held.state = JobState.DRAFT
        held.save(update_fields=["number", "issued_on", "issued_by", "state"])
        held.enqueue()
        note_change(held, "phát hành", "", number or "chưa có số", by=by)

    @transaction.atomic
    def discard(self, *, by):
        """Delete a draft with its files; the history of its texts stays, with a line more.

        Raises:
            Refused: it is issued, or being made.
        """
        held = Report.objects.select_for_update().get(pk=self.pk)
        if held.is_issued:
            raise Refused("Báo cáo này đã phát hành nên được giữ lại, không xóa.")
        if held.is_under_way:
            raise Refused("Báo cáo này đang được tạo. Hủy việc tạo rồi xóa.")
        was = f"{held.get_state_display()}, mã {held.code}"
        note_change(held, "bản nháp", was, "đã xóa", by=by)
        for kept in filter(None, [held.file, held.word, held.book]):
            transaction.on_commit(partial(kept.storage.delete, kept.name), robust=True)
        held.delete()

    def render(self):
        from reports.rendering import render

        render(self)

    @transaction.atomic
    def finish(self, made, *, is_provisional, snapshot, figures_at, template_version) -> bool:
        """Keep the files and say so, unless another worker has taken the report meanwhile.

        `made` is a reports.rendering.Made.
        """
        held = self.hold()
        if held is None:
            return False
        for field, extension, content in (
            (held.file, "pdf", made.pdf.content),
            (held.word, "docx", made.word),
            (held.book, "xlsx", made.book),
        ):
            field.save(f"{made.name}.{extension}", ContentFile(content), save=False)
        held.pages, held.size = made.pdf.pages, len(made.pdf.content)
        held.sha256 = hashlib.sha256(made.pdf.content).hexdigest()
        held.is_provisional, held.template_version = is_provisional, template_version
        held.issued_at = timezone.now() if held.wants_issue else None
        held.mark_done(figures_at=figures_at, snapshot=snapshot)
        return True
