"""Reports that were signed in the province's own system and taken back."""

from django.db import models

from clusters.models import SignedFile
from reports.models.reports import Report


class SignedReport(SignedFile):
    """The signed PDF of an issued report, and how it compares with the text that is kept."""

    class Agreement(models.TextChoices):
        SAME_FILE = "file", "Đúng tệp đã phát hành"
        SAME_TEXT = "text", "Nội dung đúng như bản đã phát hành"
        NO_TEXT = "none", "Tệp quét, không có chữ để so với bản đã phát hành"
        OTHER = "other", "Nội dung khác bản đã phát hành"

    report = models.ForeignKey(Report, models.PROTECT, related_name="signed")
    file = models.FileField("tệp", upload_to="signed-reports/%Y/%m/", max_length=200)
    agreement = models.CharField("so với bản phát hành", max_length=5, choices=Agreement)
    notes = models.JSONField("chỗ khác", default=list)

    @property
    def is_signed(self):
        """What was issued, with a signature that holds."""
        return bool(self.signatures) and not self.differs

    @property
    def differs(self):
        return self.agreement == self.Agreement.OTHER or self.is_broken

    @property
    def sentences(self):
        return [self.get_agreement_display(), *self.notes, *super().sentences]
