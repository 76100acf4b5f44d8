"""Stored keys for order and search, the same in every database (no collation is asked)."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from clusters.text.clean import nfc, single_line

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: index for index, letter in enumerate(_LETTERS)}
_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
_SHAPES = {"\u0306": "ă", "\u0302": "â", "\u031b": "ơ"}
_NUMBER = re.compile(r"\d+")


def sort_key(text: str) -> str:
    """Return a key that orders as ICU's Vietnamese does: letters, then tones, then case.

    Only digits and small letters of fixed width, so that byte order and any collation agree.
    Numbers inside sort by value: Cụm 2 before Cụm 10.
    """
    letters, tones, cases = [], [], []
    for char in _padded(nfc(text)):
        letter, tone = _split(char)
        if letter is None:
            continue
        letters.append(letter)
        tones.append(str(tone))
        cases.append("1" if char != char.lower() else "0")
    return "".join(letters) + "00" + "".join(tones) + "0" + "".join(cases)


def person_sort_key(full_name: str) -> str:
    """Order people by given name (the last word), then family name, then the middle."""
    words = single_line(full_name).split()
    if not words:
        return ""
    given, family, middle = words[-1], words[0], " ".join(words[1:-1])
    return sort_key(" ".join(filter(None, [given, family if len(words) > 1 else "", middle])))


def _padded(text):
    return _NUMBER.sub(lambda found: found.group().lstrip("0").rjust(8, "0")[:12], text)


def _split(char):
    """(two characters of the letter's rank, tone) of one character; (None, 0) is passed over."""
    if char.isspace() or char in "-–—":
        return "01", 0
    if char.isdigit() and char.isascii():
        return f"1{char}", 0
    base, tone = _base_and_tone(char.lower())
    if base in _RANK:
        return f"{_RANK[base] + 20:02}", tone
    return (None, 0) if not char.isalnum() else (f"9{ord(base[0]) % 10}", 0)


def _base_and_tone(char):
    """The letter of the alphabet (with ă, ơ … as letters) and the place of its tone."""
    tone, shape = 0, ""
    parts = unicodedata.normalize("NFD", char)
    for mark in parts[1:]:
        if mark in _TONES:
            tone = _TONES.index(mark)
        else:
            shape += mark
    return unicodedata.normalize("NFC", parts[:1] + shape), tone


_VARIANTS = [
    (re.compile(r"\bchien si\b|\bchien sy\b"), "chien si"),
    (re.compile(r"\b(ky|ly|my|sy|ty|hy|vy)\b"), lambda found: found.group()[0] + "i"),
]


def search_key(text: str) -> str:
    """Return `text` as search compares it: no marks, no case, đ as d, y as i after a consonant."""
    plain = unicodedata.normalize("NFD", single_line(text).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = " ".join(plain.replace("đ", "d").split())
    for pattern, put in _VARIANTS:
        plain = pattern.sub(put, plain)
    return plain


def nearest(words: str, keys: Iterable[str]) -> list[str]:
    """The three of `keys` (search keys) that are most like `words`, the likest first."""
    return get_close_matches(search_key(words), list(keys), n=3, cutoff=0.4)
