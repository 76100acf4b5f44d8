"""The acts on evidence: a file kept for a row, put on another, taken off, its facts written."""

import hashlib
from collections import Counter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from clusters import files
from clusters.models import note_change, note_changes
from clusters.text import format_number
from emulation import rights
from emulation.models import Document, Evidence, ScoreEntry, ScoreSheet

FACTS = ["number", "dated_on", "issuer"]
MEGABYTE = 1024 * 1024


def link(record) -> dict:
    """The keywords that tie a document to a row: a leaf's entry or a counted bonus."""
    return {"entry": record} if isinstance(record, ScoreEntry) else {"item": record}


def documents_of(record):
    """The live files of a row, in the order in which they came."""
    key = "entry" if isinstance(record, ScoreEntry) else "item"
    return Document.objects.live().filter(**{f"rows__{key}": record}).for_list()


def counts(sheet) -> dict[str, int]:
    """How many live files each row of a sheet has, by the row's key: d12 an entry, t5 an item."""
    rows = Evidence.objects.filter(document__sheet=sheet, document__struck_at=None)
    return Counter(f"d{e}" if e else f"t{i}" for e, i in rows.values_list("entry", "item"))


def documents_seen(user, sheet):
    """The files of a sheet that this person may open, each with the rows that they may know of.

    Papers of penalties and exclusions are hidden from the sheet's own unit as those rows are.
    """
    sees_all = rights.sees_verified(user, sheet)
    rows = Evidence.objects.all() if sees_all else Evidence.objects.of_unit()
    rows = rows.select_related("entry__leaf", "item__item")
    documents = sheet.documents if sees_all else sheet.documents.of_unit()
    return documents.for_list().prefetch_related(Prefetch("rows", rows))


@transaction.atomic
def add(*, sheet, record, upload, by) -> Document:
    """Keep an uploaded file as evidence of a row; a file the sheet has already is only put there.

    Raises:
        FileFault: not a file that is taken; the text says why.
        ValidationError: the sheet's files would pass their quota.
    """
    accepted = files.accept(upload)
    digest = hashlib.sha256(accepted.content).hexdigest()
    ScoreSheet.objects.select_for_update().only("pk").get(pk=sheet.pk)
    known = sheet.documents.live().filter(sha256=digest).first()
    document = known or _keep(sheet, accepted, digest, by)
    _tie(document, record, by)
    return document


def _keep(sheet, accepted, digest, by):
    size = len(accepted.content)
    room = settings.EVIDENCE_QUOTA - sheet.documents.live().size_together()
    if size > room:
        limit, used = settings.EVIDENCE_QUOTA, settings.EVIDENCE_QUOTA - room
        raise ValidationError(
            f"Bảng này đã có {_mega(used)} MB minh chứng, tối đa {_mega(limit)} MB. "
            f"Gỡ bớt tệp hoặc giảm dung lượng tệp {accepted.name} ({_mega(size)} MB)."
        )
    document = Document(
        sheet=sheet,
        name=accepted.name,
        extension=accepted.extension,
        size=size,
        sha256=digest,
        uploaded_by=by,
    )
    with files.kept(document.file, accepted):
        document.save()
        note_change(document, "tệp", "", document.name, by=by, under=sheet)
    return document


def _mega(size):
    return format_number(size / MEGABYTE, 1)


@transaction.atomic
def use(*, document, record, by) -> None:
    """Put a file of the sheet on one more row; one that was struck out lives again."""
    if document.is_struck:
        _strike(document, None, None)
        note_change(document, "gỡ lúc", "đã gỡ", "", by=by, under=document.sheet)
    _tie(document, record, by)


def _tie(document, record, by):
    _, is_new = Evidence.objects.get_or_create(document=document, **link(record))
    if is_new:
        note_change(record, "minh chứng", "", document.name, by=by, under=document.sheet)


@transaction.atomic
def take_off(*, document, record, by) -> None:
    """Take a file off one row; off its last one it is struck out. `use` undoes it."""
    taken, _ = document.rows.filter(**link(record)).delete()
    if taken:
        note_change(record, "minh chứng", document.name, "", by=by, under=document.sheet)
    if not document.rows.exists() and not document.is_struck:
        _strike(document, timezone.now(), by)
        note_change(document, "gỡ lúc", "", "đã gỡ", by=by, under=document.sheet)


def _strike(document, at, by):
    document.struck_at, document.struck_by = at, by
    document.save(update_fields=["struck_at", "struck_by"])


@transaction.atomic
def describe(*, document, facts, by) -> None:
    """Write number, date and issuer of the paper in a file; the printed list names them."""
    changes = [(document, name, getattr(document, name), facts[name], "", "") for name in FACTS]
    for name in FACTS:
        setattr(document, name, facts[name])
    document.save(update_fields=FACTS)
    note_changes(changes, by=by, under=document.sheet)


def purge(*, before) -> int:
    """Remove files struck out before a moment that were never handed in with a sheet.

    A file on which a receipt or a decision may rest stays: its sheet was submitted after it came.
    """
    gone = 0
    struck = Document.objects.filter(struck_at__lt=before).select_related("sheet")
    for document in struck.exclude(file=""):
        handed_in = document.sheet.receipts.filter(
            at__gte=document.uploaded_at, at__lte=document.struck_at
        )
        if not handed_in.exists():
            document.file.delete(save=True)
            gone += 1
    return gone
