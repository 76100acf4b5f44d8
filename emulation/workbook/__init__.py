"""The sheet as an Excel file and back: filled offline, then compared, then applied whole.

`layout` names the columns, `write` makes the file, `read` takes one apart, `compare` says what
it would change.
"""
