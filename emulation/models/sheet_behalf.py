"""A sheet entered for a unit (nhập hộ): by the province, from the signed paper, openly."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from clusters.fields import TextBlock
from clusters.models import note_change
from emulation.workflow import Refused, lock


class OnBehalf(models.Model):
    """Who types for the unit, why, since when; the unit keeps all its rights on the sheet."""

    behalf_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    behalf_reason = TextBlock("lý do nhập hộ", max_length=600, blank=True)
    behalf_at = models.DateTimeField("nhập hộ từ", null=True)

    class Meta:
        abstract = True

    @transaction.atomic
    def enter_for(self, by, reason):
        """Open the sheet to the province for typing what the unit has signed on paper.

        Raises:
            Refused: the sheet does not lie with its unit.
        """
        from emulation import letters

        lock(self)
        if self.state not in {self.State.DRAFT, self.State.RETURNED}:
            raise Refused("Chỉ nhập hộ khi bảng còn ở đơn vị.")
        self._write_behalf(by, reason, timezone.now(), by=by)
        letters.tell_entered_for(self)

    def _end_behalf(self, by):
        """Handing in ends it; another time needs another reason."""
        if self.behalf_at:
            self._write_behalf(None, "", None, by=by)

    def _write_behalf(self, person, reason, at, *, by):
        note_change(self, "behalf_at", self.behalf_at, at, by=by, reason=reason)
        self.behalf_by, self.behalf_reason, self.behalf_at = person, reason, at
        self.save(update_fields=["behalf_by", "behalf_reason", "behalf_at"])

    def behalf_words(self, by) -> str:
        """What the history says of a figure that the province types for the unit."""
        typed_for = self.behalf_at and by is not None and by.unit_id != self.unit_id
        return f"Nhập hộ {self.unit}" if typed_for and by.is_provincial else ""

    def _signed_or_refuse(self, by):
        """The province hands in for a unit only with the paper that its chairman signed."""
        if not self.behalf_words(by):
            return
        if not self.signed_copies.filter(uploaded_at__gte=self.behalf_at).exists():
            raise Refused("Nhập hộ: tải lên bản giấy đã ký (bản quét) của đơn vị rồi mới nộp.")
