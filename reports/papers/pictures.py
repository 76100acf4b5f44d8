"""Pictures of papers: the QR code of an address, and a chart as PNG for Word."""

import segno

from clusters.files.previews import first_page_png
from reports.pdf import picture_pdf

DOTS = 220
"""Dots an inch of a chart in Word."""
DOTS_A_SQUARE = 8


def qr_code(address: str) -> str:
    """The address as the data URI of a black and white picture, readable after copying (level M).

    A picture, not a drawing: it stands on every page and is kept once in the PDF.
    """
    return segno.make(address, error="m", micro=False).png_data_uri(scale=DOTS_A_SQUARE, border=2)


def chart_png(svg: str, width: int) -> bytes:
    """A chart `width` millimetres wide as PNG, drawn by what also draws it in the PDF."""
    return first_page_png(picture_pdf(svg, width), DOTS)
