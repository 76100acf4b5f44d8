"""Papers of one sheet: the three that a unit's chairman signs, the receipt; each in its forms."""

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from emulation.models import DataRequest, Receipt, ScoreSheet
from reports.models.jobs import Job, JobQuerySet, JobState, MadeFile


class SheetPrintQuerySet(JobQuerySet):
    def for_list(self):
        related = self.select_related("requested_by__unit", "sheet__unit")
        return related.prefetch_related("files").order_by("-pk")


class SheetPrint(Job):
    """One print of a sheet's papers (lần in). What it holds is kept: later changes do not touch it.

    `snapshot` is the JSON of the papers' cells, from which the next print marks what has changed.
    """

    class Kind(models.TextChoices):
        SIGN_OFF = "signoff", "Bản trình ký"
        RECEIPT = "receipt", "Biên nhận"
        REQUEST = "request", "Phiếu đề nghị cung cấp số liệu"

    STEPS = 7

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="prints")
    kind = models.CharField("loại", max_length=8, choices=Kind)
    number = models.PositiveSmallIntegerField("lần in")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="prints")
    data_request = models.ForeignKey(DataRequest, models.PROTECT, null=True, related_name="prints")
    figures_at = models.DateTimeField("số liệu lúc", null=True)
    snapshot = models.TextField("nội dung đã in", blank=True)

    objects = SheetPrintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "kind", "number"], name="sheet_print_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="signoff", receipt=None, data_request=None)
                | Q(kind="receipt", receipt__isnull=False, data_request=None)
                | Q(kind="request", receipt=None, data_request__isnull=False),
                name="sheet_print_of_what_it_says",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} lần {self.number}, {self.sheet}"

    def get_absolute_url(self):
        if self.kind == self.Kind.RECEIPT:
            return reverse("receipt-paper", args=[self.sheet_id, self.receipt_id])
        if self.kind == self.Kind.REQUEST:
            return reverse("request-paper", args=[self.sheet_id, self.data_request_id])
        return reverse("sheet-print", args=[self.sheet_id])

    @classmethod
    @transaction.atomic
    def request(cls, sheet, by, *, receipt=None, data_request=None):
        """Ask for the papers as they are now; one that is under way already serves both askers.

        The paper of a receipt or a request never changes: it is made once.
        """
        ScoreSheet.objects.select_for_update().only("pk").get(pk=sheet.pk)
        about = {"receipt": receipt, "data_request": data_request}
        mine = cls.objects.filter(sheet=sheet, kind=cls._kind_of(**about))
        same = mine.filter(**about).exclude(state=JobState.FAILED)
        if receipt is None and data_request is None:
            same = same.exclude(state=JobState.READY)
        if known := same.last():
            return known
        last = mine.aggregate(last=models.Max("number"))["last"] or 0
        wanted = cls.objects.create(
            sheet=sheet, kind=cls._kind_of(**about), number=last + 1, requested_by=by, **about
        )
        wanted.enqueue()
        return cls.objects.get(pk=wanted.pk)

    @classmethod
    def _kind_of(cls, receipt, data_request):
        if receipt:
            return cls.Kind.RECEIPT
        return cls.Kind.REQUEST if data_request else cls.Kind.SIGN_OFF

    @property
    def before(self):
        """The last finished print before this one: what changes are marked against."""
        earlier = SheetPrint.objects.filter(
            sheet=self.sheet_id, kind=self.kind, number__lt=self.number, state=JobState.READY
        )
        return earlier.order_by("number").last()

    def render(self):
        from reports.printing import render

        render(self)

    @transaction.atomic
    def finish(self, made, *, figures_at, snapshot) -> bool:
        """Keep all files at once, unless another worker has taken the print meanwhile.

        `made` are rows of (paper, extension, name, content, pages).
        """
        held = self.hold()
        if held is None:
            return False
        for paper, extension, name, content, pages in made:
            facts = {"paper": paper, "extension": extension, "name": name, "pages": pages}
            PrintFile.keep(content, print=held, **facts)
        held.mark_done(figures_at=figures_at, snapshot=snapshot)
        return True


class PrintFile(MadeFile):
    """One paper of a print in one form."""

    print = models.ForeignKey(SheetPrint, models.PROTECT, related_name="files")
    paper = models.CharField(max_length=20)
    file = models.FileField("tệp", upload_to="prints/%Y/%m/", max_length=200)

    class Meta(MadeFile.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["print", "paper", "extension"], name="print_file_once_a_form"
            )
        ]
