"""Text from before Unicode: TCVN3 (.VnTime) and VNI files are recognised and can be converted.

Such text is valid but unreadable: “NguyÔn V¨n §øc”. Nothing is converted unasked; pages show what
it would become and let a person decide.
"""

import re
from unicodedata import normalize

TCVN3, VNI = "tcvn3", "vni"
NAMES = {TCVN3: "TCVN3 (ABC)", VNI: "VNI"}

_TCVN3 = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô­øõö÷ùýúûüþ®¡¢£¤¥¦§",
        "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_TCVN3_ONLY = set("¨©ª«¬®µ¶·¸¹")
_VIETNAMESE = re.compile(r"[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")

# VNI writes the plain letter, then one character for its mark; đ, ơ, ư and some i have their own
_VNI_MARKS = {
    "Ù": "\u0301", "Ø": "\u0300", "Û": "\u0309", "Õ": "\u0303", "Ï": "\u0323",
    "Â": "\u0302", "Á": "\u0302\u0301", "À": "\u0302\u0300", "Å": "\u0302\u0309",
    "Ã": "\u0302\u0303", "Ä": "\u0302\u0323",
    "Ê": "\u0306", "É": "\u0306\u0301", "È": "\u0306\u0300", "Ú": "\u0306\u0309",
    "Ü": "\u0306\u0303", "Ë": "\u0306\u0323",
}  # fmt: skip
_VNI_MARKS |= {mark.lower(): signs for mark, signs in _VNI_MARKS.items()}
_VNI_LETTERS = {
    "Ñ": "Đ", "ñ": "đ", "Ô": "Ơ", "ô": "ơ", "Ö": "Ư", "ö": "ư", "Í": "Í", "í": "í",
    "Ì": "Ì", "ì": "ì", "Æ": "Ỉ", "æ": "ỉ", "Ó": "Ĩ", "ó": "ĩ", "Ò": "Ị", "ò": "ị",
    "Î": "Ỵ", "î": "ỵ",
}  # fmt: skip
_VNI_PAIR = re.compile(r"[aeAEÔôÖö][ÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜËùøûõïâáàåãäêéèúüë]")
"""Pairs that no Vietnamese word in Unicode has; “oà”, “uý” could be either and decide nothing."""


def detect(text: str, font: str = "") -> str | None:
    """TCVN3 or VNI when the font or the letters say so; None for text that is as it should be."""
    text = normalize("NFC", str(text))
    if _VIETNAMESE.search(text):
        return None
    if text.isascii():
        return None
    if font.lower().startswith(".vn"):
        return TCVN3
    if font.upper().startswith("VNI"):
        return VNI
    if _TCVN3_ONLY & set(text):
        return TCVN3
    return VNI if _VNI_PAIR.search(text) else None


def convert(text: str, encoding: str, font: str = "") -> str:
    """The text in Unicode (NFC). The caps faces (.VnTimeH) hold small letters: they are raised."""
    if encoding == TCVN3:
        plain = "".join(_TCVN3.get(char, char) for char in normalize("NFC", text))
        is_caps = font.lower().startswith(".vn") and font.upper().endswith("H")
        return plain.upper() if is_caps else plain
    if encoding == VNI:
        return _from_vni(normalize("NFC", text))
    raise ValueError(f"Unknown encoding {encoding!r}.")


def _from_vni(text):
    out = []
    for char in text:
        if char in _VNI_MARKS and out and out[-1] in "aeouyAEOUYƠơƯư":
            out[-1] = normalize("NFC", out[-1] + _VNI_MARKS[char])
        else:
            out.append(_VNI_LETTERS.get(char, char))
    return "".join(out)
