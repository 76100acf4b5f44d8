"""How a record moves from state to state: one table per model, one function for all."""

from django.conf import settings
from django.db import models, transaction

from clusters.fields import TextBlock


class Refused(Exception):
    """A move that the record's present state does not allow; its text is shown to the user."""


class Step(models.Model):
    """One move of one record: who made it, when, and why."""

    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    note = TextBlock("ý kiến", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


def lock(record):
    """Hold `record`'s row until the transaction ends and refresh it; returns the same record."""
    record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update(of=("self",)))
    return record


@transaction.atomic
def move(record, to_state, *, by, note="", **facts):
    """Move `record` to `to_state` and add a step to `record.steps`; `facts` are its own fields.

    The row is locked first, so of two people who press at the same moment one is refused.

    Raises:
        Refused: `record.MOVES` has no such move from the state now stored.
    """
    stored = type(record)._base_manager.select_for_update().get(pk=record.pk).state
    if to_state not in record.MOVES[stored]:
        before, after = record.State(stored).label, record.State(to_state).label
        raise Refused(f"Không thể chuyển từ “{before}” sang “{after}”. Tải lại trang để xem.")
    record.state = to_state
    record.save(update_fields=["state"])
    return record.steps.create(from_state=stored, to_state=to_state, by=by, note=note, **facts)
