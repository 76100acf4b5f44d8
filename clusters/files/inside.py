"""What stands in a PDF: its words page by page, sizes of type, colours, sides of its pages."""

import io
from dataclasses import dataclass, field

import pikepdf
import pypdfium2

from clusters.files.previews import one_at_a_time

A4 = (595, 842)
_INKS = {"rg", "RG", "g", "G", "k", "K", "sc", "SC", "scn", "SCN"}


@dataclass
class Inside:
    """`texts`: the words of each page; `sizes` of type in points; `inks`: each colour as it stands.

    `shapes` are the pages' sides in points, the shorter first.
    """

    texts: list[str]
    shapes: set[tuple[int, int]] = field(default_factory=set)
    sizes: set[float] = field(default_factory=set)
    inks: set[tuple] = field(default_factory=set)
    fonts: set[str] = field(default_factory=set)

    @property
    def is_black_and_white(self) -> bool:
        return all(set(ink) <= {0, 1} for ink in self.inks)


def page_texts(content: bytes) -> list[str]:
    """The words of each page, in the order in which they were drawn."""
    texts = []
    with one_at_a_time, pypdfium2.PdfDocument(content) as document:
        for page in document:
            words = page.get_textpage()
            texts.append(words.get_text_range())
            words.close()
            page.close()
    return texts


def read_inside(content: bytes) -> Inside:
    """Look through one of our own PDFs."""
    found = Inside(page_texts(content))
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            left, bottom, right, top = map(float, page.mediabox)
            found.shapes.add(tuple(sorted((round(right - left), round(top - bottom)))))
            _read_stream(page, page.obj.get("/Resources"), found, 1.0)
    return found


def _read_stream(stream, resources, found, scale):
    """Sizes and colours of one content stream and of the forms and patterns that it uses."""
    scales = [scale]
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name == "q":
            scales.append(scales[-1])
        elif name == "Q" and len(scales) > 1:
            scales.pop()
        elif name == "cm":
            scales[-1] *= _stretch(operands)
        elif name == "Tf":
            found.sizes.add(round(float(operands[1]) * scales[-1], 2))
        elif name in _INKS and not any(isinstance(one, pikepdf.Name) for one in operands):
            found.inks.add(tuple(round(float(one), 3) for one in operands))
    if resources is not None:
        _read_resources(resources, found, scale)


def _read_resources(resources, found, scale):
    for font in resources.get("/Font", {}).values():
        found.fonts.add(str(font.BaseFont).split("+")[-1].lstrip("/"))
    inner = [*resources.get("/XObject", {}).values(), *resources.get("/Pattern", {}).values()]
    for one in inner:
        if one.get("/Subtype") != "/Image" and isinstance(one, pikepdf.Stream):
            _read_stream(one, one.get("/Resources"), found, scale)


def _stretch(matrix) -> float:
    """How much larger things become: the length of the transformed upright unit."""
    _, _, c, d, *_ = map(float, matrix)
    return (c * c + d * d) ** 0.5
