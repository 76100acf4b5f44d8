"""Evidence (minh chứng): files that a unit brings, and the rows of its sheet that they prove."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.fields import TextLine
from emulation.models.entries import ScoreEntry, SheetItem
from emulation.models.sheets import ScoreSheet


def kept_at(document, name):
    """Where a file lies in the storage; `name` is random, what the person called it is a field."""
    return str(PurePosixPath("evidence", f"{timezone.localdate():%Y/%m}", name))


class DocumentQuerySet(models.QuerySet):
    def live(self):
        """Without those that were struck out."""
        return self.filter(struck_at=None)

    def of_unit(self):
        """Those that prove what the unit wrote; papers of penalties and exclusions are left out.

        One struck out proves no row any more: then it is the unit's when its people brought it.
        """
        own = Evidence.objects.of_unit().filter(document=models.OuterRef("pk"))
        struck = Q(struck_at__isnull=False, uploaded_by__unit=models.F("sheet__unit"))
        return self.filter(models.Exists(own) | struck)

    def for_list(self):
        return self.select_related("uploaded_by__unit").order_by("pk")

    def size_together(self) -> int:
        """Bytes of all of them."""
        return self.aggregate(size=models.Sum("size"))["size"] or 0


class Document(models.Model):
    """One file of a sheet with the facts of the paper in it; it may prove several rows.

    Striking it out takes it off every row and can be undone; the file itself is removed later,
    and only if the sheet was never handed in with it (`purge_evidence`).
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="documents")
    name = TextLine("tên tệp", max_length=160)
    file = models.FileField("tệp", upload_to=kept_at, max_length=200)
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField(max_length=64)
    number = TextLine("số văn bản", max_length=60, blank=True)
    dated_on = models.DateField("ngày văn bản", null=True, blank=True)
    issuer = TextLine("cơ quan ban hành", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    struck_at = models.DateTimeField("gỡ lúc", null=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "sha256"],
                condition=Q(struck_at=None),
                name="document_once_a_sheet",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="document_struck_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Minh chứng {self.name}"

    @property
    def is_struck(self):
        return self.struck_at is not None

    @property
    def lacks_facts(self):
        """The number or the date of the paper is not given."""
        return not self.number or self.dated_on is None

    @property
    def is_picture(self):
        return self.extension in ("jpg", "png")

    @property
    def has_pages(self):
        """Its pages can be shown as pictures."""
        return self.is_picture or self.extension == "pdf"


class EvidenceQuerySet(models.QuerySet):
    def of_unit(self):
        """The leaves and bonuses of the unit, not what reviewers enter."""
        return self.filter(Q(entry__isnull=False) | Q(item__item__kind="bonus"))


class Evidence(models.Model):
    """One file stands for one row of its sheet: a leaf, or a counted bonus."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="rows")
    entry = models.ForeignKey(ScoreEntry, models.CASCADE, null=True, related_name="evidence")
    item = models.ForeignKey(SheetItem, models.CASCADE, null=True, related_name="evidence")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["document_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, item__isnull=False) | Q(entry__isnull=False, item=None),
                name="evidence_of_one_row",
            ),
            models.UniqueConstraint(fields=["document", "entry"], name="evidence_once_an_entry"),
            models.UniqueConstraint(fields=["document", "item"], name="evidence_once_an_item"),
        ]

    def __str__(self):
        return f"{self.document} – {self.entry or self.item}"
