"""The one parser and the one formatter of numbers written the Vietnamese way."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LONGEST = 60
DIGITS_BEFORE, DIGITS_AFTER = 14, 4
_DATE_LIKE = re.compile(r"^\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?$|^\d{1,2}\s*-?\s*(thg|tháng)", re.I)
_GROUPED = {sep: re.compile(rf"^[1-9]\d{{0,2}}(?:\{sep}\d{{3}})+$") for sep in ".,"}

SENTENCES = {
    "not_number": "Nhập số, ví dụ 87,5",
    "no_percent": "Cột này không nhập %",
    "date_like": (
        "Excel đã chuyển số này thành ngày tháng. "
        "Đổi định dạng ô sang Số (Number), rồi sao chép lại"
    ),
}


class NumberFault(ValueError):
    """What was typed is not a number of this kind; the text is the sentence for its writer."""

    def __init__(self, code, sentence=None):
        self.code = code
        super().__init__(sentence or SENTENCES[code])


@dataclass(frozen=True)
class Parsed:
    """The figure that was understood (None: nothing was typed), and what to tell the writer."""

    value: Decimal | None
    note: str = ""


def parse_number(
    raw, kind, *, places=None, maximum=None, allow_negative=False, reference=None
) -> Parsed:
    """Read one number of `kind` points, quantity or percent.

    `places`: most digits after the comma; `maximum`: the largest value allowed; `reference`: a
    figure of the same size (target, last year) that settles whether 12.345 means thousands.

    Raises:
        NumberFault: with a code and a Vietnamese sentence.
    """
    typed = re.sub(r"[\s\u00a0\u202f]", "", str(raw or "")).strip("'\"")
    if typed in ("", "-"):
        return Parsed(None)
    if len(typed) > LONGEST:
        raise NumberFault("not_number")
    if _DATE_LIKE.match(typed):
        raise NumberFault("date_like")
    digits, negative = _sign(_without_percent(typed, kind))
    if not re.fullmatch(r"[0-9.,]*[0-9]", digits):
        raise NumberFault("not_number")
    text, is_rewritten = _read(digits, kind, str(raw).strip(), reference)
    value = Decimal(text)
    value = -value if negative and value else value
    _check(value, kind, text, places, maximum, allow_negative)
    return Parsed(value, f"Đã hiểu là {format_number(value)}" if is_rewritten else "")


def _without_percent(typed, kind):
    if not typed.endswith("%"):
        return typed
    if kind != "percent":
        raise NumberFault("no_percent")
    return typed[:-1]


def _sign(typed):
    """The digits without their sign; a bracket is a minus, as accountants write it."""
    if typed.startswith("(") and typed.endswith(")"):
        return typed[1:-1], True
    if typed[:1] in "-−–":
        return typed[1:], True
    return typed.removeprefix("+"), False


def _read(digits, kind, raw, reference):
    """(plain text of the number, whether it was understood from another way of writing)."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return _read_both(digits)
    if commas > 1:
        return _thousands(digits, ","), True
    if commas:
        return digits.replace(",", "."), False
    if dots > 1:
        return _thousands(digits, "."), False
    if dots:
        return _read_one_dot(digits, kind, raw, reference)
    return digits, False


def _read_both(digits):
    """1.234,5 or, in the English way, 1,234.5."""
    decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
    group = "." if decimal == "," else ","
    whole, _, rest = digits.partition(decimal)
    if decimal in rest or group in rest:
        raise NumberFault("not_number")
    return f"{_thousands(whole, group)}.{rest}", decimal == "."


def _thousands(digits, group):
    if not _GROUPED[group].match(digits):
        raise NumberFault("not_number")
    return digits.replace(group, "")


def _read_one_dot(digits, kind, raw, reference):
    whole, _, rest = digits.partition(".")
    if len(rest) != 3:
        return f"{whole or 0}.{rest}", True
    if kind == "points":
        raise NumberFault("dot_in_points", f"{raw}: dùng dấu phẩy cho phần thập phân, ví dụ 8,25")
    if whole in ("", "0") or not _GROUPED["."].match(digits):
        return f"{whole or 0}.{rest}", True
    if _is_ambiguous(Decimal(whole + rest), Decimal(digits), reference):
        large, small = format_number(Decimal(whole + rest)), format_number(Decimal(digits))
        raise NumberFault(
            "ambiguous_dot", f"{raw} là {large} hay {small}? Gõ lại {whole + rest} hoặc {small}"
        )
    return whole + rest, False


def _is_ambiguous(large, small, reference):
    """The thousand reading lies outside 1/20 … 20 times the reference, the decimal one inside."""
    if not reference:
        return False
    low, high = Decimal(reference) / 20, Decimal(reference) * 20
    return not low <= large <= high and low <= small <= high


def _check(value, kind, text, places, maximum, allow_negative):
    if value < 0 and (kind == "points" or not allow_negative):
        what = "Điểm" if kind == "points" else "Số liệu này"
        raise NumberFault("negative", f"{what} không được nhỏ hơn 0")
    whole, _, rest = text.partition(".")
    limit = (2 if kind == "points" else DIGITS_AFTER) if places is None else places
    if len(rest.rstrip("0")) > limit:
        raise NumberFault("decimals", f"Tối đa {limit} chữ số sau dấu phẩy")
    if maximum is not None and value > maximum:
        what = "Điểm" if kind == "points" else "Số"
        sentence = f"{what} {format_number(value)} vượt mức tối đa {format_number(maximum)}"
        raise NumberFault("over_max", sentence)
    if len(whole.lstrip("0")) > DIGITS_BEFORE:
        raise NumberFault("over_max", f"Tối đa {DIGITS_BEFORE} chữ số trước dấu phẩy")


def format_number(value, places=None) -> str:
    """1.234,5: dot between thousands, decimal comma; without `places` no trailing zeros."""
    if value is None or value == "":
        return ""
    value = Decimal(value)
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if value < 0 else ""
    whole, _, rest = f"{abs(value):f}".partition(".")
    rest = rest if places is not None else rest.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"


def format_points(value, places=2) -> str:
    return format_number(value, places)


def format_percent(value, places=1) -> str:
    """59,2%: no space before the sign, as official papers write it."""
    return "" if value is None or value == "" else f"{format_number(value, places)}%"


def pad_count(number) -> str:
    """Counts below ten carry a zero in official papers: 07."""
    return "" if number is None or number == "" else f"{int(number):02}"
