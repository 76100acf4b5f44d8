"""Official papers as plain values, and their two forms: PDF to print, DOCX to go on writing.

`paper` says what a paper is made of, `form` what both forms share, `pages` lays it out as HTML for
the PDF, `word` as DOCX with the styles of word_base, `measures` how wide texts are in the latter.
"""
