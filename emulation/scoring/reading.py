"""Reading plain JSON values into a criteria set: one collector of faults, each with its path."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from clusters.text import nfc

LARGEST = Decimal(10) ** 12
FINEST = 10
DEEPEST = 12
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?")


class SetFaults(ValueError):
    """Everything that is wrong with a criteria set, one Vietnamese sentence a fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


class Reader:
    """Collects faults while values are taken out of a document; never raises on bad input."""

    def __init__(self):
        self.faults: list[str] = []

    def fault(self, path: str, sentence: str) -> None:
        self.faults.append(f"{path or 'bộ tiêu chí'}: {sentence}")

    def mapping(self, value, path: str, known: set[str], required: tuple[str, ...] = ()) -> Mapping:
        """`value` as an object with only `known` keys and all `required` ones."""
        if not isinstance(value, Mapping):
            self.fault(path, "phải là một đối tượng {…}")
            return {}
        for key in value:
            if key not in known:
                self.fault(join(path, str(key)), "khóa không có trong định dạng")
        for key in required:
            if value.get(key) is None:
                self.fault(join(path, key), "thiếu giá trị bắt buộc")
        return value

    def items(self, value, path: str) -> list:
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(path, "phải là một danh sách […]")
            return []
        return value

    def text(self, value, path: str, default="", *, required=False) -> str:
        if value is None:
            return default
        if not isinstance(value, str):
            self.fault(path, "phải là chữ trong ngoặc kép")
            return default
        cleaned = nfc(value)
        if required and not cleaned:
            self.fault(path, "không được để trống")
        return cleaned

    def texts(self, value, path: str) -> tuple[str, ...]:
        return tuple(self.text(v, f"{path}[{i}]") for i, v in enumerate(self.items(value, path)))

    def flag(self, value, path: str) -> bool:
        if value is None:
            return False
        if not isinstance(value, bool):
            self.fault(path, "phải là true hoặc false")
        return bool(value is True)

    def number(self, value, path: str, default=None, *, least=Decimal(0)) -> Decimal | None:
        """An exact number, not below `least`; read through its text."""
        if value is None:
            return default
        number = exact(value)
        if number is None:
            self.fault(path, "phải là số, ví dụ 70 hoặc 0.5")
            return default
        if number < least:
            self.fault(path, f"không được nhỏ hơn {least}")
            return default
        return number

    def whole(self, value, path: str, default=None, *, least=0, most=9999) -> int | None:
        number = self.number(value, path, least=Decimal(least))
        if number is None:
            return default
        if number != number.to_integral_value() or number > most:
            self.fault(path, f"phải là số nguyên từ {least} đến {most}")
            return default
        return int(number)

    def one_of(self, value, path: str, allowed, default: str) -> str:
        if value is None:
            return default
        if not isinstance(value, str) or value not in allowed:
            self.fault(path, f"phải là một trong: {', '.join(allowed)}")
            return default
        return value

    def each(self, value, path: str, read: Callable) -> tuple:
        """Read every element of a list; `read(element, path)` gives None for a hopeless one."""
        listed = [read(v, f"{path}[{i}]") for i, v in enumerate(self.items(value, path))]
        return tuple(item for item in listed if item is not None)


def exact(value) -> Decimal | None:
    """A JSON number or a string that holds one, as an exact Decimal of sane size; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value.strip()):
            return None
        value = Decimal(value.strip())
    elif isinstance(value, int):
        value = Decimal(value) if abs(value) <= LARGEST else None
    elif isinstance(value, float):
        value = _from_text(repr(value))
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if value.adjusted() > LARGEST.adjusted() or abs(value) > LARGEST or decimals(value) > FINEST:
        return None
    return value + 0 if value else Decimal(0)


def _from_text(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def decimals(value: Decimal) -> int:
    """How many digits after the point the value really needs."""
    if not value:
        return 0
    exponent = value.as_tuple().exponent
    if exponent >= 0:
        return 0
    return len(f"{value:f}".partition(".")[2].rstrip("0")) if exponent > -60 else 60


def join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
