"""Digital signatures in a PDF (PAdES): who signed, when, and whether the file is still as signed.

The portal signs nothing. Nothing is fetched: certificates are trusted only through the root files
that the administrator has put into the trust folder.
"""

import io
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logger = logging.getLogger(__name__)
for noisy in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(noisy).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Signature:
    """One signature. `is_intact`: the file is as it was signed; `is_trusted`: its root is known."""

    signer: str
    signed_at: datetime | None
    is_intact: bool
    is_trusted: bool

    @property
    def sentence(self) -> str:
        """What the page says of it."""
        if not self.is_intact:
            return f"Chữ ký của {self.signer}: tệp đã bị sửa sau khi ký, hoặc chữ ký hỏng"
        root = "đã xác minh" if self.is_trusted else "chưa xác minh được nơi cấp"
        return f"Chữ ký của {self.signer}: tệp nguyên vẹn từ khi ký, chứng thư {root}"


def trusted_roots(folder: Path) -> list[x509.Certificate]:
    """The certificates in the folder's .pem, .crt and .cer files."""
    roots = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix.lower() not in (".pem", ".crt", ".cer"):
            continue
        content = path.read_bytes()
        blocks = pem.unarmor(content, multiple=True) if pem.detect(content) else [(0, 0, content)]
        roots += [x509.Certificate.load(block) for _, _, block in blocks]
    return roots


def read_signatures(content: bytes, roots: list[x509.Certificate]) -> list[Signature]:
    """The signatures of a PDF in the order in which they were made; none in an unsigned file."""
    try:
        found = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
        return [_read(signature, roots) for signature in found]
    except Exception:
        # a damaged signature dictionary: pyHanko raises many kinds, the file has passed the guard
        logger.warning("The signatures of an uploaded PDF could not be read.")
        return [Signature("không đọc được", None, is_intact=False, is_trusted=False)]


def _read(signature, roots) -> Signature:
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    return Signature(
        signer=signature.signer_cert.subject.native.get("common_name", "không rõ"),
        signed_at=status.signer_reported_dt,
        is_intact=bool(status.intact and status.valid and status.docmdp_ok),
        is_trusted=bool(status.trusted),
    )
