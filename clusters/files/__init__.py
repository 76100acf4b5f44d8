"""Files that people hand over: what is taken, what is refused and why, how it is kept.

`accept` is the door for evidence: every check in order, the content as it is kept. A workbook that
is read and not kept goes through `look` and `guard` and then `workbook.read_workbook`.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import ContentFile

from clusters.files.archives import guard
from clusters.files.documents import attached_sums, guard_pdf
from clusters.files.kinds import (
    EVIDENCE,
    JPG,
    KINDS,
    LARGEST,
    PDF,
    PNG,
    XLSX,
    FileFault,
    ForeignAttachment,
    look,
)
from clusters.files.names import shown_name, stored_name
from clusters.files.pictures import clean_picture
from clusters.files.previews import page_count, page_picture

__all__ = [
    "EVIDENCE",
    "JPG",
    "LARGEST",
    "PDF",
    "PNG",
    "XLSX",
    "Accepted",
    "FileFault",
    "ForeignAttachment",
    "accept",
    "attached_sums",
    "content_type",
    "guard",
    "kept",
    "look",
    "page_count",
    "page_picture",
    "shown_name",
    "stored_name",
]


@dataclass(frozen=True)
class Accepted:
    """A file that is fit to keep: cleaned content, our own ending, the name to show."""

    content: bytes
    extension: str
    name: str


def accept(upload, *, allowed=EVIDENCE, known=frozenset()) -> Accepted:
    """Look at an uploaded file and return what may be kept of it.

    `known`: sums of the files that a PDF may hold inside (`attached_sums`).

    Raises:
        FileFault: with the sentence for its owner.
    """
    file, name = upload.file, upload.name
    kind = look(file, name, allowed=allowed)
    if kind in (JPG, PNG):
        content, kind = clean_picture(file, name)
        return Accepted(content, kind.extension, shown_name(name))
    if kind is PDF:
        guard_pdf(file, name, known=known)
    else:
        guard(file, name)
    file.seek(0)
    return Accepted(file.read(), kind.extension, shown_name(name))


def content_type(extension: str) -> str:
    return KINDS[extension].content_type


@contextmanager
def kept(field_file, accepted: Accepted):
    """Write the content under a random name, then run the block that saves its row.

    When the block fails nothing is left on the disk.
    """
    field_file.save(stored_name(accepted.extension), ContentFile(accepted.content), save=False)
    try:
        yield
    except BaseException:
        field_file.storage.delete(field_file.name)
        raise
