"""What a person must write in a report: the headings by scope and kind of period."""

from typing import NamedTuple


class Written(NamedTuple):
    """One typed part: its field, its heading, the scopes and kinds of period that have it."""

    name: str
    heading: str
    scopes: frozenset
    years_only: bool = False


ALL = frozenset({"cluster", "province", "unit"})
WRITTEN = [
    Written("opening", "I. Đặc điểm tình hình", ALL),
    Written("leadership", "II. Công tác chỉ đạo, triển khai", ALL),
    Written("oversight", "II. Kiểm tra, tập huấn, hoạt động của Hội đồng", frozenset({"province"})),
    Written("exemplars", "II. Điển hình tiên tiến", ALL),
    Written(
        "outcome",
        "II. Kết quả suy tôn, đề nghị khen thưởng; đơn vị trưởng, phó và giao ước năm sau",
        frozenset({"cluster"}),
        years_only=True,
    ),
    Written("shortcomings", "III. Hạn chế, nguyên nhân", ALL),
    Written("directions", "IV. Phương hướng, nhiệm vụ", ALL),
    Written("proposals", "V. Kiến nghị, đề xuất", ALL),
]


def written(scope, *, is_half) -> list[Written]:
    """The typed parts of a report in their order on paper."""
    return [part for part in WRITTEN if scope in part.scopes and not (part.years_only and is_half)]
