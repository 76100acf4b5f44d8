"""Pages of a file as pictures: what reviewers look at without opening a foreign file."""

import io
import threading

import pypdfium2
from PIL import Image

MOST_PAGES = 60
WIDTH = 1000
one_at_a_time = threading.Lock()
"""PDFium must not be entered by two threads at once."""


def page_count(file, extension: str) -> int:
    """How many pages can be shown: of a picture one, of a PDF at most `MOST_PAGES`, else none."""
    if not file or extension not in ("pdf", "jpg", "png"):
        return 0
    if extension != "pdf":
        return 1
    with one_at_a_time, file.open("rb") as stream:
        try:
            pdf = pypdfium2.PdfDocument(stream.read())
        except pypdfium2.PdfiumError:
            return 0
        with pdf:
            return min(len(pdf), MOST_PAGES)


def page_picture(file, extension: str, n: int) -> bytes | None:
    """Page `n` (from 1) as PNG, 1,000 px wide; None when there is no such page."""
    if not 1 <= n <= page_count(file, extension):
        return None
    with file.open("rb") as stream:
        if extension != "pdf":
            with Image.open(stream, formats=("JPEG", "PNG")) as picture:
                return _png(picture.convert("RGB"))
        content = stream.read()
    with one_at_a_time, pypdfium2.PdfDocument(content) as pdf:
        page = pdf[n - 1]
        scale = min(WIDTH / max(page.get_width(), 1), 4.0, 4000 / max(page.get_height(), 1))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
    return _png(picture.convert("RGB"))


def _png(picture) -> bytes:
    if picture.width > WIDTH:
        picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def first_page_png(content: bytes, dots: int) -> bytes:
    """The first page of our own PDF as PNG, `dots` to an inch."""
    with one_at_a_time, pypdfium2.PdfDocument(content) as pdf:
        picture = pdf[0].render(scale=dots / 72).to_pil()
    out = io.BytesIO()
    picture.convert("L").save(out, "PNG", optimize=True)
    return out.getvalue()
