"""A report leaves unsigned, is signed in the province's own system, and comes back: is it the same?

The portal signs nothing. What comes back is kept whatever it says; the page tells how it compares.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from django.db import transaction

from clusters import files
from clusters.files.inside import page_texts
from clusters.models import note_change
from reports.models import SignedReport

Agreement = SignedReport.Agreement
MOST_NOTES, MOST_WORDS = 6, 12
_TOKENS = re.compile(r"\w+|[^\w\s]")


class Comparison(NamedTuple):
    agreement: str
    notes: list[str]


@transaction.atomic
def take_signed(*, report, upload, by) -> SignedReport:
    """Keep the signed PDF of an issued report, compared with what was issued.

    Raises:
        FileFault: not a PDF that is taken.
    """
    with report.file.open() as issued:
        stored = issued.read()
    accepted = _accept(upload, files.attached_sums(stored), report)
    agreement, notes = compare(stored, accepted.content)
    copy = SignedReport.of(
        accepted, report=report, uploaded_by=by, agreement=agreement, notes=notes
    )
    with files.kept(copy.file, accepted):
        copy.save()
        note_change(copy, "tệp", "", copy.name, by=by, under=report)
    return copy


def _accept(upload, known, report):
    """A PDF whose figures inside, if it has any, are those of this report."""
    try:
        return files.accept(upload, allowed=(files.PDF,), known=known)
    except files.ForeignAttachment as fault:
        raise files.FileFault(
            f"Tệp {files.shown_name(upload.name)} là văn bản khác, không phải báo cáo mã "
            f"{report.code}: số liệu đính kèm bên trong khác. Chọn đúng bản đã ký rồi tải lại."
        ) from fault


def compare(stored: bytes, signed: bytes) -> Comparison:
    """How a signed PDF compares with the one that was issued.

    A system that writes the file anew may add a number, a date, the signer's lines; what it may
    not do is take a word away. The words are always compared: what is appended to a file can put
    other pages in the place of its own.
    """
    before, after = _words(stored), _words(signed)
    if not any(after):
        return Comparison(Agreement.NO_TEXT, [])
    if len(before) != len(after):
        pages = f"Bản phát hành {len(before)} trang, bản đã ký {len(after)} trang"
        return Comparison(Agreement.OTHER, [pages])
    lost, added = [], []
    for number, (old, new) in enumerate(zip(before, after, strict=True), start=1):
        gone, come = _changes(old, new)
        lost += [f"Trang {number} thiếu: {words}" for words in gone]
        added += [f"Trang {number} thêm: {words}" for words in come]
    if lost:
        return Comparison(Agreement.OTHER, _few(lost + added))
    is_same = signed.startswith(stored) and not added
    return Comparison(Agreement.SAME_FILE if is_same else Agreement.SAME_TEXT, _few(added))


def _words(content):
    """The words of each page; signs of punctuation stand alone, so a number fills its blank."""
    return [_TOKENS.findall(text) for text in page_texts(content)]


def _changes(old, new):
    """The words that went and those that came, as they stand together."""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = [_said(old[a:b]) for step, a, b, _, _ in steps if step in ("delete", "replace")]
    come = [_said(new[c:d]) for step, _, _, c, d in steps if step in ("insert", "replace")]
    return gone, come


def _said(words):
    more = "…" if len(words) > MOST_WORDS else ""
    return " ".join(words[:MOST_WORDS]) + more


def _few(notes):
    rest = len(notes) - MOST_NOTES
    return notes if rest <= 0 else [*notes[:MOST_NOTES], f"Còn {rest} chỗ khác nữa"]
