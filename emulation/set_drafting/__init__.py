"""Criteria sets under work (dự thảo): their document as a tree of nodes, on screen and in Excel.

`nodes` says which fields a node has, `tree` finds and changes nodes and counts their points,
`verbs` write drafts, `book` and `book_read` carry a document to Excel and back.
"""
