"""The criteria set as a file: read with all faults at once, checked, written back unchanged."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from clusters.text import nfc
from emulation.scoring.reading import DEEPEST, Reader, SetFaults, exact, join
from emulation.scoring.reading_rules import read_rule
from emulation.scoring.set_checks import check_set
from emulation.scoring.values import (
    Band,
    CriteriaSet,
    Criterion,
    Entry,
    Exclusion,
    Group,
    Highlight,
)

FORMAT = "criteria-set/1"
SET_KEYS = {
    "format", "code", "title", "year", "applies_to", "legal_basis", "total_points", "base_points",
    "bonus_cap", "penalty_cap", "cap_total", "places", "not_assigned", "groups", "criteria",
    "bonuses", "penalties", "exclusions", "bands", "tie_break",
}  # fmt: skip
SET_REQUIRED = (
    "format", "code", "title", "year", "total_points", "base_points", "groups", "criteria",
)  # fmt: skip
CRITERION_KEYS = {
    "number", "code", "title", "group", "unit_of_measure", "max_points", "direction", "rule",
    "expected_share", "verifier", "evidence", "evidence_required", "guidance", "highlight", "sub",
}  # fmt: skip
HIGHLIGHT_KEYS = {"type", "text", "percent", "count", "min_percent", "otherwise"}


def read_set(text: str | bytes) -> CriteriaSet:
    """Read the text of a set file.

    Raises:
        SetFaults: the text is no JSON (with line and column), or holds faults.
    """
    return load_set(read_document(text))


def read_document(text: str | bytes):
    """What a set file says, unchecked. Numbers keep every digit; doubled keys are refused.

    Raises:
        SetFaults: the text is no JSON, with line and column.
    """
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json.loads(
            plain, parse_float=Decimal, parse_int=_whole, parse_constant=_no_number,
            object_pairs_hook=_no_doubles,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise SetFaults(["Tệp không phải văn bản UTF-8. Lưu lại tệp với mã UTF-8."]) from None
    except json.JSONDecodeError as fault:
        where = f"dòng {fault.lineno}, cột {fault.colno}"
        raise SetFaults([f"Tệp không đúng dạng JSON ở {where}."]) from None
    except RecursionError:
        raise SetFaults(["Tệp lồng nhau quá sâu, không phải bộ tiêu chí."]) from None
    except ValueError as fault:
        raise SetFaults([str(fault)]) from None


def _whole(digits):
    if len(digits) > 40:
        raise ValueError("Tệp có số dài quá 40 chữ số.")
    return Decimal(digits)


def _no_number(name):
    raise ValueError(f"Tệp có giá trị {name}, không phải số.")


def _no_doubles(pairs):
    keys = [key for key, _ in pairs]
    double = next((key for key in keys if keys.count(key) > 1), None)
    if double is not None:
        raise ValueError(f"Khóa “{nfc(double)}” đứng hai lần trong cùng một đối tượng.")
    return dict(pairs)


def load_set(document: Mapping) -> CriteriaSet:
    """Check a document and return it as plain values.

    Raises:
        SetFaults: every fault at once, each with its path in the document.
    """
    reader = Reader()
    if _depth(document) > 3 * DEEPEST:
        raise SetFaults(["Bộ tiêu chí lồng nhau quá sâu."])
    raw = reader.mapping(document, "", SET_KEYS, SET_REQUIRED)
    if raw.get("format") not in (None, FORMAT):
        reader.fault("format", f"phải là {FORMAT}")
    cs = _set(reader, raw)
    check_set(reader, cs)
    if reader.faults:
        raise SetFaults(list(dict.fromkeys(nfc(fault) for fault in reader.faults)))
    return cs


def _depth(value, level=0):
    if level > 3 * DEEPEST:
        return level
    children = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else []
    )
    return max((_depth(child, level + 1) for child in children), default=level)


def _set(reader: Reader, raw: Mapping) -> CriteriaSet:
    return CriteriaSet(
        code=reader.text(raw.get("code"), "code", required=True),
        title=reader.text(raw.get("title"), "title", required=True),
        year=reader.whole(raw.get("year"), "year", 0, least=1945, most=2100),
        applies_to=reader.texts(raw.get("applies_to"), "applies_to"),
        legal_basis=reader.text(raw.get("legal_basis"), "legal_basis"),
        total_points=reader.number(raw.get("total_points"), "total_points", Decimal(0)),
        base_points=reader.number(raw.get("base_points"), "base_points", Decimal(0)),
        bonus_cap=reader.number(raw.get("bonus_cap"), "bonus_cap"),
        penalty_cap=reader.number(raw.get("penalty_cap"), "penalty_cap"),
        cap_total=reader.flag(raw.get("cap_total"), "cap_total"),
        places=reader.whole(raw.get("places"), "places", 2, most=4),
        not_assigned=reader.one_of(
            raw.get("not_assigned"), "not_assigned", ["rescale", "zero", "full"], "rescale"
        ),
        groups=reader.each(raw.get("groups"), "groups", lambda v, p: _group(reader, v, p)),
        criteria=reader.each(
            raw.get("criteria"), "criteria", lambda v, p: _criterion(reader, v, p, None)
        ),
        bonuses=reader.each(raw.get("bonuses"), "bonuses", lambda v, p: _entry(reader, v, p)),
        penalties=reader.each(raw.get("penalties"), "penalties", lambda v, p: _entry(reader, v, p)),
        exclusions=reader.each(
            raw.get("exclusions"), "exclusions", lambda v, p: _exclusion(reader, v, p)
        ),
        bands=reader.each(raw.get("bands"), "bands", lambda v, p: _band(reader, v, p)),
        tie_break=reader.texts(raw.get("tie_break"), "tie_break"),
        document=raw,
    )


def _group(reader, value, path):
    known = {"code", "title", "max_points", "bonus_cap"}
    raw = reader.mapping(value, path, known, ("code", "title", "max_points"))
    return Group(
        reader.text(raw.get("code"), join(path, "code"), required=True),
        reader.text(raw.get("title"), join(path, "title")),
        reader.number(raw.get("max_points"), join(path, "max_points"), Decimal(0)),
        reader.number(raw.get("bonus_cap"), join(path, "bonus_cap")),
    )


def _entry(reader, value, path):
    known = {"code", "title", "group", "points_each", "cap"}
    raw = reader.mapping(value, path, known, ("code", "title", "points_each"))
    return Entry(
        reader.text(raw.get("code"), join(path, "code"), required=True),
        reader.text(raw.get("title"), join(path, "title")),
        reader.number(raw.get("points_each"), join(path, "points_each"), Decimal(0)),
        reader.text(raw.get("group"), join(path, "group")),
        reader.number(raw.get("cap"), join(path, "cap")),
    )


def _exclusion(reader, value, path):
    raw = reader.mapping(value, path, {"code", "title"}, ("code", "title"))
    code = reader.text(raw.get("code"), join(path, "code"), required=True)
    return Exclusion(code, reader.text(raw.get("title"), join(path, "title")))


def _band(reader, value, path):
    known = {"label", "min_percent", "min_each_percent"}
    raw = reader.mapping(value, path, known, ("label", "min_percent"))
    return Band(
        reader.text(raw.get("label"), join(path, "label"), required=True),
        reader.number(raw.get("min_percent"), join(path, "min_percent"), Decimal(0)),
        reader.number(raw.get("min_each_percent"), join(path, "min_each_percent")),
    )


def _criterion(reader: Reader, value, path: str, parent) -> Criterion:
    """One node and all below it; share, verifier and evidence come from the parent if not given.

    `parent` is (share, verifier, evidence) of the node above, None at the top.
    """
    required = ("number", "title", "max_points", "rule", *(() if parent else ("group",)))
    raw = reader.mapping(value, path, CRITERION_KEYS, required)
    above = parent or (Decimal(1), "", ())
    share = _share(reader, raw, join(path, "expected_share"), above[0])
    verifier = reader.text(raw.get("verifier"), join(path, "verifier")) or above[1]
    evidence = reader.texts(raw.get("evidence"), join(path, "evidence")) or above[2]
    direction = reader.one_of(
        raw.get("direction"), join(path, "direction"), ["higher", "lower"], "higher"
    )
    most = reader.number(raw.get("max_points"), join(path, "max_points"), Decimal(0))
    sub = reader.each(
        raw.get("sub"), join(path, "sub"),
        lambda v, p: _criterion(reader, v, p, (share, verifier, evidence)),
    )  # fmt: skip
    return Criterion(
        number=reader.text(raw.get("number"), join(path, "number"), required=True),
        title=reader.text(raw.get("title"), join(path, "title"), required=True),
        max_points=most,
        rule=read_rule(reader, raw.get("rule"), join(path, "rule"), most, direction, bool(sub)),
        code=reader.text(raw.get("code"), join(path, "code")),
        group=reader.text(raw.get("group"), join(path, "group")),
        unit_of_measure=reader.text(raw.get("unit_of_measure"), join(path, "unit_of_measure")),
        direction=direction,
        share=share,
        verifier=verifier,
        evidence=evidence,
        evidence_required=reader.flag(
            raw.get("evidence_required"), join(path, "evidence_required")
        ),
        guidance=reader.text(raw.get("guidance"), join(path, "guidance")),
        highlight=_highlight(reader, raw.get("highlight"), join(path, "highlight")),
        sub=sub,
    )


def _share(reader, raw, path, above):
    """The expected share: left out, the parent's; null, not measured at half-year."""
    if "expected_share" not in raw:
        return above
    if raw["expected_share"] is None:
        return None
    share = exact(raw["expected_share"])
    if share is None or not 0 < share <= 1:
        reader.fault(path, "phải lớn hơn 0 và không quá 1, hoặc null")
        return above
    return share


def _highlight(reader, value, path):
    if value is None:
        return None
    raw = reader.mapping(value, path, HIGHLIGHT_KEYS, ("type", "text"))
    return Highlight(
        type=reader.one_of(
            raw.get("type"), join(path, "type"), ["sum", "above", "top", "all_met"], "sum"
        ),
        text=reader.text(raw.get("text"), join(path, "text"), required=True),
        percent=reader.number(raw.get("percent"), join(path, "percent")),
        count=reader.whole(raw.get("count"), join(path, "count"), least=1),
        min_percent=reader.number(raw.get("min_percent"), join(path, "min_percent")),
        otherwise=reader.text(raw.get("otherwise"), join(path, "otherwise")),
    )


def dump_set(cs: CriteriaSet) -> dict:
    """The document of a set, as it was read."""
    return dict(cs.document)


_MARKED = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')


def dump_text(cs: CriteriaSet) -> str:
    """The set as JSON text; decimals are written as numbers with every digit."""
    return document_text(dump_set(cs))


def document_text(document: Mapping) -> str:
    """Any document of this form as JSON text."""
    text = json.dumps(_marked(document), ensure_ascii=False, indent=1)
    return _MARKED.sub(r"\1", text) + "\n"


def _marked(value):
    """Decimals between marks that no text can hold, so that they can be written as numbers."""
    if isinstance(value, Mapping):
        return {key: _marked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"\0{value:f}\0"
    return nfc(value) if isinstance(value, str) else value
