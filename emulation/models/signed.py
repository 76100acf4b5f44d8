"""The signed paper of a sheet, taken back: a PDF with its signatures, or a scan."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clusters.fields import TextLine
from emulation.models.sheets import ScoreSheet


class SignedCopy(models.Model):
    """What the unit's chairman signed elsewhere. A later one replaces it; the earlier is kept.

    `signatures` is what was read at the time of taking: signer, time, whole, known, the sentence.
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="signed_copies")
    name = TextLine("tên tệp", max_length=160)
    file = models.FileField("tệp", upload_to="signed/%Y/%m/", max_length=200)
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField(max_length=64)
    signatures = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Bản đã ký {self.name}"

    @property
    def sentences(self):
        """What its signatures say; a scan has none to check."""
        if self.extension != "pdf":
            return ["Bản quét, không có chữ ký số để kiểm tra."]
        found = [signature["sentence"] for signature in self.signatures]
        return found or ["Tệp PDF không có chữ ký số."]

    @property
    def is_broken(self):
        """A signature in it does not hold."""
        return any(not signature["is_intact"] for signature in self.signatures)
