"""A list to be brought in: an Excel file, or cells pasted from one."""

from django import forms

from clusters.fields import LineField
from clusters.forms.base import crispy

LONGEST_PASTE = 500_000


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": "Chọn lại tệp Excel."},
    )
    page_name = LineField(
        label="Tên trang tính",
        max_length=60,
        required=False,
        help_text="Chỉ cần khi tệp có nhiều trang có cùng các cột.",
    )
    pasted = forms.CharField(
        label="Hoặc dán các ô từ Excel",
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Dán cả dòng tiêu đề.",
        error_messages={"max_length": "Nội dung dán quá dài. Chia làm nhiều lần, hoặc dùng tệp."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy("Xem trước")

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("file")) == bool((data.get("pasted") or "").strip()):
            self.add_error("file", "Chọn một tệp Excel, hoặc dán các ô vào ô bên dưới.")
        return data
