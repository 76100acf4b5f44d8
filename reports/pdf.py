"""HTML to PDF: the only module that knows WeasyPrint. It reads our own files and nothing else."""

import gc
import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from reports import fonts

STYLE = settings.BASE_DIR / "static" / "css" / "print.css"
VARIANT = "pdf/a-3a"
FIXED_TIME = datetime(2020, 1, 1, tzinfo=UTC)


class PdfFault(Exception):
    """The machine lacks what a PDF needs; the text says what to install."""


@dataclass(frozen=True)
class Pdf:
    content: bytes
    pages: int
    anchors: dict = field(default_factory=dict)
    """On which page each named place of the text begins, the first being 1."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF: the figures that it shows, to go on reckoning with."""

    name: str
    content: bytes
    says: str


def render_pdf(template: str, attachments=(), **context) -> Pdf:
    """Return `template` as a tagged PDF; the same context gives the same bytes.

    Raises:
        PdfFault: Pango or the paper's font is missing.
    """
    return pdf_from_html(render_to_string(template, context), attachments)


def pdf_from_html(html: str, attachments=(), styles=(STYLE,)) -> Pdf:
    """Lay out one HTML text; nothing outside the program's own files can be reached.

    The file is labelled PDF/A-3: tagged, with its fonts, its language and `attachments` inside.
    Widths of columns, which differ from table to table, come as attributes of the HTML.
    """
    library, css, configuration = _outfit("\n".join(style.read_text("utf-8") for style in styles))
    with collector_at_rest():
        source = library.HTML(string=html, url_fetcher=own_files_only(), base_url="portal:")
        document = source.render(
            stylesheets=[css],
            font_config=configuration,
            pdf_tags=True,
            presentational_hints=True,
            pdf_variant=VARIANT,
        )
        identifier = hashlib.sha256(html.encode()).digest()[:16]
        content = document.write_pdf(
            pdf_identifier=identifier,
            pdf_tags=True,
            pdf_variant=VARIANT,
            attachments=[_attachment(library, one) for one in attachments],
        )
    anchors = {}
    for number, page in enumerate(document.pages, start=1):
        for name in page.anchors:
            anchors.setdefault(name, number)  # a part of several pages is named on each
    return Pdf(content, len(document.pages), anchors)


def picture_pdf(svg: str, width: int) -> bytes:
    """One of our own drawings alone on a page of its size, `width` millimetres wide."""
    across, down = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    height = width * down / across
    style = f"@page {{ size: {width}mm {height:.2f}mm; margin: 0 }} body {{ margin: 0 }}"
    library, css, configuration = _outfit(
        f"{style} svg {{ display: block; width: {width}mm; height: {height:.2f}mm }}"
    )
    source = library.HTML(string=svg, url_fetcher=own_files_only(), base_url="portal:")
    document = source.render(stylesheets=[css], font_config=configuration)
    return document.write_pdf()


@contextmanager
def collector_at_rest():
    """The garbage collector looks up rarely while a paper is laid out: a quarter of the time.

    Millions of boxes are made and all are needed until the end; see bench/papers.py.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _outfit(style):
    """WeasyPrint, the stylesheet with the paper's fonts, and its font configuration."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError as fault:
        raise PdfFault(
            "Chưa có thư viện Pango để tạo PDF. Cài: apt-get install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2"
        ) from fault
    try:
        faces = fonts.font_faces()
    except fonts.FontFault as fault:
        raise PdfFault(str(fault)) from fault
    configuration = FontConfiguration()
    css = weasyprint.CSS(
        string=faces + style, font_config=configuration, url_fetcher=own_files_only()
    )
    return weasyprint, css, configuration


def _attachment(library, one):
    # Without fixed times the same paper would not give the same bytes
    return library.Attachment(
        string=one.content,
        name=one.name,
        description=one.says,
        created=FIXED_TIME,
        modified=FIXED_TIME,
        relationship="Data",
    )


def own_files_only():
    """A fetcher for the font files, files under static/, and pictures that stand in the page.

    All else is refused: other files, every address, every other kind of data.
    """
    from weasyprint.urls import URLFetcher

    allowed = {path.resolve() for path in fonts.files().values()}
    static = (settings.BASE_DIR / "static").resolve()

    class OwnFiles(URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith("data:image/png;base64,"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            ours = path in allowed or path.is_relative_to(static)
            if parts.scheme != "file" or parts.netloc or not ours:
                raise ValueError("Outside the program's own files.")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=["file", "data"], allow_redirects=False)
