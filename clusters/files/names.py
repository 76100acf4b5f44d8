"""Names of files: what people called them, made safe to show; what they are called on the disk."""

import re
import secrets

from clusters.text import single_line

LONGEST = 120
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.I)
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')


def shown_name(raw: str) -> str:
    """The name as pages and downloads show it: one clean line without folders, never empty.

    What cannot stand in a name on Windows becomes a dash; the ending is kept when it is cut.
    """
    name = single_line(re.split(r"[\\/]", str(raw or ""))[-1])
    name = _FORBIDDEN.sub("-", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if _RESERVED.match(stem.split(".")[0] or ""):
        stem = f"tep-{stem}"
    stem = stem.strip(" .") or "tep"
    ending = ending[:10]
    room = LONGEST - len(ending) - 1
    return f"{stem[:room].rstrip(' .')}.{ending}" if ending else stem[:LONGEST]


def extension_of(name: str) -> str:
    """The ending of a name in small letters; empty when it has none."""
    shown = shown_name(name)
    return shown.rpartition(".")[2].lower() if "." in shown else ""


def stored_name(extension: str) -> str:
    """A random name with our own ending: what lies on the disk tells nothing and clashes never."""
    return f"{secrets.token_hex(16)}.{extension}"
