"""What a kit's files are looked through for before they leave the office (bản in hội nghị)."""

import re
from functools import partial
from typing import NamedTuple

from clusters.files.inside import A4, Inside, read_inside
from clusters.text import format_points
from emulation.standing_rows import standing_rows
from reports.kit.order import BALLOTS
from reports.kit.parts import HALF
from reports.outlines.cells import UNKNOWN
from reports.side_by_side import together

SMALLEST, LARGEST = 10, 10 * 2**20
NATION = "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM"
NOT_AT_HALF = ("suy tôn", "kiểm phiếu", "phiếu bầu", "số lượng đề nghị", "đề nghị tặng")


class File(NamedTuple):
    """One reader's PDF: its words for whom, its parts, itself and what stands in it."""

    words: str
    parts: list
    pdf: object
    inside: Inside

    def pages_of(self, part):
        """The texts of a part's pages without any white space, page by page."""
        first, last = (self.pdf.anchors[f"{end}-{part.code}"] for end in "pe")
        return [squeezed(text) for text in self.inside.texts[first - 1 : last]]


def squeezed(text) -> str:
    """Without white space: how lines break does not matter."""
    return re.sub(r"\s", "", text)


def looked_through(kit, files, held) -> list[dict]:
    """Each check as its sentence, whether it is met, and where it is not."""
    insides = together(*(partial(read_inside, pdf.content) for *_, pdf in files))
    opened = [
        File(words, parts, pdf, inside)
        for (_, words, parts, pdf), inside in zip(files, insides, strict=True)
    ]
    meeting, part = kit.meeting, kit.meeting.part
    wanted = [
        ("Số trang trong mục lục bằng trang thật", _wrong_references),
        ("Chữ từ 10 pt trở lên, chỉ dùng phông của chương trình", _wrong_type),
        ("Mọi trang khổ A4, tệp không quá 10 MB", _wrong_shape),
        ("Quốc hiệu có ở văn bản, không có ở tài liệu kèm theo", _wrong_nation),
    ]
    if kit.is_copy:
        wanted.append(("Chỉ có đen và trắng", _colours))
    if part and "ranking" in kit.parts:
        now = standing_rows(part)
        wanted.append(("Tên và tổng điểm trên giấy bằng số liệu", partial(_wrong_totals, now)))
    if "ballots" in held:
        says = "Các phiếu suy tôn giống hệt nhau, đủ tên đơn vị"
        wanted.append((says, partial(_wrong_ballots, "ballots", held["ballots"])))
        says = "Phiếu suy tôn ghi số đơn vị được đánh dấu"
        wanted.append((says, partial(_no_instruction, held["ballots"]["ballots"][0])))
    if "election" in held:
        says = "Các phiếu bầu cùng loại giống hệt nhau, đủ tên đơn vị"
        wanted.append((says, partial(_wrong_ballots, "election", held["election"])))
    if meeting.kind == HALF:
        wanted.append(("Không có nội dung suy tôn, đề nghị khen ở kỳ 6 tháng", _not_yet))
    return [_looked(says, find, opened) for says, find in wanted]


def _looked(says, find, opened):
    faults = [fault for file in opened for fault in find(file)]
    return {"says": says, "is_met": not faults, "detail": "; ".join(faults[:5])}


def _wrong_references(file):
    cover = next((part for part in file.parts if part.code == "cover"), None)
    if cover is None:
        return
    said = "".join(file.pages_of(cover))
    listed = [part for part in file.parts if part.code not in ("cover", "order")]
    for n, part in enumerate(listed, start=1):
        page = file.pdf.anchors[f"p-{part.code}"]
        if f"{n}.{squeezed(part.title)}{page}" not in said:
            yield f"{file.words}: {part.title} ở trang {page}"


def _wrong_type(file):
    for size in sorted(size for size in file.inside.sizes if 0 < size < SMALLEST - 0.05):
        yield f"{file.words}: có chữ {format_points(size, 1)} pt"
    for name in sorted(file.inside.fonts):
        if not name.startswith("Liberation-S"):
            yield f"{file.words}: phông {name}"


def _wrong_shape(file):
    if file.inside.shapes != {A4}:
        yield f"{file.words}: có trang không phải A4"
    if len(file.pdf.content) > LARGEST:
        yield f"{file.words}: lớn hơn 10 MB"


def _colours(file):
    if not file.inside.is_black_and_white:
        yield file.words


def _wrong_nation(file):
    for part in file.parts:
        pages = file.pages_of(part)
        found = sum(page.count(NATION) for page in pages)
        if part.code in BALLOTS:
            continue
        if found != int(part.is_official):
            yield f"{file.words}: {part.title}"


def _wrong_totals(lines, file):
    """Each unit's name and total, as they are in the database after the files were made."""
    for part in file.parts:
        if part.code == "ranking":
            said = "".join(file.pages_of(part))
            for line in lines:
                total = UNKNOWN if line.total is None else format_points(line.total)
                if squeezed(line.unit) not in said or total not in said:
                    yield f"{file.words}: {line.unit}"


def _wrong_ballots(code, sheets, file):
    """Of each vote one text only, with every name, and its points where it has them."""
    for part in file.parts:
        if part.code != code:
            continue
        found = set(filter(None, "".join(file.pages_of(part)).split(NATION)))
        for ballot in sheets["ballots"]:
            names = [squeezed(one["unit"] + one["total"]) for one in ballot["candidates"]]
            own = [text for text in found if squeezed(ballot["title"]) in text]
            if len(own) != 1 or not all(name in own[0] for name in names):
                yield f"{file.words}: {ballot['title']}"


def _no_instruction(ballot, file):
    if not ballot["instruction"] and any(part.code == "ballots" for part in file.parts):
        yield "nhập số đơn vị được suy tôn tối đa ở trang hội nghị"


def _not_yet(file):
    for number, text in enumerate(file.inside.texts, start=1):
        words = " ".join(text.split()).lower()
        for word in NOT_AT_HALF:
            if word in words:
                yield f"{file.words}: trang {number} có “{word}”"
