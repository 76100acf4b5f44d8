"""The kit of a meeting (tài liệu hội nghị): its sheets as plain texts, one PDF for each reader.

`parts` says which sheets a kind of meeting has and who gets them; `facts`, `lists` and `papers`
fill them; `making` lays them out. Everything is text already: the templates compute nothing.
"""
