"""The tables, charts and annexes of a report, from which its writer chooses."""

from typing import NamedTuple


class Piece(NamedTuple):
    """One choice: its code as it is stored, its name, the scopes that offer it."""

    code: str
    title: str
    scopes: frozenset


def _piece(code, title, *scopes):
    return Piece(code, title, frozenset(scopes))


PIECES = [
    _piece("clusters", "Bảng kết quả các cụm, khối", "province"),
    _piece("figures", "Bảng kết quả theo chỉ tiêu", "cluster", "unit"),
    _piece("ranking", "Bảng điểm và thứ hạng", "cluster"),
    _piece("chart-points", "Biểu đồ điểm của các đơn vị", "cluster"),
    _piece("chart-places", "Biểu đồ thứ hạng qua các kỳ cùng loại", "cluster"),
    _piece("chart-clusters", "Biểu đồ điểm trung vị của các cụm, khối", "province"),
    _piece("chart-history", "Biểu đồ điểm tự chấm theo tiêu chí qua các kỳ cùng loại", "unit"),
    _piece("commendations", "Bảng số lượng khen thưởng", "cluster", "province", "unit"),
    _piece("handed-over", "Danh sách khen thưởng đã trao", "cluster", "province", "unit"),
    _piece("annex-criteria", "Phụ lục: điểm theo tiêu chí", "cluster", "province"),
    _piece("annex-leaves", "Phụ lục: điểm theo tiêu chí thành phần", "cluster", "province"),
    _piece("annex-units", "Phụ lục: chi tiết từng đơn vị", "cluster", "province"),
    _piece("annex-commendations", "Phụ lục: số lượng khen thưởng", "cluster", "province"),
    _piece("annex-places", "Phụ lục: thứ hạng của từng cụm, khối", "province"),
]
LONG_ONES = {
    "cluster": {"annex-units"},
    "province": {"annex-criteria", "annex-leaves", "annex-units"},
}
"""Not chosen until somebody ticks them: they are pages and pages."""


def offered(scope) -> list[Piece]:
    return [piece for piece in PIECES if scope in piece.scopes]


def first_choice(scope) -> list[str]:
    long_ones = LONG_ONES.get(scope, ())
    return [piece.code for piece in offered(scope) if piece.code not in long_ones]
