"""Which kind of file somebody hands over: decided by its content, the name must agree."""

from dataclasses import dataclass

from clusters.files.names import extension_of, shown_name
from clusters.text import format_number

LARGEST = 20 * 1024 * 1024
HEAD = 4096
"""So many bytes from the beginning tell every kind that we know."""


class FileFault(ValueError):
    """A file that is not taken; the text says what it is and how to mend it."""


class ForeignAttachment(FileFault):
    """A PDF that holds a file inside which may not stand there."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that the portal takes."""

    extension: str
    content_type: str
    word: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("pdf", "application/pdf", "PDF")
JPG = Kind("jpg", "image/jpeg", "ảnh JPG")
PNG = Kind("png", "image/png", "ảnh PNG")
DOCX = Kind("docx", f"{_OFFICE}wordprocessingml.document", "Word")
XLSX = Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", "Excel")
KINDS = {kind.extension: kind for kind in (PDF, JPG, PNG, DOCX, XLSX)}
EVIDENCE = (PDF, JPG, PNG, DOCX, XLSX)
_SAME_EXTENSION = {"jpeg": "jpg", "jpe": "jpg"}

_STARTS = [
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
]
_KNOWN_OTHERS = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word, Excel dạng cũ (.doc, .xls) hoặc tệp có mật khẩu"),
    (b"MZ", "chương trình"),
    (b"\x7fELF", "chương trình"),
    (b"GIF8", "ảnh GIF"),
    (b"II*\x00", "ảnh TIFF"),
    (b"MM\x00*", "ảnh TIFF"),
    (b"BM", "ảnh BMP"),
    (b"%!PS", "EPS"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén GZIP"),
    (b"RIFF", "ảnh hoặc âm thanh"),
]


def look(file, name: str, *, allowed=EVIDENCE, largest=LARGEST) -> Kind:
    """The kind of an open file; its position is 0 again afterwards.

    Content decides: what does not begin as one of the `allowed` kinds is refused, and so is a name
    whose ending says something else. Archives are looked into by `archives.guard`.

    Raises:
        FileFault: empty, too large, another kind, or a name that does not agree.
    """
    shown = shown_name(name)
    size = _size(file)
    if size == 0:
        raise FileFault(f"Tệp {shown} rỗng, không có nội dung. Chọn lại tệp.")
    if size > largest:
        raise FileFault(
            f"Tệp {shown} nặng {_mega(size)} MB, tối đa {_mega(largest)} MB. "
            "Giảm dung lượng hoặc chia nhỏ rồi tải lại."
        )
    head = _head(file)
    found = _found(head, file)
    ending = _SAME_EXTENSION.get(extension_of(name), extension_of(name))
    known = KINDS.get(found)
    if known is None or known not in allowed:
        raise FileFault(_not_taken(shown, head, found, ending, allowed))
    if ending != known.extension:
        raise FileFault(
            f"Tệp {shown} có đuôi .{ending or '?'} nhưng nội dung là {known.word}. "
            f"Đổi đuôi thành .{known.extension} hoặc chọn đúng tệp."
        )
    return known


def _size(file):
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _head(file):
    head = file.read(HEAD)
    file.seek(0)
    return head


def _mega(size):
    return format_number(round(size / (1024 * 1024), 1))


def _found(head, file):
    """The ending of what the content is; a word of its own for other archives."""
    start = next((kind for begin, kind in _STARTS if head.startswith(begin)), "")
    if start != "zip":
        return start
    from clusters.files.archives import office_kind

    return office_kind(file)


def _not_taken(shown, head, found, ending, allowed):
    words = ", ".join(kind.word for kind in allowed)
    begins = (word for begin, word in _KNOWN_OTHERS if head.startswith(begin))
    what = next(begins, None) or found or _text_word(head)
    mend = "Chuyển sang một trong các loại này rồi tải lại."
    if "mật khẩu" in what:
        mend = "Bỏ mật khẩu, lưu lại dạng .docx, .xlsx hoặc PDF rồi tải lại."
    elif "macro" in what:
        mend = "Lưu lại dạng .xlsx, .docx không có macro rồi tải lại."
    return f"Chỉ nhận {words}. Tệp {shown} là {what}. {mend}"


def _text_word(head):
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<table")):
        return "trang web (HTML)"
    if b"<svg" in lowered[:1024]:
        return "ảnh SVG"
    if b"%PDF-" in head:
        return "PDF có phần lạ đứng trước nội dung"
    return "văn bản thuần" if _is_text(head) else "loại không nhận ra"


def _is_text(head):
    try:
        head[: HEAD - 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in head
