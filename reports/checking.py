"""Does a printed paper still equal the figures? What stands behind the code in its foot."""

import json
from typing import NamedTuple

from django.utils import timezone

from reports.kit.making import compared_sheets, figures_of
from reports.kit.parts import BY_CODE as PARTS
from reports.models import JobState, Kit, Report
from reports.outlines.cells import UNKNOWN
from reports.outlines.paper_of import paper_of
from reports.papers.book import tables_of
from reports.papers.paper import Heading, Item, Text
from reports.rendering import paper_kept

KIT_COLUMNS = {
    "place": "Thứ hạng", "own": "Tự chấm", "cluster": "Cụm chấm", "verified": "Thẩm định",
    "gap": "Chênh lệch", "cells": "Điểm các tiêu chí", "total": "Tổng",
    "target": "Kế hoạch", "value": "Kế hoạch", "actual": "Thực hiện", "percent": "% kế hoạch",
    "votes": "Số phiếu", "quota": "Số lượng được đề nghị", "names": "Đơn vị được đề nghị",
    "points": "Công thức, tự chấm, cụm chấm, thẩm định",
}  # fmt: skip
"""The fields of a kit's sheets that are figures, as their columns are headed."""


LEAVES = "Ma trận tiêu chí thành phần"


class Change(NamedTuple):
    """One cell that reads otherwise now; `then` or `now` is empty for a row that came or went."""

    table: str
    row: str
    column: str
    then: str
    now: str


def paper_with(code):
    """The finished report or kit with this code; None where there is none."""
    reports = Report.objects.filter(state=JobState.READY).exclude(template_version="")
    kits = Kit.objects.filter(state=JobState.READY)
    found = (kind.for_list().filter(code=code).first() for kind in (reports, kits))
    return next(filter(None, found), None)


def changes_since(paper) -> list[Change]:
    """What the tables of a finished paper would say otherwise today."""
    if isinstance(paper, Kit):
        kept = json.loads(paper.snapshot)
        present = figures_of(compared_sheets(paper))
        then = _kit_cells(kept)
        now = _kit_cells({code: rows for code, rows in present.items() if code in kept})
    else:
        then, now = (
            _cells(one) | _sentences(one)
            for one in (paper_kept(paper), paper_of(paper, now=timezone.now()))
        )
    places = list(then) + [place for place in now if place not in then]
    pairs = ((place, then.get(place, ""), now.get(place, "")) for place in places)
    return [Change(*place[:3], old, new) for place, old, new in pairs if old != new]


def _kit_cells(sheets):
    """{(sheet, unit, field, which of equal ones): text} of the kept sheets of a kit."""
    found = {}
    for code, rows in sheets.items():
        title = PARTS[code].title if code in PARTS else LEAVES
        for row in rows:
            row_name = ", ".join(filter(None, [row["unit"], row.get("leaf", "")]))
            for name, value in row.items():
                shown = _shown(value)
                place = (title, row_name, KIT_COLUMNS.get(name, ""))
                if place[2]:
                    found[(*place, _count(found, place))] = shown
    return found


def _shown(value):
    if not isinstance(value, list):
        return str(value)
    return " | ".join(one["text"] if isinstance(one, dict) else one for one in value)


def _sentences(paper):
    """{("Câu trong báo cáo", heading above, "", which of equal ones): sentence}."""
    found, heading = {}, ""
    for block in paper.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Text | Item):
            place = ("Câu trong báo cáo", heading, "")
            found[(*place, _count(found, place))] = block.text
    return found


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
