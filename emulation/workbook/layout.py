"""Where things stand in the Excel file of a sheet: one place for the writer and the reader."""

from dataclasses import dataclass

HELP = "Hướng dẫn"
ROWS = "Bảng tự chấm"
BONUSES = "Điểm thưởng"
TEXTS = "Nội dung báo cáo"
COMMENDATIONS = "Số liệu khen thưởng"
HIDDEN = "_khoa"
"""The key of the file and what stood in its cells when it was made; on a hidden page."""

HEAD_ROW = 3
"""The row with the columns' names; the key of each row stands in hidden column A."""
KEY_COLUMN = 1
FIRST_BASE_ROW = 4
"""On the hidden page: from here one row a field, its name and what was written."""
SALT = "emulation.workbook"


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in characters, what it carries to the form ("": nothing)."""

    head: str
    width: int
    carries: str = ""


FIGURE, OWN, BONUS = "figure", "own", "bonus"
ROW_COLUMNS = (
    Column("Số", 7),
    Column("Tiêu chí", 54),
    Column("Đơn vị tính", 12),
    Column("Điểm tối đa", 9),
    Column("Kế hoạch năm", 13),
    Column("Thực hiện cùng kỳ năm trước", 14),
    Column("Điểm cùng kỳ năm trước", 12),
    Column("Thực hiện", 16, FIGURE),
    Column("Điểm tự chấm", 14, OWN),
    Column("Điểm thưởng tự chấm", 14, BONUS),
    Column("Giải trình", 48, "self_reason"),
)
BONUS_COLUMNS = (
    Column("Mã", 8),
    Column("Nội dung", 60),
    Column("Điểm mỗi lần", 12),
    Column("Số lần", 10, "self_count"),
    Column("Lý do đề nghị", 60, "self_reason"),
)
TEXT_COLUMNS = (Column("Phần", 34), Column("Nội dung", 110, "text"))
COMMENDATION_COLUMNS = (
    Column("Cấp khen, loại hình", 40),
    Column("Tập thể", 12, "collectives"),
    Column("Cá nhân", 12, "persons"),
    Column("Hộ gia đình", 12, "households"),
    Column("Trong đó lao động trực tiếp", 16, "direct_workers"),
)
PAGES = {
    ROWS: ROW_COLUMNS,
    BONUSES: BONUS_COLUMNS,
    TEXTS: TEXT_COLUMNS,
    COMMENDATIONS: COMMENDATION_COLUMNS,
}


def page_of(prefix: str) -> str:
    """The page on which the part of the form with this prefix stands: d12, t5, v, k-unit-merit."""
    return {"d": ROWS, "t": BONUSES, "v": TEXTS, "k": COMMENDATIONS}[prefix[0]]


def lines_of(part) -> list[tuple[str, dict[str, str]]]:
    """(key, field by what the column carries) of each line that a part of the form takes."""
    page = page_of(part.prefix)
    if page == ROWS:
        figure = part.figure_name if part.figure_name in part.fields else ""
        places = {FIGURE: "" if part.is_chosen else figure, OWN: "self_points", BONUS: "self_bonus"}
        if part.is_chosen:
            places[OWN] = figure
        places["self_reason"] = "self_reason"
        return [(part.prefix, {c: name for c, name in places.items() if name in part.fields})]
    if page == TEXTS:
        return [(f"{part.prefix}-{name}", {"text": name}) for name in part.fields]
    return [(part.prefix, {name: name for name in part.fields})]
