"""Status as text with colour, flags of a sheet; the colours never stand alone."""

from django import template
from django.utils.html import format_html, format_html_join

from clusters.text import moment

register = template.Library()

TONES = {
    "draft": "info",
    "signoff": "warn",
    "submitted": "info",
    "returned": "err",
    "confirmed": "violet",
    "approved": "ok",
    "planned": "neutral",
    "open": "info",
    "notified": "warn",
    "closed": "ok",
    "published": "ok",
    "waiting": "neutral",
    "rendering": "info",
    "ready": "ok",
    "failed": "err",
    "applied": "ok",
}


def tag(label, tone):
    return format_html('<span class="tag tag-{}">{}</span>', tone, label)


@register.simple_tag
def state_tag(record):
    """The state of a sheet, a cluster's period, a report or a set, in words."""
    label = getattr(record, "state_label", None) or record.get_state_display()
    return tag(label, TONES.get(record.state, "neutral"))


@register.simple_tag
def sheet_flags(sheet):
    """Quá hạn, Nộp chậm, Nộp lại lần n, Đã rút lại: what the state alone does not say."""
    flags = []
    if sheet.cluster_period.state == "cancelled":
        flags.append(("Kỳ đã hủy", "neutral"))
    if sheet.extended_until and sheet.cluster_period.state == "open":
        flags.append((f"Gia hạn đến {moment(sheet.extended_until)}", "info"))
    if sheet.is_overdue:
        flags.append((f"Quá hạn {sheet.days_late} ngày", "err"))
    if sheet.is_late:
        flags.append((f"Nộp chậm {sheet.days_late} ngày", "warn"))
    if sheet.resubmissions:
        flags.append((f"Nộp lại lần {sheet.resubmissions}", "info"))
    if sheet.recalled_at:
        flags.append((f"Đã rút lại {moment(sheet.recalled_at)}", "neutral"))
    return format_html_join(" ", '<span class="tag tag-{1}">{0}</span>', flags)
