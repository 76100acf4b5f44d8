"""The Excel file of a sheet, and the answers to what it raises."""

from dataclasses import asdict

from django import forms
from django.core import signing

from clusters.forms.base import crispy
from emulation.workbook import compare
from emulation.workbook.read import Filled, Typed

SALT = "emulation.workbook.preview"
CONVERT, SKIP = "doi", "bo-qua"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel đã nhập",
        help_text="Mẫu tải từ bảng này, lưu dạng .xlsx.",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp Excel đã nhập.", "invalid": "Chọn lại tệp Excel."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Xem trước các thay đổi")


def keep(filled: Filled, sheet) -> str:
    """What was read, signed, to stand in the preview page until it is applied."""
    return signing.dumps({"sheet": sheet.pk, **asdict(filled)}, salt=SALT, compress=True)


def kept(signed: str, sheet) -> Filled | None:
    """What `keep` wrote for this very sheet; None for anything else."""
    try:
        plain = signing.loads(signed, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    if plain.pop("sheet") != sheet.pk:
        return None
    typed = {name: Typed(**one) for name, one in plain.pop("typed").items()}
    return Filled(typed=typed, **plain)


class AnswersForm(forms.Form):
    """One question for each clash, and one for text from before Unicode."""

    def __init__(self, *args, clashes, encoding, **kwargs):
        super().__init__(*args, **kwargs)
        ask = "Chọn một trong hai cách."
        if encoding:
            self.fields["encoding"] = forms.ChoiceField(
                label="Văn bản theo bảng mã cũ",
                choices=[(CONVERT, "Đổi sang Unicode như dưới đây"), (SKIP, "Bỏ qua các ô này")],
                widget=forms.RadioSelect,
                error_messages={"required": ask},
            )
        self.clashes = clashes
        for clash in clashes:
            self.fields[clash.name] = forms.ChoiceField(
                label=clash.label,
                choices=[
                    (compare.THEIRS, f"Giữ số trên cổng: {clash.before or 'ô trống'}"),
                    (compare.MINE, f"Lấy số trong tệp: {clash.after or 'ô trống'}"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": ask},
            )

    @property
    def questions(self):
        return [(clash, self[clash.name]) for clash in self.clashes]
