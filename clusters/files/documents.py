"""PDF files: opened and looked through before they are kept. Signatures are welcome."""

import hashlib
import io
import zlib

import pikepdf

from clusters.files.kinds import FileFault, ForeignAttachment
from clusters.files.names import shown_name

MOST_PAGES = 500
MOST_OBJECTS = 100_000
DEEPEST = 12
ATTACHED = "tệp đính kèm"
LARGEST_INSIDE = 20 * 2**20
"""A file inside a file is opened no further than this."""
_ACTIONS = {
    "/JavaScript": "mã lệnh (JavaScript)",
    "/Launch": "lệnh mở chương trình",
    "/ImportData": "lệnh nạp dữ liệu",
    "/SubmitForm": "lệnh gửi biểu mẫu",
    "/RichMedia": "nội dung đa phương tiện",
}


def attached_sums(content: bytes) -> frozenset[str]:
    """SHA-256 of each file that stands inside one of our own PDFs."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return frozenset(_sum(thing) for thing in pdf.objects if _is_file(thing))


def guard_pdf(file, name: str, *, known=frozenset()) -> None:
    """Refuse a PDF that is damaged, locked, too big, or holds more than pages and signatures.

    `known` are the sums of files that may stand inside: the figures of our own report come back.

    Raises:
        FileFault: with what was found and how to mend it.
    """
    shown = shown_name(name)
    try:
        with pikepdf.open(file, attempt_recovery=True) as pdf:
            if pdf.is_encrypted:
                raise FileFault(f"Tệp {shown} có mật khẩu hoặc bị khóa. Bỏ khóa rồi tải lại.")
            if len(pdf.pages) == 0 or len(pdf.pages) > MOST_PAGES:
                raise FileFault(
                    f"Tệp {shown} có {len(pdf.pages)} trang, nhận từ 1 đến {MOST_PAGES} trang. "
                    "Chia nhỏ tệp rồi tải lại."
                )
            what = _active_part(pdf, known)
    except pikepdf.PasswordError:
        raise FileFault(f"Tệp {shown} có mật khẩu. Bỏ mật khẩu rồi tải lại.") from None
    except FileFault:
        raise
    except Exception:
        # qpdf answers damage with many kinds of exception; for the person they are one
        raise FileFault(
            f"Tệp {shown} hỏng, không mở được. Quét hoặc lưu lại thành PDF rồi tải lên."
        ) from None
    finally:
        file.seek(0)
    if what:
        fault = ForeignAttachment if what == ATTACHED else FileFault
        raise fault(f"Tệp {shown} có {what}. In lại thành PDF thường rồi tải lên.")


def _active_part(pdf, known) -> str:
    """A word for what could act when the file is opened; empty when nothing can."""
    if len(pdf.objects) > MOST_OBJECTS:
        return "quá nhiều đối tượng"
    root = pdf.Root
    if "/AcroForm" in root and "/XFA" in root.AcroForm:
        return "biểu mẫu XFA"
    names = root.get("/Names", {})
    inside = [thing for thing in pdf.objects if _is_file(thing)]
    named = "/EmbeddedFiles" in names or "/AF" in root
    strange = inside if not known else [thing for thing in inside if _sum(thing) not in known]
    if (named and not inside) or strange:
        return ATTACHED
    if "/JavaScript" in names:
        return _ACTIONS["/JavaScript"]
    return next((what for thing in pdf.objects if (what := _what(thing))), "")


def _what(thing, depth=0) -> str:
    """What acts in one object or in those that stand inside it; references are their own turn."""
    if depth > DEEPEST or not isinstance(thing, pikepdf.Object):
        return ""
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        what = _acts(thing)
        if what:
            return what
        inside = [value for _, value in thing.items()]
    else:
        return ""
    direct = (v for v in inside if isinstance(v, pikepdf.Object) and not v.is_indirect)
    return next((what for value in direct if (what := _what(value, depth + 1))), "")


def _acts(thing) -> str:
    for key in ("/S", "/Subtype"):
        word = thing.get(key)
        if isinstance(word, pikepdf.Name) and str(word) in _ACTIONS:
            return _ACTIONS[str(word)]
    return _ACTIONS["/JavaScript"] if "/JS" in thing else ""


def _is_file(thing) -> bool:
    """A stream that is a file inside the file, whether or not a list names it."""
    kind = thing.get("/Type") if isinstance(thing, pikepdf.Stream) else None
    return isinstance(kind, pikepdf.Name) and str(kind) == "/EmbeddedFile"


def _sum(stream) -> str:
    """SHA-256 of what is inside; empty for what is packed in any other way than ours, or large."""
    raw, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if isinstance(packing, pikepdf.Array) and len(packing) == 1:
        packing = packing[0]
    if packing is not None:
        if str(packing) != "/FlateDecode":
            return ""
        opened = zlib.decompressobj()
        try:
            raw = opened.decompress(raw, LARGEST_INSIDE)
        except zlib.error:
            return ""
        if opened.unconsumed_tail:
            return ""
    return hashlib.sha256(raw).hexdigest()
