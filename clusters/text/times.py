"""Dates and times as Vietnamese officials write them; moments are shown in Asia/Ho_Chi_Minh."""

from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


def _local(at):
    return at.astimezone(HERE) if getattr(at, "tzinfo", None) else at


def weekday(day) -> str:
    return WEEKDAYS[_local(day).weekday()]


def short_date(day) -> str:
    """05/7/2026: days below ten and the months 1 and 2 carry a zero."""
    if not day:
        return ""
    day = _local(day)
    return f"{day.day:02}/{_month(day)}/{day.year}"


def long_date(day) -> str:
    """ngày 05 tháng 7 năm 2026 (Decree 30/2020/NĐ-CP, annex I)."""
    if not day:
        return ""
    day = _local(day)
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def _month(day):
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def clock(at) -> str:
    return f"{_local(at):%H:%M}" if at else ""


def moment(at) -> str:
    """thứ Sáu 10/7/2026, 17 giờ; with minutes when there are any: 17 giờ 30."""
    if not at:
        return ""
    at = _local(at)
    minutes = f" {at.minute:02}" if at.minute else ""
    return f"{weekday(at)} {at.day}/{at.month}/{at.year}, {at.hour} giờ{minutes}"
