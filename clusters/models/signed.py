"""A paper that was signed outside the portal and taken back: its file, what its signatures say."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone

from clusters import files
from clusters.fields import TextLine
from clusters.files.signatures import read_signatures, trusted_roots


class SignedFile(models.Model):
    """The subclass has the key to its paper, and `file`. A later one replaces it; all are kept.

    `signatures` is what was read at the time of taking: signer, time, whole, known, the sentence.
    """

    name = TextLine("tên tệp", max_length=160)
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField(max_length=64)
    signatures = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"Bản đã ký {self.name}"

    @classmethod
    def of(cls, accepted: files.Accepted, **facts):
        """A row that is not stored yet, with what the signatures of the file say."""
        return cls(
            name=accepted.name,
            extension=accepted.extension,
            size=len(accepted.content),
            sha256=hashlib.sha256(accepted.content).hexdigest(),
            signatures=_signatures(accepted),
            **facts,
        )

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


def _signatures(accepted):
    if accepted.extension != "pdf":
        return []
    found = read_signatures(accepted.content, trusted_roots(settings.TRUST_FOLDER))
    return [
        {
            "signer": one.signer,
            "signed_at": one.signed_at.isoformat() if one.signed_at else "",
            "is_intact": one.is_intact,
            "is_trusted": one.is_trusted,
            "sentence": one.sentence,
        }
        for one in found
    ]
