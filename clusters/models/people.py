"""The officers who sign in. Nobody is here without a unit; roles follow from facts."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters import text
from clusters.fields import TextLine
from clusters.models.clusters import Steering
from clusters.models.keys import PersonKeyField, SearchKeyField
from clusters.models.units import Unit


class UserQuerySet(models.QuerySet):
    def narrowed(self, q="", cluster=None, state=""):
        """Accounts by words (name, account, unit), the unit's cluster, open or closed."""
        found = self
        if q:
            found = found.filter(
                Q(pk__in=self.named(q).values("pk"))
                | Q(unit__in=Unit.objects.matching(q).values("pk"))
            )
        if cluster:
            found = found.filter(unit__in=cluster.memberships.values("unit"))
        return found.filter(is_active=state == "mo") if state else found

    def named(self, words):
        """People whose name or account holds every word, marks and case ignored."""
        found = self
        for word in text.search_key(words).split():
            found = found.filter(Q(search_key__contains=word) | Q(username__icontains=word))
        return found

    def in_order(self):
        return self.order_by("unit__order", "unit__sort_key", "sort_key", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_queryset(self):
        """With the unit, from which every right of a person follows."""
        return super().get_queryset().select_related("unit")

    def create_user(self, username, password=None, **facts):
        """Make an account; without a password it cannot sign in until one is set."""
        user = self.model(username=username, **facts)
        user.set_password(password)
        user.save()
        return user

    def provincial(self):
        """The standing body's people who work in the portal: neither administrator nor auditor."""
        body = self.filter(is_active=True, unit__kind=Unit.Kind.STANDING_BODY)
        return body.filter(is_administrator=False, is_auditor=False)

    def looking_after(self, cluster):
        """Who is told of a cluster's matters first: its specialist, without one all of the body."""
        provincial = self.provincial()
        specialist = provincial.filter(pk=cluster.specialist_id)
        return specialist if specialist.exists() else provincial

    def contacts_of(self, unit_ids) -> dict:
        """Whom to phone in each unit: its first officer, one with a phone before one without."""
        officers = self.filter(unit__in=unit_ids, is_active=True, duty=User.Duty.OFFICER)
        officers = officers.filter(is_administrator=False, is_auditor=False)
        found = {}
        for person in officers.order_by("pk"):
            known = found.get(person.unit_id)
            if known is None or (person.phone and not known.phone):
                found[person.unit_id] = person
        return found

    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who works for a unit. What they may do follows from unit, duty and flags."""

    class Duty(models.TextChoices):
        OFFICER = "officer", "Cán bộ thi đua"
        LEADER = "leader", "Lãnh đạo đơn vị"

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[
            ASCIIUsernameValidator(
                message="Tên đăng nhập chỉ gồm chữ không dấu, số và các dấu @ . + - _"
            )
        ],
    )
    full_name = TextLine("họ và tên", max_length=120)
    sort_key = PersonKeyField(of=["full_name"])
    search_key = SearchKeyField(of=["full_name"])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="users", verbose_name="đơn vị")
    duty = models.CharField("nhiệm vụ", max_length=8, choices=Duty, default=Duty.OFFICER)
    post = TextLine("chức vụ", max_length=120, blank=True)
    phone = TextLine("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    acts_for_cluster = models.BooleanField(
        "làm việc thay mặt cụm, khối",
        default=False,
        help_text="Chỉ có tác dụng khi đơn vị đang là đơn vị trưởng hoặc đơn vị phó.",
    )
    is_administrator = models.BooleanField("quản trị hệ thống", default=False)
    is_auditor = models.BooleanField("kiểm tra (chỉ đọc)", default=False)
    is_active = models.BooleanField("đang hoạt động", default=True)
    wants_mail = models.BooleanField("nhận thông báo qua thư", default=True, editable=False)
    sheet_is_full = models.BooleanField("xem toàn bảng", default=True, editable=False)
    uses_shortcuts = models.BooleanField("phím tắt một chữ", default=True, editable=False)
    date_joined = models.DateTimeField("ngày tạo", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "unit"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_administrator=True, is_auditor=True),
                name="user_administers_or_audits",
                violation_error_message="Một tài khoản không vừa quản trị vừa kiểm tra.",
            )
        ]

    def __str__(self):
        return self.full_name or self.username

    @property
    def is_provincial(self):
        """Works in the standing body, and neither administers the portal nor audits it."""
        return self.unit.is_standing_body and not (self.is_auditor or self.is_administrator)

    @property
    def is_of_member(self):
        """An officer or leader of a unit that takes part, as far as flags say."""
        flagged = self.is_auditor or self.is_administrator
        return not (flagged or self.unit.is_standing_body)

    def prefer_full_sheet(self, is_full):
        """Remember how this person wants to see a sheet on a wide screen."""
        self.sheet_is_full = is_full
        self.save(update_fields=["sheet_is_full"])

    @property
    def steering(self):
        """Who leads which cluster today; one query for as long as this person's request lasts."""
        if "_steering" not in self.__dict__:
            self._steering = Steering(timezone.localdate())
        return self._steering

    def steered_clusters(self) -> set[int]:
        """Ids of the clusters this person acts for today, for the lead or deputy unit."""
        if not (self.acts_for_cluster and self.is_of_member):
            return set()
        return self.steering.clusters_of(self.unit_id)
