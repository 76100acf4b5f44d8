"""Clusters and blocs (cụm, khối thi đua) and the dated place of each unit in them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from clusters.fields import TextLine
from clusters.models.units import Unit


class ClusterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Province, auditor and administrator see all; a unit the clusters it ever belonged to."""
        if user.is_provincial or user.is_auditor or user.is_administrator:
            return self
        return self.filter(memberships__unit=user.unit_id).distinct()

    def in_order(self):
        return self.select_related("specialist").order_by("order", "name")

    def of_colleagues(self, user) -> dict[int, str]:
        """Who looks after each cluster, where it is somebody else who can: name by cluster id."""
        theirs = self.filter(specialist__is_active=True).exclude(specialist=user)
        return dict(theirs.values_list("pk", "specialist__full_name"))


class Cluster(models.Model):
    """A group of units that emulate with one another for a year: a cụm or a khối.

    The words for its lead and deputy are its own data: Cụm trưởng, Trưởng khối …
    """

    class Kind(models.TextChoices):
        CLUSTER = "cluster", "Cụm thi đua"
        BLOC = "bloc", "Khối thi đua"

    code = models.SlugField("mã", max_length=40, unique=True)
    kind = models.CharField("loại", max_length=8, choices=Kind, default=Kind.CLUSTER)
    name = TextLine("tên", max_length=160)
    lead_label = TextLine("tên gọi đơn vị trưởng", max_length=40, default="Cụm trưởng")
    deputy_label = TextLine("tên gọi đơn vị phó", max_length=40, default="Cụm phó")
    order = models.PositiveIntegerField("thứ tự", default=0)
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="clusters_looked_after",
        null=True,
        blank=True,
        verbose_name="chuyên viên theo dõi",
        help_text="Người của cơ quan thường trực nhận việc, thư báo của cụm, khối trước tiên.",
    )

    objects = ClusterQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def noun(self):
        """The short word for the group inside a sentence: cụm or khối."""
        return "khối" if self.kind == self.Kind.BLOC else "cụm"


class Steering:
    """Who leads and who is deputy in each cluster on one day; fetched once, asked often."""

    def __init__(self, day):
        self.roles = {}
        rows = Membership.objects.steering().at(day).values_list("cluster_id", "unit_id", "role")
        for cluster, unit, role in rows:
            self.roles.setdefault(cluster, {})[unit] = role

    def clusters_of(self, unit_id) -> set[int]:
        """The clusters that a unit leads or is deputy in."""
        return {cluster for cluster, units in self.roles.items() if unit_id in units}

    def confirmers_of(self, cluster_id, unit_id) -> set[int]:
        """The units that confirm a unit's sheet: the lead, for its own sheet the deputies.

        Empty when nobody in the cluster may: then the province confirms.
        """
        roles = self.roles.get(cluster_id, {})
        leads = {unit for unit, role in roles.items() if role == Membership.Role.LEAD}
        return (set(roles) - leads if unit_id in leads else leads) - {unit_id}

    def label_for(self, cluster, unit_id) -> str:
        """The word for whoever confirms a unit's sheet; empty: the province does."""
        if not self.confirmers_of(cluster.pk, unit_id):
            return ""
        leads = self.roles[cluster.pk].get(unit_id) == Membership.Role.LEAD
        return cluster.deputy_label if leads else cluster.lead_label


class MembershipQuerySet(models.QuerySet):
    def at(self, day):
        """Only memberships in force on `day`, its first and last day included."""
        return self.filter(Q(active_to=None) | Q(active_to__gte=day), active_from__lte=day)

    def steering(self):
        """Only the lead and deputy units."""
        return self.filter(role__in=[Membership.Role.LEAD, Membership.Role.DEPUTY])

    def in_order(self):
        return self.select_related("unit").order_by("unit__order", "unit__sort_key")


class Membership(models.Model):
    """A unit's place in a cluster for a span of a year; a new lead is a new row, mid-year too."""

    class Role(models.TextChoices):
        LEAD = "lead", "Đơn vị trưởng"
        DEPUTY = "deputy", "Đơn vị phó"
        MEMBER = "member", "Thành viên"

    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="memberships", verbose_name="cụm, khối"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name="đơn vị"
    )
    year = models.PositiveSmallIntegerField("năm")
    role = models.CharField("vai trò", max_length=6, choices=Role, default=Role.MEMBER)
    active_from = models.DateField("từ ngày")
    active_to = models.DateField("đến hết ngày", null=True, blank=True)
    decision_number = TextLine("số quyết định công nhận", max_length=40, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "cluster", "active_from"],
                name="membership_starts_once",
                violation_error_message="Đơn vị này đã có dòng thành viên bắt đầu cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="membership_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return f"{self.unit}, {self.role_label.lower()} {self.cluster} {self.year}"

    def is_at(self, day) -> bool:
        """In force on `day`; the same as `MembershipQuerySet.at`, of a row at hand."""
        return self.active_from <= day and (self.active_to is None or day <= self.active_to)

    @property
    def role_label(self):
        """The cluster's own word for the role."""
        labels = {
            self.Role.LEAD: self.cluster.lead_label,
            self.Role.DEPUTY: self.cluster.deputy_label,
        }
        return labels.get(self.role) or self.get_role_display()

    def clean(self):
        """Refuse an end before the start, a unit twice at once, and a second lead at any date.

        PostgreSQL holds the last two as exclusion constraints too.
        """
        if not (self.active_from and self.cluster_id and self.unit_id):
            return
        if self.active_to and self.active_to < self.active_from:
            raise ValidationError({"active_to": "Ngày kết thúc phải từ ngày bắt đầu trở đi."})
        at_once = self._overlapping()
        if at_once.filter(unit=self.unit_id).exists():
            message = (
                f"{self.unit} đã thuộc {self.cluster} trong thời gian này. Đổi từ ngày, đến ngày."
            )
            raise ValidationError({"active_from": message})
        if self.role == self.Role.LEAD and at_once.filter(role=self.Role.LEAD).exists():
            message = f"{self.cluster} đã có {self.cluster.lead_label} trong thời gian này. "
            raise ValidationError(
                {"active_from": message + "Ghi ngày kết thúc cho đơn vị đó trước."}
            )

    def _overlapping(self):
        others = self.cluster.memberships.exclude(pk=self.pk)
        others = others.filter(Q(active_to=None) | Q(active_to__gte=self.active_from))
        return others.filter(active_from__lte=self.active_to) if self.active_to else others
