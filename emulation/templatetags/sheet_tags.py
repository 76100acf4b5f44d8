"""How a sheet's figures are written on a page; no computing beyond picking the column."""

from decimal import Decimal

from django import template
from django.utils.html import format_html

from clusters.text import format_number, format_points

register = template.Library()


@register.filter
def get(mapping, key):
    """The value under `key`, for keys that the dot cannot name; blank without a mapping."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def comment_at(comments, kind, key):
    """The reviewer's comment field at a place of the sheet (d12 an entry, t5 an item), or None."""
    return comments.get(f"{kind}{key}") if comments else None


@register.filter
def verified_total(sheet):
    """The stored verified total of a sheet."""
    return sheet.total("verified")


@register.filter
def label_of(field):
    return field.label if field else ""


@register.filter
def exact(value):
    """A figure as scripts read it: a dot, no grouping, no trailing zeros."""
    return "" if value is None or value == "" else f"{value.normalize():f}"


@register.filter
def slug(number):
    """A criterion's number as part of an id: 1.2 → 1-2."""
    return "".join(c if c.isalnum() else "-" for c in str(number))


@register.filter
def megabytes(size):
    """Bytes as people say them: 1,4 MB, 350 kB."""
    if size >= 1_000_000:
        return f"{format_number(Decimal(size) / 1_000_000, 1)} MB"
    return f"{format_number(max(1, round(size / 1000)))} kB"


@register.simple_tag
def points(entry, column):
    """Points of one column, the bonus apart; a dash where there are none."""
    value, bonus = entry.points(column)
    if value is None:
        return "–"
    if not bonus:
        return format_points(value)
    return format_html(
        '{} <span class="bonus">+{}</span>', format_points(value), format_points(bonus)
    )


@register.simple_tag
def figure(entry):
    """What the unit reported on the leaf, in the words of its rule."""
    return _figure(entry, entry.actual, entry.given_points, entry.level)


@register.simple_tag
def half_year(entry):
    """On a year's sheet: what the first half gave, and what came since."""
    since = entry.since_half_year
    if entry.half_actual is None:
        return ""
    words = ""
    if since is not None:
        words = " · không đổi" if since == 0 else f" · {'thêm' if since > 0 else 'giảm'} "
        words += format_number(abs(since)) if since else ""
    return format_html(
        '<span class="hint half">6 tháng: {}{}</span>', format_number(entry.half_actual), words
    )


@register.simple_tag
def verified_figure(entry):
    """The verified figure under the reported one, only where it differs."""
    shown = _figure(entry, entry.verified_actual, entry.verified_given, entry.verified_level)
    if shown == "–" or shown == figure(entry):
        return ""
    return format_html('<br><span class="hint">thẩm định</span> {}', shown)


def _figure(entry, actual, given, level):
    rule = entry.leaf.plain.rule.type
    if rule == "yes_no" and actual is not None:
        return "có" if actual else "không"
    if level:
        return level
    value = given if entry.leaf.plain.column == "points" else actual
    if value is None:
        return "–"
    return format_number(value)


@register.simple_tag
def difference(now, then):
    """▲ or ▼ with the figure, in words for a screen reader; never by colour alone."""
    if now is None or then is None:
        return ""
    gap = now - then
    if not gap:
        return format_html('<span class="same">= 0</span>')
    word, mark, kind = ("Tăng", "▲", "up") if gap > 0 else ("Giảm", "▼", "down")
    return format_html(
        '<span class="difference-{}"><span aria-hidden="true">{} {}</span>'
        '<span class="visually-hidden">{} {} so với cùng kỳ năm trước</span></span>',
        kind,
        mark,
        format_points(abs(gap)),
        word,
        format_points(abs(gap)),
    )


@register.simple_tag
def cell(field, by="", row_id="", placeholder="", visible=""):
    """An input of a row, named by its row and column heads, described by its error.

    `visible`: the short label that stands beside it; the spoken name begins with it.
    """
    attrs = {"class": _css(field)}
    if by and row_id:
        attrs["aria-labelledby"] = f"n-{row_id} {by}"
    else:
        told = visible and visible not in str(field.label)
        attrs["aria-label"] = f"{visible}: {field.label}" if told else field.label
    if placeholder:
        attrs["placeholder"] = placeholder
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.id_for_label}_error"}
    return field.as_widget(attrs=attrs)


def _css(field):
    kind = field.field.widget.__class__.__name__
    base = field.field.widget.attrs.get("class", "")
    look = {"Select": "form-select form-select-sm", "Textarea": "form-control"}.get(
        kind, "form-control form-control-sm"
    )
    invalid = " is-invalid" if field.errors else ""
    return f"{look} {base}{invalid}".strip()
