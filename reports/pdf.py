"""HTML to PDF: the only module that knows WeasyPrint. It reads our own files and nothing else."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from reports import fonts

STYLE = settings.BASE_DIR / "static" / "css" / "print.css"


class PdfFault(Exception):
    """The machine lacks what a PDF needs; the text says what to install."""


@dataclass(frozen=True)
class Pdf:
    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def render_pdf(template: str, **context) -> Pdf:
    """Return `template` as a tagged PDF; the same context gives the same bytes.

    Raises:
        PdfFault: Pango or the paper's font is missing.
    """
    return pdf_from_html(render_to_string(template, context))


def pdf_from_html(html: str) -> Pdf:
    """Lay out one HTML text; nothing outside the program's own files can be reached.

    Widths of columns, which differ from table to table, come as attributes of the HTML.
    """
    try:
        from weasyprint import CSS, HTML
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
    configuration, fetch = FontConfiguration(), own_files_only()
    css = CSS(
        string=faces + STYLE.read_text(encoding="utf-8"),
        font_config=configuration,
        url_fetcher=fetch,
    )
    document = HTML(string=html, url_fetcher=fetch, base_url="portal:").render(
        stylesheets=[css], font_config=configuration, pdf_tags=True, presentational_hints=True
    )
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    content = document.write_pdf(pdf_identifier=identifier, pdf_tags=True)
    return Pdf(content, len(document.pages))


def own_files_only():
    """A fetcher that opens the four font files and files under static/; all else is refused."""
    from weasyprint.urls import URLFetcher

    allowed = {path.resolve() for path in fonts.files().values()}
    static = (settings.BASE_DIR / "static").resolve()

    class OwnFiles(URLFetcher):
        def fetch(self, url, headers=None):
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            ours = path in allowed or path.is_relative_to(static)
            if parts.scheme != "file" or parts.netloc or not ours:
                raise ValueError("Outside the program's own files.")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=["file"], allow_redirects=False)
