"""Taking the signed paper of a sheet back."""

from django.db import transaction

from clusters import files
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
    copy = SignedCopy.of(accepted, sheet=sheet, uploaded_by=by)
    with files.kept(copy.file, accepted):
        copy.save()
        note_change(copy, "tệp", "", copy.name, by=by, under=sheet)
    return copy
