"""Office files are archives: looked into before anything unpacks them.

Nothing here inflates more than the limits, whatever the directory of the archive claims.
"""

import re
import zipfile
import zlib

from clusters.files.kinds import FileFault
from clusters.files.names import shown_name

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
LARGEST_XML = 60 * 1024 * 1024
CHUNK = 64 * 1024

_DAMAGED = "Tệp {name} hỏng, không mở được. Mở bằng Word, Excel, lưu lại rồi tải lên."
_TOO_MUCH = "Tệp {name} bung ra quá lớn, không phải văn bản thông thường. Kiểm tra lại tệp."
_ACTIVE = "Tệp {name} có {what}. Xóa phần này, lưu lại rồi tải lên."
_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_OTHERS = {"ppt/presentation.xml": "PowerPoint", "mimetype": "OpenDocument (.odt, .ods)"}
_FORBIDDEN = [
    (re.compile(r"vbaproject|vbadata", re.I), "macro"),
    (re.compile(r"^xl/macrosheets/", re.I), "macro Excel 4.0"),
    (re.compile(r"^xl/externallinks/", re.I), "liên kết ra tệp khác"),
    (re.compile(r"^(xl|word)/embeddings/", re.I), "đối tượng nhúng"),
    (re.compile(r"activex|/ctrlprops/", re.I), "điều khiển ActiveX"),
    (
        re.compile(r"\.(exe|dll|bat|cmd|js|vbs|ps1|jar|zip|rar|7z|docm|xlsm)$", re.I),
        "tệp lạ bên trong",
    ),
]
_IN_XML = [
    (re.compile(rb"<!DOCTYPE|<!ENTITY", re.I), "khai báo DTD"),
    (re.compile(rb"<w:altChunk|/aFChunk", re.I), "nội dung chèn từ tệp khác"),
    (re.compile(rb"<ddeLink|<w:(instrText|fldSimple)[^>]*>?[^<]*\bDDE(AUTO)?\b", re.I), "lệnh DDE"),
]
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)


def office_kind(file) -> str:
    """docx or xlsx when the archive has that main part; else a word for what it is."""
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "tệp nén hỏng"
    finally:
        file.seek(0)
    if any("vbaproject" in name.lower() for name in names):
        return "Word, Excel có macro"
    found = next((kind for part, kind in _MAIN.items() if part in names), "")
    if found and "[Content_Types].xml" not in names:
        return "tệp nén hỏng"
    return found or next((word for part, word in _OTHERS.items() if part in names), "tệp nén")


def guard(file, name: str) -> None:
    """Refuse an office file that could do harm when it is opened; position 0 afterwards.

    Raises:
        FileFault: damaged, bombs of size, ratio or number, nested or overlapping members, macros,
            external links, embedded objects, DTD.
    """
    shown = shown_name(name)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_directory(members, shown)
            _check_places(file, members, shown)
            left = MOST_UNPACKED
            for member in members:
                left -= _check_member(archive, member, shown, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
            RuntimeError) as fault:  # fmt: skip
        if isinstance(fault, FileFault):
            raise
        raise FileFault(_DAMAGED.format(name=shown)) from None
    finally:
        file.seek(0)


def _check_directory(members, shown):
    """What the directory itself says: number, sizes, ratio, names."""
    if len(members) > MOST_MEMBERS:
        raise FileFault(_TOO_MUCH.format(name=shown))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > MOST_UNPACKED or (unpacked > 1_000_000 and unpacked / packed > MOST_RATIO):
        raise FileFault(_TOO_MUCH.format(name=shown))
    names = [member.filename for member in members]
    unsafe = any(n.startswith(("/", "\\")) or ".." in n or "\\" in n for n in names)
    if unsafe or len({n.lower() for n in names}) < len(names):
        raise FileFault(_DAMAGED.format(name=shown))
    if any(member.flag_bits & 1 for member in members):
        raise FileFault(f"Tệp {shown} có mật khẩu. Bỏ mật khẩu rồi tải lại.")
    for member in members:
        what = next((word for pattern, word in _FORBIDDEN if pattern.search(member.filename)), "")
        if what:
            raise FileFault(_ACTIVE.format(name=shown, what=what))


def _check_places(file, members, shown):
    """Members that share bytes unpack to more than the archive holds: a bomb without a ratio."""
    file.seek(0, 2)
    end = file.tell()
    spans = sorted((m.header_offset, m.header_offset + 30 + m.compress_size) for m in members)
    for (_, stop), (start, _) in zip(spans, [*spans[1:], (end, end)], strict=True):
        if stop > start:
            raise FileFault(_DAMAGED.format(name=shown))


def _check_member(archive, member, shown, left) -> int:
    """Inflate one member within the limits and look at what it says; returns its true size."""
    is_xml = member.filename.endswith((".xml", ".rels", ".vml"))
    limit = min(left, LARGEST_XML) if is_xml else left
    kept, size = [], 0
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise FileFault(_TOO_MUCH.format(name=shown))
            if is_xml:
                kept.append(chunk)
    if is_xml:
        _check_xml(b"".join(kept), member.filename, shown)
    return size


def _check_xml(content, part, shown):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    what = next((word for pattern, word in _IN_XML if pattern.search(content)), "")
    if not what and part.endswith(".rels"):
        links = (found.group() for found in _EXTERNAL.finditer(content))
        if any(not _HYPERLINK.search(link) for link in links):
            what = "liên kết ra ngoài"
    if what:
        raise FileFault(_ACTIVE.format(name=shown, what=what))
