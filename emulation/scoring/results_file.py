"""RESULTS.csv of `try_criteria`: one row per unit and leaf, or per bonus, penalty, exclusion."""

import csv
import io
from decimal import Decimal

from clusters.text import single_line
from emulation.scoring.figures import FigureFault, check_figure
from emulation.scoring.reading import exact
from emulation.scoring.values import Contestant, CriteriaSet, Figures

COLUMNS = ["unit", "criterion", "target", "actual", "points", "level", "count", "note"]
_YES_NO = {"có": Decimal(1), "không": Decimal(0)}


class ResultsFaults(ValueError):
    """Everything that is wrong with the file, one sentence a fault, each with its row."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def read_results(content: bytes, cs: CriteriaSet) -> list[Contestant]:
    """Read the figures of all units; columns that a rule does not read are ignored.

    Raises:
        ResultsFaults: all faults at once; nothing is half read.
    """
    faults: list[str] = []
    rows = [(number, _row(number, cells, faults)) for number, cells in _rows(content)]
    rows = [(number, row) for number, row in rows if row is not None]
    units = {row["unit"] for _, row in rows if row["unit"]}
    reading = _Reading(cs, len(units), faults)
    for line, row in rows:
        reading.take(line, row)
    if faults:
        raise ResultsFaults(faults)
    return reading.contestants()


def _rows(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ResultsFaults(["Tệp không phải văn bản UTF-8."]) from None
    if "\0" in text:
        raise ResultsFaults(["Tệp có ký tự NUL, không phải tệp CSV."])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        listed = list(reader)
    except csv.Error as fault:
        raise ResultsFaults([f"Dòng {reader.line_num}: không đọc được ({fault})."]) from None
    if not listed or [single_line(name) for name in listed[0]] != COLUMNS:
        raise ResultsFaults([f"Dòng 1: phải là dòng tên cột {','.join(COLUMNS)}"])
    return [
        (number, cells)
        for number, cells in enumerate(listed[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _row(number, cells, faults):
    """The cells by column; a ragged row is a fault of its own, the others are read all the same."""
    if len(cells) != len(COLUMNS):
        faults.append(f"Dòng {number}: có {len(cells)} cột, cần {len(COLUMNS)} cột.")
        return None
    return {name: single_line(cell) for name, cell in zip(COLUMNS, cells, strict=True)}


class _Reading:
    """Takes rows one by one and keeps what belongs to each unit."""

    def __init__(self, cs: CriteriaSet, field_size: int, faults: list[str]):
        self.cs, self.field_size, self.faults = cs, field_size, faults
        self.units: dict[str, Contestant] = {}
        self.seen: set[tuple[str, str]] = set()
        self.leaves = {leaf.number: leaf for leaf in cs.leaves()}
        self.parents = {c.number for c, _ in cs.walk() if not c.is_leaf}
        self.counted = {entry.code for entry in (*cs.bonuses, *cs.penalties)}
        self.exclusions = {entry.code for entry in cs.exclusions}

    def contestants(self) -> list[Contestant]:
        if not self.units:
            raise ResultsFaults(["Tệp không có đơn vị nào."])
        return list(self.units.values())

    def take(self, line: int, row: dict) -> None:
        name, code = row["unit"], row["criterion"]
        if not name:
            self.fault(line, "thiếu tên đơn vị")
            return
        unit = self.units.setdefault(name, Contestant(name, {}, {}, {}))
        if not code:
            return
        if (name, code) in self.seen:
            self.fault(line, f"{name} đã có dòng cho {code}")
            return
        self.seen.add((name, code))
        self._take_code(line, row, unit, code)

    def _take_code(self, line, row, unit, code):
        if code in self.leaves:
            unit.figures[code] = self._figures(line, row, self.leaves[code])
        elif code in self.counted:
            unit.counts[code] = self._count(line, row)
        elif code in self.exclusions:
            unit.exclusions[code] = row["note"]
        elif code in self.parents:
            self.fault(line, f"{code} là tiêu chí có thành phần, không nhập số liệu")
        else:
            self.fault(line, f"không có tiêu chí hoặc mã “{code}”")

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(f"Dòng {line}: {sentence}")

    def _figures(self, line, row, leaf):
        read = {"target"} if leaf.takes_target else set()
        read.add(leaf.column)
        values = {
            c: self._value(line, row[c], leaf, c) if c in read else None
            for c in ("target", "actual", "points")
        }
        level = row["level"] or None
        if "level" in read and level is not None:
            self._check(line, leaf, "level", level)
        return Figures(**values, level=level if "level" in read else None)

    def _value(self, line, cell, leaf, column):
        if not cell:
            return None
        value = exact(cell)
        if value is None and leaf.rule.type == "yes_no" and column == "actual":
            value = _YES_NO.get(cell.lower())
        if value is None:
            self.fault(line, f"cột {column}: “{cell}” không phải là số")
            return None
        self._check(line, leaf, column, value)
        return value

    def _check(self, line, leaf, column, value):
        try:
            check_figure(self.cs, leaf, column, value, self.field_size)
        except FigureFault as fault:
            self.fault(line, f"cột {column}: {fault}")

    def _count(self, line, row):
        count = row["count"]
        if not (count.isascii() and count.isdigit() and int(count[:9]) > 0 and len(count) < 7):
            self.fault(line, f"cột count: “{count}” phải là số nguyên lớn hơn 0")
            return 0
        return int(count)
