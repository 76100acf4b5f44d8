"""CPU of the merged table without the database: 126 units × 12 criteria as HTML.

Prints milliseconds and their ratio to the same number of bare `format_points` calls in the same
run. Run: .venv/bin/python bench/matrix.py
"""

import os
import sys
import time
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")

import django

django.setup()

from clusters.text import format_points  # noqa: E402
from emulation.matrix import Cell, MatrixColumn, MatrixLine  # noqa: E402
from emulation.templatetags import matrix_tags  # noqa: E402

UNITS, CRITERIA, ROUNDS = 126, 12, 20


def lines():
    """Every cell another number, as on a real page at its worst."""
    found = []
    for unit in range(UNITS):
        cells = [
            Cell(Decimal(unit * CRITERIA + n) / 7, Decimal(n % 3), n % 2, 0, n == 5)
            for n in range(CRITERIA)
        ]
        found.append(MatrixLine(SimpleNamespace(pk=unit + 1), Decimal(900), cells))
    return found


def best(act):
    """Milliseconds of CPU of the quickest of several rounds."""
    taken = []
    for _ in range(ROUNDS):
        matrix_tags._shown.cache_clear()
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


def main():
    columns = [MatrixColumn(str(n), "", Decimal(80), ()) for n in range(1, CRITERIA + 1)]
    table = lines()
    matrix = best(lambda: [matrix_tags.matrix_cells(line, columns, "", 1) for line in table])
    bare = best(lambda: [format_points(cell.points) for line in table for cell in line.cells])
    print(f"{UNITS} × {CRITERIA}: {matrix:.1f} ms; {matrix / bare:.1f} × formatting alone")


if __name__ == "__main__":
    main()
