"""A made-up paper with everything that a paper may hold."""

from reports.papers.paper import (
    Align,
    Cell,
    Column,
    Head,
    Heading,
    Item,
    PageBreak,
    Paper,
    Row,
    Signature,
    Table,
    Text,
)

HEAD = Head(
    parent_line="ỦY BAN NHÂN DÂN TỈNH MẪU SỐ MỘT",
    issuer_line="ỦY BAN NHÂN DÂN XÃ THƯỢNG NGUYÊN PHƯƠNG",
    document_code="BC-UBND",
    place="Thượng Nguyên Phương",
    authority_line="TM. ỦY BAN NHÂN DÂN",
    signer_post="CHỦ TỊCH",
    signer_name="Nguyễn Thị Hương Giang",
    recipients=("Cụm trưởng;", "- Ban Thi đua - Khen thưởng tỉnh", "Lưu: VT, VHXH."),
)
LONG_NAME = "Ủy ban nhân dân xã Thượng Nguyên Phương, đơn vị trưởng cụm thi đua số 12 vùng cao"
SIGNER = Signature((HEAD.authority_line, HEAD.signer_post), HEAD.signer_name)
CLERK = Signature(("NGƯỜI LẬP BẢNG",), "Trần Văn Đức")
EVIL = "</p><script>alert(1)</script>{{ 7 }} =1+1 \x0b\x00<b>"


def text_table(rows=60, **options):
    """Portrait, with heading rows, changed cells, long names."""
    columns = (
        Column("STT", 6, Align.CENTRE),
        Column("Đơn vị", 34),
        Column("Điểm", 12, Align.RIGHT),
        Column("Ghi chú", 30),
    )
    lines = [Row((Cell("A. Nhóm xã vùng cao"), Cell("1.234,50"), Cell("")), is_heading=True)]
    for place in range(1, rows + 1):
        name = LONG_NAME if place % 7 == 0 else f"Xã Mẫu {place}"
        before = "880,25" if place % 10 == 3 else None
        note = "đã sửa\nhai dòng" if place == 4 else ""
        cells = (Cell(str(place)), Cell(name), Cell(f"{900 - place},50", before=before), Cell(note))
        lines.append(Row(cells))
    return Table(columns, tuple(lines), "Điểm của các đơn vị", **options)


def wide_table(columns=12, rows=40):
    """Lying, of more columns than a standing page holds."""
    heads = [Column("STT", 5, Align.CENTRE), Column("Tiêu chí", 30)]
    heads += [Column(f"Đơn vị {place}", 8, Align.RIGHT) for place in range(columns - 2)]
    lines = [
        Row((Cell(str(place)), Cell(f"Tiêu chí {place}"), *[Cell("12,50")] * (columns - 2)))
        for place in range(1, rows + 1)
    ]
    return Table(tuple(heads), tuple(lines), "Điểm theo tiêu chí", is_landscape=True)


def make_paper(**changes):
    values = {
        "head": HEAD,
        "kind": "BÁO CÁO",
        "title": "Kết quả thực hiện các phong trào thi đua 6 tháng đầu năm 2020",
        "notes": ("DỰ THẢO – chưa chốt", "Số liệu minh họa"),
        "blocks": (
            Heading("I. Đặc điểm tình hình"),
            Text("Đoạn thứ nhất dài để xem cách căn đều hai bên. " * 8 + "\nĐoạn thứ hai."),
            Heading("1. Thuận lợi", level=2),
            Text("Câu đậm đứng giữa.", bold=True, align=Align.CENTRE),
            Text("Câu nghiêng bên phải.", italic=True, align=Align.RIGHT),
            Item("Việc thứ nhất: " + "làm đúng hạn, đúng việc, rõ người " * 5),
            Item(EVIL),
            Heading("II. Kết quả"),
            text_table(),
            PageBreak(),
            Text("Trên đây là báo cáo của đơn vị./."),
            wide_table(),
        ),
        "signatures": (SIGNER,),
        "foot": "Bản in 03 lúc 15 giờ 20 phút ngày 05/7/2020; mã 7F3A-21C0",
    }
    return Paper(**values | changes)
