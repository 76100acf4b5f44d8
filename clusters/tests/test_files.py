"""Files that people hand over: what is taken, what is refused and what the refusal says."""

import io
import random
import re
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clusters import files
from clusters.files import archives
from clusters.tests import made_files
from conftest import LONG

DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
LINK = (
    b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" '
    b'Target="http://evil.example/a.dotm" TargetMode="External"/></Relationships>'
)
WEB = LINK.replace(b"attachedTemplate", b"hyperlink").replace(b"http://x", b"http://x/rel")


def upload(content, name):
    return SimpleUploadedFile(name, content)


def refusal(content, name):
    with pytest.raises(files.FileFault) as found:
        files.accept(upload(content, name))
    return str(found.value)


GOOD = {
    "a.pdf": made_files.pdf,
    "ảnh chụp.JPG": made_files.picture,
    "a.jpeg": made_files.picture,
    "a.png": lambda: made_files.picture("PNG", mode="RGBA"),
    "số liệu.xlsx": made_files.xlsx,
    "báo cáo.docx": made_files.docx,
    "hyperlink.docx": lambda: made_files.with_part(
        made_files.docx(), "word/_rels/document.xml.rels", WEB
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name):
    kept = files.accept(upload(GOOD[name](), name))
    assert kept.extension == name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    assert kept.name == name
    assert kept.content


def script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def attach(pdf):
    pdf.attachments["a.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="a.exe")


def xfa(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=[])


MANY = {f"xl/{n}": b"" for n in range(2001)}
BAD = {
    "empty": (b"", "a.pdf", "rỗng"),
    "one byte": (b"x", "a.pdf", "văn bản thuần"),
    "text as xlsx": (b"a;b;c", "a.xlsx", "văn bản thuần"),
    "html as xls": (b"<html><table></table>", "a.xls", "HTML"),
    "svg": (b"<svg xmlns='x'><script/></svg>", "a.svg", "SVG"),
    "gif": (b"GIF89a=1;alert(1)", "a.gif", "GIF"),
    "eps": (b"%!PS-Adobe", "a.eps", "EPS"),
    "program": (b"MZ\x90\x00", "a.pdf.exe", "chương trình"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx", "mật khẩu"),
    "name does not agree": (made_files.pdf(), "a.docx", "đuôi .docx"),
    "no ending": (made_files.pdf(), "a", "Đổi đuôi"),
    "pdf after html": (b"<html>" + made_files.pdf(), "a.pdf", "HTML"),
    "locked pdf": (made_files.locked_pdf(), "a.pdf", "mật khẩu"),
    "damaged pdf": (b"%PDF-1.7 nothing", "a.pdf", "hỏng"),
    "script": (made_files.pdf(change=script), "a.pdf", "JavaScript"),
    "launch": (made_files.pdf(change=launch), "a.pdf", "mở chương trình"),
    "attachment": (made_files.pdf(change=attach), "a.pdf", "đính kèm"),
    "xfa": (made_files.pdf(change=xfa), "a.pdf", "XFA"),
    "too many pages": (made_files.pdf(501), "a.pdf", "501 trang"),
    "cut jpg": (made_files.picture()[:400], "a.jpg", "hỏng"),
    "cut png": (made_files.picture("PNG")[:60], "a.png", "hỏng"),
    "plain zip": (
        made_files.archive({}, main="a.txt").replace(b"[Content", b"xContent"), "a.docx", "tệp nén",
    ),
    "powerpoint": (made_files.archive({}, main="ppt/presentation.xml"), "a.pptx", "PowerPoint"),
    "macro": (made_files.archive({"xl/vbaProject.bin": b"x"}), "a.xlsx", "macro"),
    "excel 4": (made_files.archive({"xl/macrosheets/sheet1.xml": b"<a/>"}), "a.xlsx", "Excel 4"),
    "external": (made_files.archive({"xl/externalLinks/e1.xml": b"<a/>"}), "a.xlsx", "liên kết"),
    "embedded": (made_files.archive({"xl/embeddings/o.bin": b"x"}), "a.xlsx", "nhúng"),
    "template": (made_files.archive({"word/_rels/s.xml.rels": LINK}), "a.xlsx", "liên kết"),
    "entities": (made_files.archive({"xl/sharedStrings.xml": DTD}), "a.xlsx", "DTD"),
    "altchunk": (made_files.archive({"xl/a.xml": b"<w:altChunk r:id='1'/>"}), "a.xlsx", "chèn"),
    "nested": (made_files.archive({"xl/inner.zip": b"PK"}), "a.xlsx", "tệp lạ"),
    "up and out": (made_files.archive({"../../etc/passwd": b"x"}), "a.xlsx", "hỏng"),
    "many members": (made_files.archive(MANY), "a.xlsx", "quá lớn"),
    "ratio": (made_files.archive({"xl/a.xml": b" " * 30_000_000}), "a.xlsx", "quá lớn"),
    "overlapping": (made_files.overlapping(), "a.xlsx", "hỏng"),
    "cut xlsx": (made_files.xlsx()[:-40], "a.xlsx", "hỏng"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_refused_and_why(case):
    content, name, word = BAD[case]
    said = refusal(content, name)
    assert word in said
    assert "!" not in said
    assert re.search(r"[ạảãàáâậầấẩẫăắằặẳẵêếềểễệôốồổỗộơớờởỡợưứừửữựđ]", said)


def test_a_cut_picture_is_refused_also_where_pillow_was_told_to_be_lenient(monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    assert "hỏng" in refusal(made_files.picture()[:-40], "a.jpg")


def test_an_archive_that_lies_about_its_size_is_stopped_while_it_is_inflated(monkeypatch):
    inflated = []
    check = archives._check_member

    def watch(archive, member, shown, left):
        size = check(archive, member, shown, left)
        inflated.append(size)
        return size

    monkeypatch.setattr(archives, "_check_member", watch)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    assert "hỏng" in refusal(made_files.lying_bomb(20_000_000), "a.xlsx") or inflated
    assert sum(inflated) <= 1_000_000


def test_a_file_larger_than_twenty_megabytes_is_refused_before_it_is_read():
    said = refusal(b"%PDF-" + b"\0" * files.LARGEST, "lớn.pdf")
    assert said == (
        "Tệp lớn.pdf nặng 20 MB, tối đa 20 MB. Giảm dung lượng hoặc chia nhỏ rồi tải lại."
    )


def test_a_photo_comes_out_upright_small_and_without_a_place():
    content = made_files.photo_with_position(turned=6, size=(4000, 3000))
    kept = files.accept(upload(content, "a.jpg"))
    picture = Image.open(io.BytesIO(kept.content))
    assert picture.size == (1500, 2000)
    assert dict(picture.getexif()) == {}
    assert b"Hang-may-anh" not in kept.content
    assert b"Hang-may-anh" in content


def test_a_picture_with_too_many_points_is_refused_from_its_head():
    bomb = made_files.picture("PNG", size=(10, 10))
    head = bomb.index(b"IHDR") + 4
    told = (50_000).to_bytes(4, "big") * 2 + bomb[head + 8 : head + 13]
    told += zlib.crc32(b"IHDR" + told).to_bytes(4, "big")
    said = refusal(bomb[:head] + told + bomb[head + 17 :], "a.png")
    assert "quá 80 triệu điểm ảnh" in said


NAMES = {
    "a/b/c.pdf": "c.pdf",
    "C:\\x\\y.pdf": "y.pdf",
    "../../../etc/passwd": "passwd",
    "CON.pdf": "tep-CON.pdf",
    "....": "tep",
    "": "tep",
    "gnp\u202e.exe.png": "gnp.exe.png",
    "a\nb\"c'.pdf": "a b-c'.pdf",
    "Ba\u0301o ca\u0301o.pdf": "Báo cáo.pdf",
    "x" * 300 + ".docx": "x" * 115 + ".docx",
    ".htaccess": "htaccess",
}


@pytest.mark.parametrize("raw", NAMES)
def test_names_are_made_safe_to_show(raw):
    assert files.shown_name(raw) == NAMES[raw]


def test_pages_are_shown_as_pictures():
    class Kept(io.BytesIO):
        def open(self, mode):
            return io.BytesIO(self.getvalue())

        def __bool__(self):
            return True

    pdf = Kept(made_files.pdf(3))
    assert files.page_count(pdf, "pdf") == 3
    assert Image.open(io.BytesIO(files.page_picture(pdf, "pdf", 3))).width == 1000
    assert files.page_picture(pdf, "pdf", 4) is None
    assert files.page_count(Kept(made_files.docx()), "docx") == 0


SEEDS = {
    "a.pdf": made_files.pdf(2),
    "a.jpg": made_files.photo_with_position(),
    "a.png": made_files.picture("PNG"),
    "a.xlsx": made_files.xlsx(),
    "a.docx": made_files.docx(),
}


def mutated(content, chance):
    """Bytes changed, cut, doubled, moved: what a bad line or a bad person makes of a file."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data)) if data else 0
        act = chance.randrange(4)
        if act == 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif act == 1:
            del data[at : at + chance.randint(1, 64)]
        elif act == 2:
            data[at:at] = data[at : at + chance.randint(1, 64)]
        else:
            data[at : at + 4] = chance.randbytes(4)
    return bytes(data)


def opens(kept):
    """The kept content really is what its ending says."""
    stream = io.BytesIO(kept.content)
    if kept.extension == "pdf":
        with pikepdf.open(stream) as pdf:
            return len(pdf.pages) > 0
    if kept.extension in ("jpg", "png"):
        return Image.open(stream).format == {"jpg": "JPEG", "png": "PNG"}[kept.extension]
    main = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}[kept.extension]
    return main in zipfile.ZipFile(stream).namelist()


@pytest.mark.parametrize("name", SEEDS)
def test_mutated_files_are_refused_with_a_sentence_or_are_what_they_say(name):
    chance = random.Random(20200630)
    for _ in range(2000 if LONG else 60):
        try:
            kept = files.accept(upload(mutated(SEEDS[name], chance), name))
        except files.FileFault:
            continue
        assert opens(kept)
