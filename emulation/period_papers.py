"""The verbs on papers of a period: attached with their file, withdrawn."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clusters import files
from clusters.models import note_change
from emulation.models import PeriodPaper
from emulation.workflow import lock


@transaction.atomic
def attach(*, period, facts, upload, by) -> PeriodPaper:
    """Keep a paper of the period; `facts` are title, number, dated_on and issuer.

    Raises:
        FileFault: not a file that is taken; the text says why.
        ValidationError: the same file stands there already.
    """
    accepted = files.accept(upload)
    digest = hashlib.sha256(accepted.content).hexdigest()
    lock(period)
    if period.papers.live().filter(sha256=digest).exists():
        raise ValidationError("Tệp này đã có trong danh sách văn bản của kỳ.")
    paper = PeriodPaper(
        period=period,
        name=accepted.name,
        extension=accepted.extension,
        size=len(accepted.content),
        sha256=digest,
        attached_by=by,
        **facts,
    )
    with files.kept(paper.file, accepted):
        paper.save()
        note_change(paper, "văn bản", "", str(paper), by=by, under=period)
    return paper


@transaction.atomic
def withdraw(*, paper, by) -> None:
    """Take a paper off its period; the file is kept, only the province and the auditor see it."""
    if lock(paper).withdrawn_at is None:
        paper.withdrawn_at = timezone.now()
        paper.save(update_fields=["withdrawn_at"])
        note_change(paper, "văn bản", str(paper), "đã rút", by=by, under=paper.period)
