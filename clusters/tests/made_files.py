"""Real files of every kind, good and bad, made when a test asks for them."""

import io
import zipfile

import openpyxl
import pikepdf
from PIL import Image

GPS = 0x8825


def pdf(pages=1, change=None) -> bytes:
    """A PDF of blank A4 pages; `change(pdf)` may spoil it."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def picture(format="JPEG", size=(300, 200), exif=None, mode="RGB") -> bytes:
    out = io.BytesIO()
    extra = {"exif": exif} if exif is not None else {}
    drawn = Image.new(mode, size, 80 if mode == "L" else (200, 60, 40)[: len(mode)])
    drawn.save(out, format, **extra)
    return out.getvalue()


def photo_with_position(turned=6, size=(300, 200)) -> bytes:
    """A photo lying on its side that tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Hang-may-anh"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (22.0, 8.0, 50.0)
    return picture(exif=exif, size=size)


def xlsx(fill=None) -> bytes:
    """A workbook; `fill(book)` writes into it."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Số liệu"
    if fill:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx() -> bytes:
    import docx as word

    made = word.Document()
    made.add_paragraph("Báo cáo")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def archive(members, *, level=zipfile.ZIP_DEFLATED, main="xl/workbook.xml") -> bytes:
    """A zip that looks like an Office file, with more members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(main, "<workbook/>")
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """An Office file with one part added or replaced."""
    old, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for member in old.namelist():
            if member != name:
                made.writestr(member, old.read(member))
        made.writestr(name, part)
    return out.getvalue()


def lying_bomb(size=300 * 1024 * 1024) -> bytes:
    """An archive whose directory says that its one large member is small."""
    good = archive({"xl/media/a.bin": b"\0" * size})
    told = size.to_bytes(4, "little")
    return good.replace(told, (1000).to_bytes(4, "little"))


def overlapping() -> bytes:
    """Two names in the directory for the same bytes."""
    data = archive({"xl/media/a.bin": b"a" * 5000, "xl/media/b.bin": b"b" * 5000})
    made = zipfile.ZipFile(io.BytesIO(data))
    first, second = (made.getinfo(f"xl/media/{n}.bin").header_offset for n in "ab")
    return data[:-200] + data[-200:].replace(
        second.to_bytes(4, "little"), first.to_bytes(4, "little")
    )
