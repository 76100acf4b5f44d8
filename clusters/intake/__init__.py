"""Lists of units and accounts brought in from Excel or pasted text, row by row.

`table` reads what was sent into rows of text, `rows` writes them one by one and takes all of it
back when it was only a preview, `units` and `accounts` know what one row means.
"""

from clusters.intake.rows import Line, RowFault, State, run
from clusters.intake.table import Column, Row, Table, from_text, from_workbook, list_workbook

__all__ = [
    "Column",
    "Line",
    "Row",
    "RowFault",
    "State",
    "Table",
    "from_text",
    "from_workbook",
    "list_workbook",
    "run",
]
