"""What an official paper is made of, apart from how it looks: one source for PDF and DOCX.

Form: Decree 30/2020/NĐ-CP, annex I. Texts are as written; nothing here is looked up or computed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True)
class Head:
    """Head and foot from the issuer's profile; `missing` names what the profile lacks."""

    parent_line: str
    issuer_line: str
    document_code: str
    place: str
    authority_line: str
    signer_post: str
    signer_name: str
    recipients: tuple[str, ...]
    missing: tuple[str, ...] = ()
    name: str = ""
    """Whose paper it is, as it stands inside a sentence."""

    @classmethod
    def of(cls, issuer):
        """The head of an `Issuer` profile; without one everything is named as missing."""
        names = [
            "parent_line", "issuer_line", "document_code", "place", "authority_line",
            "signer_post", "signer_name",
        ]  # fmt: skip
        said = {name: getattr(issuer, name, "") for name in names}
        lines = tuple(issuer.recipient_lines) if issuer else ()
        missing = tuple(issuer.missing) if issuer else ("thể thức văn bản",)
        name = issuer.name_in_sentence if issuer else ""
        return cls(**said, recipients=lines, missing=missing, name=name)


@dataclass(frozen=True)
class Heading:
    """A heading inside the body; level 1 stands in capitals with a Roman number, 2 in bold."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """One paragraph. Line ends in `text` begin a new paragraph of the same kind."""

    text: str
    bold: bool = False
    italic: bool = False
    align: Align | None = None
    """None: justified, first line indented, as body text is."""


@dataclass(frozen=True)
class Item:
    """One line of a list, written with a dash before it."""

    text: str


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, its share of the width, how its cells stand."""

    title: str
    width: int = 10
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Cell:
    """One cell. `before`: what stood here on the last print; shown struck through beside it.

    `value` is the figure that `text` shows, `places` its decimals: a workbook holds it as a number.
    """

    text: str
    bold: bool = False
    before: str | None = None
    value: Decimal | None = None
    places: int = 0


@dataclass(frozen=True)
class Row:
    """One row; a heading row is bold, its first cell spans the columns that have no cell."""

    cells: tuple[Cell, ...]
    is_heading: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose head repeats on each page and whose rows are never split."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    is_landscape: bool = False
    """Stands on pages of its own, lying, with their own page run (annex)."""


@dataclass(frozen=True)
class Chart:
    """A picture of figures that also stand in a table of the paper.

    `svg` is our own drawing (clusters.graphics), `width` its size on paper in millimetres.
    """

    svg: str
    caption: str
    width: int = 165


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Text | Item | Table | Chart | PageBreak


@dataclass(frozen=True)
class Signature:
    """One signature in the foot: lines above (quyền hạn, chức vụ), room for the seal, the name."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """One official paper.

    `kind`: the name of the type in capitals (BÁO CÁO). `title`: what it is about. `notes`: lines in
    brackets under the title (số liệu minh họa, what is not measured). `signatures`: from left to
    right; without a Nơi nhận the left one stands in its place.
    """

    head: Head
    kind: str
    title: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    notes: tuple[str, ...] = ()
    has_number: bool = True
    """Lists and annexes without a number of their own leave “Số: …” out."""
    has_recipients: bool = True
    is_landscape: bool = False
    foot: str = ""
    """Small print at the end of every page: print number, time of the figures."""
    draft: str = ""
    """DỰ THẢO, framed above the title; empty on an issued paper."""
    number: str = ""
    issued_on: date | None = None
    """Number and date once they are given; until then room for them."""
    code: str = ""
    address: str = ""
    """Short code in the foot of every page, and where the portal says what became of the figures;
    the address stands there as a QR code."""
