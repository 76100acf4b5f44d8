"""The five parts that every report of this field has, and what they share."""

from reports.papers.paper import Heading, Item, Text

NOT_YET = "Chưa có nội dung."


def section(title, text, empty=NOT_YET):
    """A heading of the second level with what was typed under it."""
    return [Heading(title, level=2), Text(text or empty)]


def items(sentences, empty=""):
    """Sentences as a list; without any the words for that."""
    listed = [Item(sentence) for sentence in sentences]
    return listed or ([Text(empty)] if empty else [])


def closing_parts(texts, period) -> list:
    """III to V and the last sentence but one."""
    return [
        Heading("III. HẠN CHẾ, NGUYÊN NHÂN"),
        Text(texts["shortcomings"] or NOT_YET),
        Heading(f"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ {_next(period).upper()}"),
        Text(texts["directions"] or NOT_YET),
        Heading("V. KIẾN NGHỊ, ĐỀ XUẤT"),
        Text(texts["proposals"] or "Không có."),
    ]


def title(period) -> str:
    """What the report is about, in the words of the field (trích yếu)."""
    word = "Sơ kết" if period.is_half else "Tổng kết"
    return (
        f"{word} công tác thi đua, khen thưởng {period.title}; "
        f"phương hướng, nhiệm vụ {_next(period)}"
    )


def last_sentence(period, whose) -> Text:
    word = "sơ kết" if period.is_half else "tổng kết"
    return Text(
        f"Trên đây là báo cáo {word} công tác thi đua, khen thưởng {period.title} của {whose}./."
    )


def _next(period):
    return f"6 tháng cuối năm {period.year}" if period.is_half else f"năm {period.year + 1}"


def handed_over_items(handed_over):
    for item in handed_over:
        mark = " – số liệu minh họa" if item.is_illustrative else ""
        yield (
            f"{item.award} tặng {item.recipient} (quyết định {item.decision}; "
            f"trao ngày {item.handed_over}){mark}."
        )
