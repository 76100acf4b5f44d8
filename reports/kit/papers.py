"""The papers of a meeting in official form: giao ước, biên bản hội nghị."""

from awards.nominating import nomination_words
from clusters.models import Issuer
from clusters.text import long_date, moment, pad_count
from emulation.standing_rows import standing_rows
from emulation.votes import result_words, settled_votes
from reports.kit.lists import targets
from reports.outlines import cells
from reports.papers.paper import (
    Align,
    Column,
    Head,
    Heading,
    Item,
    Paper,
    Row,
    Signature,
    Table,
    Text,
)

LINES = "\n".join(["…" * 29] * 6)
"""Room for what is written by hand."""
DOTS = "……"
ROMAN = ("I", "II", "III", "IV", "V", "VI")


def head_of(meeting) -> Head:
    return Head.of(Issuer.objects.filter(cluster=meeting.cluster_id).first())


def frame(meeting, **facts) -> Paper:
    """What all of them share: head of the cluster, no number of their own, no Nơi nhận."""
    return Paper(head=head_of(meeting), has_number=False, has_recipients=False, **facts)


def covenant(meeting) -> Paper:
    """Giao ước thi đua: pledges, targets by unit, the signatures of all members, the lead first."""
    pledges = [line for line in meeting.pledges.splitlines() if line.strip()]
    blocks = [
        Text(
            f"{long_date(meeting.held_at).capitalize()}, tại {meeting.place}, các đơn vị thuộc "
            f"{meeting.cluster} cùng ký kết giao ước thi đua năm {meeting.covenant_year}:"
        ),
        Heading("I. NỘI DUNG CAM KẾT"),
        *([Item(line) for line in pledges] or [Text(LINES)]),
        Heading("II. CHỈ TIÊU CỦA CÁC ĐƠN VỊ"),
        _targets_table(meeting),
        Text("Các đơn vị cam kết thực hiện đầy đủ nội dung giao ước thi đua này./."),
    ]
    signatures = [Signature((unit.full_name.upper(),)) for unit in _lead_first(meeting)]
    return frame(
        meeting,
        kind="GIAO ƯỚC THI ĐUA",
        title=f"Năm {meeting.covenant_year} của {meeting.cluster}",
        blocks=tuple(blocks),
        signatures=tuple(signatures),
    )


def _lead_first(meeting):
    members = list(meeting.cluster.memberships.at(meeting.day).in_order())
    return [m.unit for m in sorted(members, key=lambda m: m.role != m.Role.LEAD)]


def _targets_table(meeting):
    columns = (
        Column("Đơn vị, chỉ tiêu", 50),
        Column("Đơn vị tính", 14, Align.CENTRE),
        Column("Kế hoạch năm", 16, Align.RIGHT),
        Column("Nguồn", 30),
    )
    rows = []
    for unit, listed in targets(meeting)["units"]:
        rows.append(Row((cells.words(unit, bold=True),), is_heading=True))
        for one in listed:
            texts = (one["leaf"], one["unit_of_measure"], one["value"], one["source"])
            rows.append(Row(tuple(cells.words(text) for text in texts)))
    return Table(columns, tuple(rows), caption=f"Chỉ tiêu năm {meeting.covenant_year}")


def minutes(meeting, part) -> Paper:
    """Biên bản hội nghị: the facts filled in, room for the discussion, the end and signatures."""
    sections = [
        ("CHƯƠNG TRÌNH", [Item(f"{item}") for item in meeting.agenda.all()]),
        ("KẾT QUẢ BÁO CÁO TẠI HỘI NGHỊ", _results(part)),
        ("KẾT QUẢ BỎ PHIẾU", [Item(result_words(vote)) for vote in settled_votes(meeting)]),
        ("ĐỀ NGHỊ KHEN THƯỞNG", [Item(one) for one in nomination_words(part)]),
        ("NỘI DUNG XIN Ý KIẾN HỘI NGHỊ", [Item(line) for line in meeting.matter_lines]),
        ("Ý KIẾN THẢO LUẬN, KẾT LUẬN", [Text(meeting.discussion or LINES)]),
    ]
    blocks = _opening(meeting)
    held = [section for section in sections if section[1]]
    for number, (title, said) in zip(ROMAN, held, strict=False):
        blocks += [Heading(f"{number}. {title}"), *said]
    end = f"Hội nghị kết thúc hồi {DOTS} giờ {DOTS} cùng ngày"
    blocks.append(Text(f"{end}; biên bản đã đọc lại và được thông qua./."))
    return frame(
        meeting,
        kind="BIÊN BẢN",
        title=meeting.title,
        blocks=tuple(blocks),
        signatures=(
            Signature(("THƯ KÝ",), meeting.clerk_name),
            Signature(("CHỦ TRÌ",), meeting.chair_name),
        ),
    )


def _opening(meeting):
    """When, where, who: what is not known is left to be written by hand."""
    invited = meeting.guests.count()
    guests = pad_count(invited) if invited else DOTS
    chair = ", ".join(filter(None, [meeting.chair_name, meeting.chair_post])) or DOTS
    clerk = ", ".join(filter(None, [meeting.clerk_name, meeting.clerk_post])) or DOTS
    return [
        Text(f"Thời gian bắt đầu: {moment(meeting.held_at)}."),
        Text(f"Địa điểm: {meeting.place}."),
        Text(f"Chủ trì: {chair}."),
        Text(f"Thư ký: {clerk}."),
        Text(
            f"Thành phần: có mặt {DOTS}/{guests} đại biểu được mời; "
            f"vắng mặt: {DOTS} (lý do: {DOTS})."
        ),
    ]


def _results(part):
    """The three first as the meeting was shown them."""
    if part is None:
        return []
    placed = [line for line in standing_rows(part) if line.place is not None and line.place <= 3]
    said = [
        Item(f"{part.place_word} {line.place}: {line.unit}, {cells.points(line.total).text} điểm")
        for line in placed
    ]
    return said or [Text("Chưa có.")]
