"""Parts of addresses that must be sane: anything else is an address that does not exist."""

from django.urls import register_converter

from clusters.fields import EARLIEST, LATEST


class Year:
    """A year in which emulation can have been: 1945 to 2100."""

    regex = r"\d{4}"

    def to_python(self, value):
        year = int(value)
        if not (value.isascii() and EARLIEST <= year <= LATEST):
            raise ValueError
        return year

    def to_url(self, value):
        return f"{int(value):04}"


register_converter(Year, "year")
