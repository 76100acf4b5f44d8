"""Taking the signed paper of a sheet back."""

import hashlib

from django.conf import settings
from django.db import transaction

from clusters import files
from clusters.files.signatures import read_signatures, trusted_roots
from clusters.models import note_change
from emulation.models import SignedCopy

ALLOWED = (files.PDF, files.JPG, files.PNG)


@transaction.atomic
def take_signed(*, sheet, upload, by) -> SignedCopy:
    """Keep the signed PDF or the scan of a sheet's papers, with what its signatures say.

    Raises:
        FileFault: not a file that is taken.
    """
    accepted = files.accept(upload, allowed=ALLOWED)
    copy = SignedCopy(
        sheet=sheet,
        name=accepted.name,
        extension=accepted.extension,
        size=len(accepted.content),
        sha256=hashlib.sha256(accepted.content).hexdigest(),
        signatures=_signatures(accepted),
        uploaded_by=by,
    )
    with files.kept(copy.file, accepted):
        copy.save()
        note_change(copy, "tệp", "", copy.name, by=by, under=sheet)
    return copy


def _signatures(accepted):
    if accepted.extension != "pdf":
        return []
    found = read_signatures(accepted.content, trusted_roots(settings.TRUST_FOLDER))
    return [
        {
            "signer": one.signer,
            "signed_at": one.signed_at.isoformat() if one.signed_at else "",
            "is_intact": one.is_intact,
            "is_trusted": one.is_trusted,
            "sentence": one.sentence,
        }
        for one in found
    ]
