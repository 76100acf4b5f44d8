"""One row of the page on which a criterion is verified for all its units."""

from decimal import Decimal

from clusters.fields import BlockField
from clusters.text import format_number
from emulation.forms.review import VerifyRowForm


class LeafRowForm(VerifyRowForm):
    """The verified figure and points of one unit, and what it must complete.

    `seen` is the tick at which the page showed the row.
    """

    def __init__(self, *args, comment="", **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.record.sheet.unit.short_name
        self.fields["comment"] = BlockField(
            label=f"{unit}: nội dung cần bổ sung", max_length=600, required=False, rows=1
        )
        self.initial["comment"] = comment
        for name, field in self.fields.items():
            if name != "comment":
                field.label = f"{unit}: {self.words(name)}"

    def words(self, name):
        if name == "agreed":
            return "đồng ý"
        return str(self.record._meta.get_field(name).verbose_name)

    @property
    def seen(self):
        value = self.data.get(self.add_prefix("seen"), "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    @property
    def is_touched(self):
        """The page was sent with something in this row that did not stand there before."""
        return self.add_prefix("seen") in self.data and bool(self.changed_data)

    def newer(self, entry) -> str:
        """What somebody else wrote in the row since the page was opened, in words; or nothing."""
        names = (self.figure_name, "verified_points")
        written = [name for name in names if entry.is_newer(name, self.seen)]
        if not written:
            return ""
        stands = ", ".join(f"{self.words(n)} {_shown(getattr(entry, n))}" for n in written)
        by = entry.verified_by or "Người khác"
        return f"{by} vừa sửa dòng này: {stands}. Xem lại rồi bấm Lưu lần nữa."


def _shown(value):
    if value in (None, ""):
        return "để trống"
    return format_number(value) if isinstance(value, Decimal) else str(value)
