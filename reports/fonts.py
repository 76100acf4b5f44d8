"""The paper's fonts: Liberation 2, found on this machine and checked for their letters.

Serif for official papers and titles, Sans for the tables of a meeting's kit.
"""

from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

FAMILIES = {"Liberation Serif": "LiberationSerif", "Liberation Sans": "LiberationSans"}
"""The names of the families, as styles and as files write them."""
STYLES = {
    "Regular": ("normal", "normal"),
    "Bold": ("bold", "normal"),
    "Italic": ("normal", "italic"),
    "BoldItalic": ("bold", "italic"),
}
FOLDERS = [
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/liberation"),
]
_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = "".join(
    sorted(
        {normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in _TONES}
        | set("đĐ–“”₫")
    )
)
"""Every letter that Vietnamese papers need beyond plain ASCII, and their signs."""


class FontFault(Exception):
    """The paper's font is missing or lacks letters; the text says what to install."""


def lacking(path: Path) -> str:
    """The letters of LETTERS that the font file at `path` has no glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        known = font.getBestCmap()
    return "".join(letter for letter in LETTERS if ord(letter) not in known)


@lru_cache(maxsize=1)
def files() -> dict[tuple[str, str], Path]:
    """The files of the fonts by family and style, from the first folder whose letters are complete.

    Raises:
        FontFault: no folder has them.
    """
    for folder in FOLDERS:
        found = {
            (family, style): folder / f"{stem}-{style}.ttf"
            for family, stem in FAMILIES.items()
            for style in STYLES
        }
        if all(path.exists() for path in found.values()) and not any(map(lacking, found.values())):
            return found
    raise FontFault(
        "Chưa có phông chữ Liberation 2 đủ dấu tiếng Việt. "
        "Cài gói fonts-liberation2 (apt-get install fonts-liberation2) rồi thử lại."
    )


def font_faces() -> str:
    """The @font-face rules that pin the paper's fonts to these files."""
    rules = []
    for (family, style), path in files().items():
        weight, slant = STYLES[style]
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};'
            f'src:url("{path.as_uri()}")}}'
        )
    return "\n".join(rules)
