"""What the papers of one sheet are made of: what the unit itself wrote, points by the formula.

Never the cluster's column or the verified one: these papers are the unit's own.
"""

from dataclasses import dataclass

from clusters.models import Issuer
from clusters.text import format_points, moment
from emulation import sheet_rows
from emulation.forms.sheet import commendation_rows
from emulation.templatetags.sheet_tags import figure
from reports.papers.paper import Head, Signature


@dataclass(frozen=True)
class Sources:
    """Everything that the papers of one sheet are made of, fetched once."""

    sheet: object
    rows: list
    items: list
    commendations: list
    documents: list
    head: Head
    notes: tuple[str, ...]
    foot: str

    @property
    def part(self):
        return self.sheet.cluster_period

    @property
    def total(self):
        return self.sheet.total("self")

    @property
    def leaves(self):
        return [row for row in self.rows if not row.is_heading]

    @property
    def word(self):
        """What half-year points are called in addition; nothing for a year."""
        return " tạm tính" if self.part.half_year else ""


def sources(sheet, *, number, now) -> Sources:
    """Fetch what the papers of a sheet need; `number`: which print this is."""
    entries = list(sheet.entries.in_order())
    for entry in entries:
        entry.leaf.criteria_set = sheet.cluster_period.criteria_set
    documents = (
        sheet.documents.live()
        .of_unit()
        .for_list()
        .prefetch_related("rows__entry__leaf", "rows__item")
    )
    return Sources(
        sheet=sheet,
        rows=sheet_rows.rows(sheet, entries, last_year=sheet_rows.last_year_of(sheet)),
        items=list(sheet.items.select_related("item")),
        commendations=[row for row in commendation_rows(sheet) if row.pk],
        documents=list(documents),
        head=Head.of(Issuer.objects.filter(unit=sheet.unit_id).first()),
        notes=notes_of(sheet.cluster_period),
        foot=f"Lần in {number} · số liệu lúc {moment(now)}",
    )


def notes_of(part) -> tuple[str, ...]:
    """What stands in brackets under the title of a paper with points."""
    illustrative = "Số liệu minh họa" if part.is_illustrative else ""
    return tuple(filter(None, [part.unmeasured_words, illustrative]))


def signatures(head, left=""):
    right = Signature(
        tuple(filter(None, [head.authority_line, head.signer_post])), head.signer_name
    )
    return (Signature((left,)), right) if left else (right,)


def reported(entry):
    said = figure(entry)
    return "" if said == "–" else str(said)


def points_of(entry, column):
    value, extra = entry.points(column)
    if value is None:
        return ""
    return f"{format_points(value)} + {format_points(extra)}" if extra else format_points(value)
