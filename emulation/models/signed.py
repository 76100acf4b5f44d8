"""The signed paper of a sheet, taken back: a PDF with its signatures, or a scan."""

from django.db import models

from clusters.models import SignedFile
from emulation.models.sheets import ScoreSheet


class SignedCopy(SignedFile):
    """What the unit's chairman signed elsewhere."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="signed_copies")
    file = models.FileField("tệp", upload_to="signed/%Y/%m/", max_length=200)
