"""What is typed or pasted, made fit to keep: NFC, no invisible or control characters."""

import re
import unicodedata

_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ"})
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_RUNS = re.compile(r"[ \t]+")


def nfc(text: str) -> str:
    """Return `text` composed (NFC), trimmed, lines kept, without what nobody can see.

    Icelandic Ð from old files becomes Đ; odd spaces become plain ones, doubled ones single.
    """
    text = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _UNSEEN.sub("", _SPACES.sub(" ", text.translate(_LOOKALIKES)))
    lines = [
        _RUNS.sub(" ", line).strip() for line in unicodedata.normalize("NFC", text).split("\n")
    ]
    return "\n".join(lines).strip()


def single_line(text: str) -> str:
    """Like `nfc`, on one line."""
    return " ".join(nfc(text).split())
