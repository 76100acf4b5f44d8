"""Units (đơn vị), how one became another, and the head of their official papers."""

from django.db import models
from django.db.models import F, Q

from clusters import text
from clusters.fields import TextBlock, TextLine
from clusters.models.keys import SearchKeyField, SortKeyField


class UnitQuerySet(models.QuerySet):
    def at(self, day):
        """Only units that exist on `day`, their first and last day included."""
        return self.filter(Q(active_to=None) | Q(active_to__gte=day)).filter(
            Q(active_from=None) | Q(active_from__lte=day)
        )

    def matching(self, words):
        """Units whose names hold every word of `words`, marks and case ignored."""
        found = self
        for word in text.search_key(words).split():
            found = found.filter(search_key__contains=word)
        return found

    def in_order(self):
        """The official order; units of one rank follow the Vietnamese alphabet."""
        return self.order_by("order", "sort_key", "pk")


class Unit(models.Model):
    """A body that takes part in emulation or judges it; never deleted, only ended."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "Huyện"
        CITY = "city", "Thành phố"
        TOWN = "town", "Thị xã"
        COMMUNE = "commune", "Xã"
        WARD = "ward", "Phường"
        SPECIAL_ZONE = "special_zone", "Đặc khu"
        DEPARTMENT = "department", "Sở, ban, ngành"
        PARTY_BODY = "party_body", "Cơ quan Đảng"
        MASS_ORGANISATION = "mass_organisation", "Mặt trận, đoàn thể"
        ENTERPRISE = "enterprise", "Doanh nghiệp"
        STANDING_BODY = "standing_body", "Cơ quan thường trực thi đua, khen thưởng"

    PLACES = [Kind.DISTRICT, Kind.CITY, Kind.TOWN, Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE]
    """Their kind is a common noun, written small inside a sentence."""

    kind = models.CharField("loại đơn vị", max_length=20, choices=Kind)
    full_name = TextLine("tên đầy đủ", max_length=200)
    short_name = TextLine("tên ngắn", max_length=80)
    order = models.PositiveIntegerField("thứ tự chính thức", default=0)
    active_from = models.DateField("từ ngày", null=True, blank=True)
    active_to = models.DateField("đến hết ngày", null=True, blank=True)
    successors = models.ManyToManyField(
        "self", through="Succession", symmetrical=False, related_name="predecessors"
    )
    sort_key = SortKeyField(of=["short_name"])
    search_key = SearchKeyField(of=["full_name", "short_name"])

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["full_name", "active_from"],
                name="unit_named_once_at_a_time",
                violation_error_message="Đã có đơn vị cùng tên từ ngày này. Ghi ngày khác.",
            ),
            models.UniqueConstraint(
                fields=["full_name"],
                condition=Q(active_from=None),
                name="unit_without_a_start_named_once",
                violation_error_message="Đã có đơn vị cùng tên. Ghi ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(active_to=None)
                | Q(active_from=None)
                | Q(active_to__gte=F("active_from")),
                name="unit_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def name_in_sentence(self):
        """The full name as it stands inside a sentence: “huyện Ba Bể”, but “Sở Y tế”."""
        kind = self.get_kind_display()
        if self.kind in self.PLACES and self.full_name.startswith(f"{kind} "):
            return kind.lower() + self.full_name[len(kind) :]
        return self.full_name

    @property
    def became(self):
        """How the unit went on once it had ended: its successions; empty while it stands."""
        if self.active_to is None:
            return []
        return list(self.succeeded_by.select_related("successor").order_by("effective_on", "pk"))

    def forebears(self):
        """The units that this one grew out of, the nearest first, each once."""
        found, seen, now = [], {self.pk}, [self]
        while now:
            before = Unit.objects.filter(succeeded_by__successor__in=now).exclude(pk__in=seen)
            now = list(before.distinct().in_order())
            seen |= {unit.pk for unit in now}
            found += now
        return found

    @property
    def is_standing_body(self):
        return self.kind == self.Kind.STANDING_BODY


class Succession(models.Model):
    """One unit became another on a day: merger, split or new name, by a resolution.

    A merger is several rows with one successor, a split several with one predecessor.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Sáp nhập"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"

    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="succeeded_by", verbose_name="đơn vị cũ"
    )
    successor = models.ForeignKey(
        Unit, models.PROTECT, related_name="succeeds", verbose_name="đơn vị mới"
    )
    kind = models.CharField("hình thức", max_length=6, choices=Kind)
    effective_on = models.DateField("có hiệu lực từ ngày")
    resolution_number = TextLine("số nghị quyết", max_length=60)
    resolution_date = models.DateField("ngày nghị quyết", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "effective_on"],
                name="succession_once",
                violation_error_message="Việc sáp nhập, chia tách, đổi tên này đã được ghi.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_between_two_units",
                violation_error_message="Đơn vị mới phải khác đơn vị cũ.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} – {self.get_kind_display().lower()} – {self.successor}"


class Issuer(models.Model):
    """The head, signature and recipients of the papers that a unit or a cluster issues.

    Source of the form: Decree 30/2020/NĐ-CP, annex I. What is empty here is named before
    rendering, never guessed.
    """

    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="issuer", null=True, blank=True, verbose_name="đơn vị"
    )
    cluster = models.OneToOneField(
        "clusters.Cluster", models.PROTECT, related_name="issuer", null=True, blank=True
    )
    parent_line = TextLine("cơ quan chủ quản (dòng trên)", max_length=120, blank=True)
    issuer_line = TextLine("cơ quan ban hành (dòng dưới)", max_length=120, blank=True)
    document_code = TextLine("ký hiệu văn bản", max_length=40, blank=True)
    place = TextLine("địa danh", max_length=60, blank=True)
    authority_line = TextLine("quyền hạn người ký", max_length=120, blank=True)
    signer_post = TextLine("chức vụ người ký", max_length=120, blank=True)
    signer_name = TextLine("họ tên người ký", max_length=120, blank=True)
    recipients = TextBlock("nơi nhận", max_length=1000, blank=True)

    REQUIRED = ["parent_line", "issuer_line", "document_code", "place", "signer_post", "recipients"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, cluster__isnull=False) | Q(unit__isnull=False, cluster=None),
                name="issuer_of_one_unit_or_cluster",
            )
        ]

    def __str__(self):
        return self.issuer_line or str(self.unit or self.cluster)

    @property
    def name_in_sentence(self):
        """Whose paper it is, as it stands inside a sentence."""
        return self.unit.name_in_sentence if self.unit else str(self.cluster)

    @property
    def missing(self):
        """The labels of what a paper needs and this profile lacks."""
        return [
            self._meta.get_field(name).verbose_name
            for name in self.REQUIRED
            if not getattr(self, name)
        ]

    @property
    def recipient_lines(self):
        return [line.strip() for line in self.recipients.splitlines() if line.strip()]
