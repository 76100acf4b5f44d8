"""Meetings of a cluster (hội nghị): enough of them to make their papers."""

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from clusters.fields import TextBlock, TextLine
from clusters.models import Cluster, Unit, note_changes
from emulation.models.periods import ClusterPeriod, Period


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The province and the auditor see all, a unit those of the clusters it belongs to."""
        if user.is_provincial or user.is_auditor:
            return self
        return (
            self.filter(cluster__in=Cluster.objects.visible_to(user))
            if (user.is_of_member)
            else self.none()
        )

    def for_list(self):
        return self.select_related("cluster", "host").order_by("-held_at", "-pk")


class Meeting(models.Model):
    """One meeting: what it is for, when and where, who runs it, what is asked of it."""

    class Kind(models.TextChoices):
        SIGNING = "signing", "Ký kết giao ước thi đua"
        HALF = "half", "Sơ kết 6 tháng đầu năm"
        YEAR = "year", "Tổng kết năm"

    PERIOD_KIND = {Kind.HALF: Period.Kind.HALF, Kind.YEAR: Period.Kind.YEAR}
    FACTS = [
        "held_at", "place", "host", "chair_name", "chair_post", "clerk_name", "clerk_post",
        "matters", "plan", "pledges", "most_marked", "discussion",
    ]  # fmt: skip

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="meetings")
    kind = models.CharField("loại hội nghị", max_length=7, choices=Kind)
    year = models.PositiveSmallIntegerField("năm")
    held_at = models.DateTimeField("họp lúc")
    place = TextLine("địa điểm", max_length=200)
    host = models.ForeignKey(Unit, models.PROTECT, null=True, verbose_name="đơn vị đăng cai")
    chair_name = TextLine("người chủ trì", max_length=120, blank=True)
    chair_post = TextLine("chức vụ người chủ trì", max_length=160, blank=True)
    clerk_name = TextLine("thư ký", max_length=120, blank=True)
    clerk_post = TextLine("chức vụ thư ký", max_length=160, blank=True)
    matters = TextBlock("nội dung xin ý kiến", max_length=2000, blank=True)
    plan = TextBlock("kế hoạch, quy chế năm", max_length=8000, blank=True)
    pledges = TextBlock("nội dung cam kết", max_length=8000, blank=True)
    most_marked = models.PositiveSmallIntegerField("số đơn vị được suy tôn tối đa", null=True)
    discussion = TextBlock("ý kiến thảo luận, kết luận", max_length=8000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = MeetingQuerySet.as_manager()

    def __str__(self):
        return f"{self.title}, {self.cluster}"

    def get_absolute_url(self):
        return reverse("meeting", args=[self.pk])

    @property
    def title(self):
        names = {
            self.Kind.SIGNING: f"Hội nghị ký kết giao ước thi đua năm {self.year}",
            self.Kind.HALF: f"Hội nghị sơ kết 6 tháng đầu năm {self.year}",
            self.Kind.YEAR: f"Hội nghị tổng kết năm {self.year}",
        }
        return names[self.kind]

    @property
    def part(self):
        """The cluster's period that the meeting is about; None when a covenant is signed."""
        kind = self.PERIOD_KIND.get(self.kind)
        parts = ClusterPeriod.objects.standing().with_names()
        return parts.filter(
            cluster=self.cluster_id, period__kind=kind or "", period__year=self.year
        ).first()

    @property
    def matter_lines(self):
        """What the meeting is asked, a line each."""
        return [line.strip() for line in self.matters.splitlines() if line.strip()]

    @property
    def covenant_year(self):
        """The year that is pledged for: at the end of a year the next one."""
        return self.year + 1 if self.kind == self.Kind.YEAR else self.year

    @property
    def day(self):
        """The day on which it is held, in Vietnam."""
        return timezone.localdate(self.held_at)

    @transaction.atomic
    def write(self, facts, *, agenda, guests, by):
        """Keep the facts, the agenda and the invited, all at once, with their history."""
        is_new = self.pk is None
        rows = [(self, name, getattr(self, name), value, "", "") for name, value in facts.items()]
        for name, value in facts.items():
            setattr(self, name, value)
        if is_new:
            self.created_by = by
        self.save()
        lists = [("chương trình", AgendaItem, agenda), ("đại biểu", Guest, guests)]
        for label, model, wanted in lists:
            before = self._list(model)
            model.objects.filter(meeting=self).delete()
            model.objects.bulk_create(
                model(meeting=self, order=n, **row) for n, row in enumerate(wanted)
            )
            rows.append((self, label, before, self._list(model), "", ""))
        if not is_new:
            note_changes(rows, by=by)

    def _list(self, model):
        return "; ".join(str(row) for row in model.objects.filter(meeting=self))


class AgendaItem(models.Model):
    """One point of the agenda with its clock time."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    starts = models.TimeField("giờ")
    words = TextLine("nội dung", max_length=300)
    presenter = TextLine("người trình bày", max_length=160, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="agenda_item_in_its_place")
        ]

    def __str__(self):
        return f"{self.starts:%H:%M} {self.words}"


class Guest(models.Model):
    """One invited person; a name may still be open (“đại diện lãnh đạo”)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    order = models.PositiveSmallIntegerField()
    name = TextLine("họ tên", max_length=120)
    post = TextLine("chức vụ", max_length=160, blank=True)
    unit_name = TextLine("đơn vị", max_length=160, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="guest_in_their_place")
        ]

    def __str__(self):
        return self.name
