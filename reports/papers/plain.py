"""A paper as JSON and back: what is kept of an issued paper, so that it can be made again."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from reports.papers import paper as parts

KINDS = {
    kind.__name__: kind
    for kind in (
        parts.Head, parts.Heading, parts.Text, parts.Item, parts.Column, parts.Cell, parts.Row,
        parts.Table, parts.Chart, parts.PageBreak, parts.Signature, parts.Paper,
    )
}  # fmt: skip


def to_plain(value):
    """Containers, texts and numbers only; what JSON has no word for carries its kind."""
    if is_dataclass(value):
        held = {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
        return {"is": type(value).__name__} | held
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    if isinstance(value, parts.Align):
        return {"is": "align", "value": value.value}
    if isinstance(value, Decimal):
        return {"is": "decimal", "value": str(value)}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    return str(value) if isinstance(value, str) else value


def from_plain(value):
    """What `to_plain` was made from. A field that a later program knows more gets its default."""
    if isinstance(value, list):
        return tuple(from_plain(part) for part in value)
    if not isinstance(value, dict):
        return value
    held = dict(value)
    kind = held.pop("is")
    if kind == "align":
        return parts.Align(held["value"])
    if kind == "decimal":
        return Decimal(held["value"])
    if kind == "date":
        return date.fromisoformat(held["value"])
    known = {f.name for f in fields(KINDS[kind])}
    return KINDS[kind](**{name: from_plain(part) for name, part in held.items() if name in known})
