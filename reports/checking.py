"""Does a printed paper still equal the figures? What stands behind the code in its foot."""

from typing import NamedTuple

from django.utils import timezone

from reports.outlines.cells import UNKNOWN
from reports.outlines.paper_of import paper_of
from reports.papers.book import tables_of
from reports.rendering import paper_kept


class Change(NamedTuple):
    """One cell that reads otherwise now; `then` or `now` is empty for a row that came or went."""

    table: str
    row: str
    column: str
    then: str
    now: str


def changes_since(report) -> list[Change]:
    """What the tables of a finished report would say otherwise today."""
    then, now = _cells(paper_kept(report)), _cells(paper_of(report, now=timezone.now()))
    places = list(then) + [place for place in now if place not in then]
    pairs = ((place, then.get(place, ""), now.get(place, "")) for place in places)
    return [Change(*place[:3], old, new) for place, old, new in pairs if old != new]


def _cells(paper):
    """{(table, row, column, which of equal ones): text}."""
    found = {}
    for table in tables_of(paper):
        group = ""
        for row in table.rows:
            if row.is_heading:
                group = row.cells[0].text
            columns = table.columns[len(table.columns) - len(row.cells) :]
            key = _key(row, group)
            for column, cell in zip(columns, row.cells, strict=True):
                place = (table.caption, key, column.title)
                found[(*place, _count(found, place))] = cell.text
    return found


def _key(row, group):
    """What the first two cells say in words names the row; under a heading row with its name."""
    words = [cell.text for cell in row.cells[:2] if cell.value is None and not _is_place(cell)]
    return ", ".join(filter(None, dict.fromkeys((group, *words))))


def _is_place(cell):
    return cell.text.isdigit() or cell.text == UNKNOWN


def _count(found, place):
    number = 0
    while (*place, number) in found:
        number += 1
    return number
