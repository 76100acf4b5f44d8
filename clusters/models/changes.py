"""The one history: every figure and field that matters, before and after, append-only."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models

from clusters.fields import TextBlock, TextLine
from clusters.middleware import request_ip
from clusters.text import format_number, moment


class ChangeQuerySet(models.QuerySet):
    def under(self, record):
        """The history that belongs to `record`: its own changes and those of its rows."""
        return self.filter(under_type=record._meta.label_lower, under_id=record.pk)

    def of(self, record):
        """What changed in `record` itself."""
        return self.filter(record_type=record._meta.label_lower, record_id=record.pk)

    def for_list(self):
        return self.select_related("by__unit").order_by("-pk")

    def update(self, **kwargs):
        """Refused: the history is only added to."""
        raise TypeError("Changes are never altered.")

    def delete(self):
        """Refused: the history is only added to."""
        raise TypeError("Changes are never deleted.")


class Change(models.Model):
    """One field of one record changed: who, when, from where, before, after, why, as typed."""

    at = models.DateTimeField("lúc", auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    ip = models.GenericIPAddressField("địa chỉ máy", null=True)
    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    record_name = TextLine("nội dung", max_length=300)
    under_type = models.CharField(max_length=60)
    under_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    field_label = TextLine("trường", max_length=120)
    before = TextBlock("trước", blank=True)
    after = TextBlock("sau", blank=True)
    reason = TextBlock("lý do", blank=True)
    raw = TextBlock("nguyên văn đã nhập", blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["under_type", "under_id"], name="change_under")]

    def __str__(self):
        return f"{self.record_name}: {self.field_label}"


def note_change(record, field, before, after, *, by, under=None, reason="", raw=""):
    """Write that `field` of `record` went from `before` to `after`; nothing when they are equal.

    `under` is the record on whose page the history is read (a sheet for its rows); without it
    the record itself. Call it in the transaction that writes the field.
    """
    note_changes([(record, field, before, after, reason, raw)], by=by, under=under)


def note_changes(rows, *, by, under=None):
    """Write many changes at once: rows of (record, field, before, after, reason, raw)."""
    Change.objects.bulk_create(
        _change(*row, by=by, under=under) for row in rows if row[2] != row[3]
    )


def _change(record, field, before, after, reason="", raw="", *, by, under):
    under = under or record
    return Change(
        by=by,
        ip=request_ip(),
        record_type=record._meta.label_lower,
        record_id=record.pk,
        record_name=str(record)[:300],
        under_type=under._meta.label_lower,
        under_id=under.pk,
        field=field,
        field_label=_label(record, field)[:120],
        before=_shown(before),
        after=_shown(after),
        reason=reason,
        raw=raw,
    )


def _label(record, field):
    """The Vietnamese name of the field; for what is no field, the word itself."""
    names = {known.name: known.verbose_name for known in record._meta.concrete_fields}
    return str(names.get(field, field))


def _shown(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return format_number(value)
    return moment(value) if isinstance(value, datetime) else str(value)
