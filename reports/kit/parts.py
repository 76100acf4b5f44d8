"""Which sheets a kind of meeting has, in the order of its agenda, and who gets them."""

from typing import NamedTuple

from clusters.text import search_key

SIGNING, HALF, YEAR = "signing", "half", "year"
CHAIR, MEMBERS, CLERK = "chair", "members", "clerk"
AUDIENCES = {CHAIR: "Chủ trì", MEMBERS: "Đại biểu", CLERK: "Thư ký, ban tổ chức"}


class Part(NamedTuple):
    """One sheet: its code and title, the meetings that have it, its readers.

    `words`: by these a line of the agenda is known to speak of it. `is_official`: a paper of its
    own with quốc hiệu, in official form.
    """

    code: str
    title: str
    kinds: frozenset
    readers: tuple
    words: tuple = ()
    is_official: bool = False


def _part(code, title, kinds, readers, words=(), *, is_official=False):
    return Part(code, title, frozenset(kinds), readers, words, is_official)


BOTH, ALL = (HALF, YEAR), (SIGNING, HALF, YEAR)
SEEN = (CHAIR, MEMBERS)
PARTS = [
    _part("order", "Phiếu đặt in", ALL, (CLERK,)),
    _part("cover", "Bìa, mục lục", ALL, SEEN),
    _part("summary", "Tóm tắt phục vụ chủ trì hội nghị", BOTH, (CHAIR,)),
    _part("plan", "Kế hoạch, quy chế năm", (SIGNING,), SEEN, ("ke hoach", "quy che")),
    _part("covenant", "Giao ước thi đua", (SIGNING,), SEEN, ("giao uoc",), is_official=True),
    _part("targets", "Bảng chỉ tiêu năm", (SIGNING,), SEEN, ("chi tieu",)),
    _part("ranking", "Bảng xếp hạng", BOTH, SEEN, ("xep hang", "thu hang", "xin y kien")),
    _part("matrix", "Ma trận tiêu chí", BOTH, SEEN, ("tieu chi", "ma tran")),
    _part(
        "differences",
        "Chênh lệch giữa điểm tự chấm và điểm thẩm định",
        BOTH,
        SEEN,
        ("chenh lech", "tham dinh", "kien nghi"),
    ),
    _part(
        "report",
        "Báo cáo",
        BOTH,
        SEEN,
        ("bao cao", "so ket", "tong ket", "thao luan"),
        is_official=True,
    ),
    _part(
        "awards",
        "Danh sách trao Cờ thi đua, Bằng khen năm trước",
        (HALF,),
        SEEN,
        ("co thi dua", "bang khen", "khen thuong", "trao"),
    ),
    _part(
        "nominations",
        "Số lượng, danh sách đề nghị khen thưởng",
        (YEAR,),
        SEEN,
        ("de nghi khen", "so luong de nghi"),
    ),
    _part("covenant", "Giao ước thi đua", (YEAR,), SEEN, ("giao uoc",), is_official=True),
    _part("units", "Phiếu điểm từng đơn vị", BOTH, (CHAIR, CLERK), ("phieu diem",)),
    _part("ballots", "Phiếu suy tôn", (YEAR,), (CLERK,), ("suy ton",), is_official=True),
    _part("tally", "Biên bản kiểm phiếu", (YEAR,), (CLERK,), ("kiem phieu",), is_official=True),
    _part(
        "election",
        "Phiếu bầu đơn vị trưởng, phó năm sau",
        (YEAR,),
        (CLERK,),
        ("bau ",),
        is_official=True,
    ),
    _part("election-tally", "Biên bản kiểm phiếu bầu", (YEAR,), (CLERK,), (), is_official=True),
    _part("delegates", "Danh sách đại biểu tham dự", ALL, (CLERK,), ("dai bieu",)),
    _part("minutes", "Biên bản hội nghị", ALL, (CLERK,), ("bien ban",), is_official=True),
]
BY_CODE = {part.code: part for part in PARTS}


def offered(kind) -> list[Part]:
    return [part for part in PARTS if kind in part.kinds]


UNTICKED = {("covenant", YEAR)}
"""Offered, but not chosen until somebody ticks it: the next year may be pledged elsewhere."""


def first_choice(kind) -> list[str]:
    return [part.code for part in offered(kind) if (part.code, kind) not in UNTICKED]


def for_reader(codes, audience, kind) -> list[Part]:
    """The chosen parts that this reader gets, in the order of the agenda."""
    return [part for part in offered(kind) if part.code in codes and audience in part.readers]


def spoken_of(line, parts) -> Part | None:
    """The part that a line of the agenda speaks of: the one whose words stand first in it."""
    key = search_key(line)
    found = [(key.find(word), part) for part in parts for word in part.words if word in key]
    return min(found, default=(0, None), key=lambda pair: pair[0])[1]
