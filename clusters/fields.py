"""Fields that clean what they take: text in models, everything typed in forms."""

from datetime import date, datetime, time
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from clusters import text

MESSAGES = {
    "required": "Chưa chọn. Chọn một mục trong danh sách.",
    "invalid_choice": "Chọn một mục trong danh sách.",
    "invalid": "Giá trị không hợp lệ.",
}
EARLIEST, LATEST = 1945, 2100


class _Cleaned:
    """Keeps NFC text without invisible characters however the row is written."""

    clean_text = staticmethod(text.nfc)

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else self.clean_text(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else self.clean_text(value)

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.clean_text(value)
            setattr(model_instance, self.attname, value)
        return value


class TextLine(_Cleaned, models.CharField):
    """One line of text."""

    clean_text = staticmethod(text.single_line)


class TextBlock(_Cleaned, models.TextField):
    """Text of several lines."""


class NumberField(forms.Field):
    """A figure typed the Vietnamese way; see `text.parse_number` for what is understood.

    After cleaning, `note` says what was understood of a number written in another way.
    """

    widget = forms.TextInput

    def __init__(
        self,
        *,
        kind,
        places=None,
        max_value=None,
        allow_negative=False,
        reference=None,
        **kwargs,
    ):
        self.kind, self.places, self.max_value = kind, places, max_value
        self.allow_negative, self.reference = allow_negative, reference
        self.note = ""
        self.shown = None
        super().__init__(**kwargs)
        self.error_messages["required"] = "Nhập số, ví dụ 87,5"

    def widget_attrs(self, widget):
        """The limits go with the input, for the browser's copy of the parser."""
        limits = {
            "data-kind": self.kind,
            "data-places": self.places,
            "data-max": self.max_value,
            "data-reference": self.reference,
        }
        base = {"inputmode": "decimal", "autocomplete": "off", "class": "n", "maxlength": "40"}
        return base | {name: str(value) for name, value in limits.items() if value is not None}

    def show(self, value):
        """Remember the figure that the page shows, so that its own writing is never asked about."""
        self.shown = value

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return text.format_number(value)

    def to_python(self, value):
        if isinstance(value, Decimal):  # a field held as it is, see `RowForm.hold_unsent`
            return value
        if self.shown is not None and value == text.format_number(self.shown):
            return self.shown
        try:
            parsed = text.parse_number(
                value,
                self.kind,
                places=self.places,
                maximum=self.max_value,
                allow_negative=self.allow_negative,
                reference=self.reference,
            )
        except text.NumberFault as fault:
            raise ValidationError(str(fault), code=fault.code) from fault
        self.note = parsed.note
        return parsed.value

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(self.prepare_value(initial))
        except ValidationError:
            return True


class CountField(forms.Field):
    """A whole number from 0 to 9.999: how often, how many."""

    widget = forms.TextInput
    LARGEST = 9999

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = "Nhập số nguyên, ví dụ 3"

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "autocomplete": "off", "class": "n", "maxlength": "10"}

    def to_python(self, value):
        typed = text.single_line(str(value)) if value is not None else ""
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()) or len(typed) > 9:
            raise ValidationError("Nhập số nguyên không nhỏ hơn 0, ví dụ 3")
        if int(typed) > self.LARGEST:
            raise ValidationError(f"Số lớn nhất là {text.format_number(self.LARGEST)}")
        return int(typed)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class YearField(CountField):
    """A year in which emulation can have been."""

    SENTENCE = f"Nhập năm từ {EARLIEST} đến {LATEST}, ví dụ 2020"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = self.SENTENCE

    def to_python(self, value):
        try:
            year = super().to_python(value)
        except ValidationError:
            raise ValidationError(self.SENTENCE) from None
        if year is not None and not EARLIEST <= year <= LATEST:
            raise ValidationError(self.SENTENCE)
        return year


class LineField(forms.CharField):
    """One line of text, cleaned; its length is counted after cleaning."""

    clean_text = staticmethod(text.single_line)

    def __init__(self, *, max_length, label="", **kwargs):
        self.longest = max_length
        super().__init__(label=label, **kwargs)
        self.error_messages["required"] = f"Nhập {label[:1].lower()}{label[1:]}".strip() + "."

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"maxlength": str(self.longest)}

    def to_python(self, value):
        value = self.clean_text(value or "")
        if len(value) > self.longest:
            raise ValidationError(
                f"Tối đa {self.longest} ký tự; đang có {len(value)} ký tự. Rút gọn nội dung."
            )
        return value


class BlockField(LineField):
    """Several lines of text."""

    widget = forms.Textarea
    clean_text = staticmethod(text.nfc)

    def __init__(self, *, rows=4, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        # no maxlength: the browser would cut what is pasted without a word; the server says it
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | {"rows": str(self.rows)}


class DateField(forms.Field):
    """A day, day first: 05/7/2026; also as a browser's own date input writes it."""

    widget = forms.TextInput
    SENTENCE = "Nhập ngày theo mẫu ngày/tháng/năm, ví dụ 05/7/2026"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = self.SENTENCE

    def widget_attrs(self, widget):
        return {"placeholder": "ngày/tháng/năm", "inputmode": "numeric", "maxlength": "40"}

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else text.short_date(value)

    def to_python(self, value):
        typed = text.single_line(value) if isinstance(value, str) else value
        if not typed:
            return None
        if isinstance(typed, date):
            return typed
        return read_date(typed)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


def read_date(typed) -> date:
    """Read d/m/yyyy or yyyy-mm-dd; refuses days that do not exist and years out of reach."""
    parts = typed.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) <= 4 for p in parts):
        raise ValidationError(DateField.SENTENCE)
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = map(int, parts)
    if not EARLIEST <= year <= LATEST:
        raise ValidationError(f"Năm phải từ {EARLIEST} đến {LATEST}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(f"Không có ngày {day}/{month}/{year}. Kiểm tra lại.") from None


class DateTimeField(forms.Field):
    """A moment in Vietnam: 10/7/2026 17:00."""

    widget = forms.TextInput
    SENTENCE = "Nhập ngày và giờ theo mẫu 10/7/2026 17:00"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = self.SENTENCE

    def widget_attrs(self, widget):
        return {"placeholder": "10/7/2026 17:00", "maxlength": "40"}

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        local = timezone.localtime(value)
        return f"{local.day}/{local.month}/{local.year} {local:%H:%M}"

    def to_python(self, value):
        if isinstance(value, datetime) or not value:
            return value or None
        day, _, clock = text.single_line(value).replace("T", " ").partition(" ")
        return timezone.make_aware(datetime.combine(read_date(day), self._read_clock(clock)))

    def _read_clock(self, typed):
        hours, _, minutes = (typed or "").replace("giờ", ":").replace(" ", "").partition(":")
        minutes = minutes or "0"
        if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
            raise ValidationError(self.SENTENCE)
        if len(hours) > 2 or len(minutes) > 2 or int(hours) > 23 or int(minutes) > 59:
            raise ValidationError("Giờ từ 0 đến 23, phút từ 0 đến 59, ví dụ 17:00")
        return time(int(hours), int(minutes))

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
