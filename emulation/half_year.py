"""A year's sheet begins with what its unit reached in the first half (số liệu 6 tháng đầu năm)."""

from emulation.models import Period, ScoreSheet
from emulation.models.entries import Column


def take_over(sheet, *, by) -> int:
    """Give a year's new sheet the figures of its unit's half-year; return how many rows took one.

    The verified figure where the unit has been told of it, else the reported. The row keeps it
    beside the year's own, so that the change shows; the unit types the year's figure over it.
    Proposed bonuses come with their reasons. Leaves are found by their number; a half-year has
    none for what it did not measure.
    """
    period = sheet.cluster_period.period
    if period.is_half:
        return 0
    half = (
        ScoreSheet.objects.filter(
            unit=sheet.unit_id,
            cluster_period__period__kind=Period.Kind.HALF,
            cluster_period__period__year=period.year,
        )
        .exclude(cluster_period__state="cancelled")
        .select_related("cluster_period__period")
        .first()
    )
    if half is None:
        return 0
    changes = [*_figures(sheet, half), *_bonuses(sheet, half)]
    sheet.record(changes, by=by)
    return sum(1 for _, name, *_ in changes if name == "half_actual")


def _figures(sheet, half):
    told = half.cluster_period.is_notified
    known = {
        entry.leaf.number: (entry, _reached(entry, told))
        for entry in half.entries.measured().in_order()
    }
    for entry in sheet.entries.measured().in_order():
        then, value = known.get(entry.leaf.number, (None, None))
        if value is None or entry.by_department or entry.not_assigned:
            continue
        if entry.leaf.unit_of_measure != then.leaf.unit_of_measure:
            continue  # another unit of measure: the figures cannot be compared
        why = f"Lấy từ kỳ {half.period.title}"
        yield (entry, "half_actual", value, why, "")
        yield (entry, "actual", value, why, "")


def _reached(entry, told):
    verified = entry.verified_actual if told else None
    return entry.actual if verified is None else verified


def _bonuses(sheet, half):
    column = Column.VERIFIED if half.cluster_period.is_notified else Column.SELF
    known = {row.item.code: row for row in half.items.select_related("item")}
    for row in sheet.items.select_related("item").filter(item__kind="bonus"):
        then = known.get(row.item.code)
        count = then.count(column) if then else None
        if count:
            why = f"Lấy từ kỳ {half.period.title}"
            yield (row, "self_count", count, why, "")
            yield (row, "self_reason", then.self_reason or why, why, "")
