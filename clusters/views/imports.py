"""S61, S62: lists of units and accounts taken from Excel: preview, then the good rows."""

from collections import Counter

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import View

from clusters import files, intake, rights
from clusters.accounts import give_password
from clusters.downloads import made
from clusters.forms.base import base_of
from clusters.forms.imports import ImportForm
from clusters.intake import State, accounts, units
from clusters.views.accounts import show_passwords
from clusters.views.manage import RuledPage

SALT = "clusters.intake"
LARGEST_REQUEST = 12 * 1024 * 1024


class ListFile(RuledPage, View):
    """What is there now, under the headings that the import reads; empty it is the pattern."""

    what = None

    def get(self, request):
        content = intake.list_workbook(self.what.TITLE, self.what.COLUMNS, self.what.lines())
        return made(content, f"{self.what.FILE_STEM}.xlsx")


class ListImport(RuledPage, View):
    """Take a list: what each row would do is shown first; nothing is written before the word."""

    what = None
    back = ""
    file_route = ""
    largest_body = LARGEST_REQUEST

    def get(self, request):
        return self.show(form=ImportForm())

    def post(self, request):
        if "kept" in request.POST:
            return self.confirm()
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form)
        try:
            table = self.read(form.cleaned_data)
        except files.FileFault as fault:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(fault))
            return self.show(form=form)
        return self.preview(table.rows, notices=table.notices)

    def read(self, typed):
        if typed["file"]:
            upload = typed["file"]
            return intake.from_workbook(
                upload.file, upload.name, self.what.COLUMNS, typed["page_name"]
            )
        return intake.from_text(typed["pasted"], self.what.COLUMNS)

    def preview(self, rows, notices=(), said=""):
        lines = intake.run(rows, self.what.taker(self.request.user), keep=lambda lines: False)
        kept = [(row.at, row.cells, row.faults) for row in rows]
        return self.show(
            lines=lines,
            notices=notices,
            said=said,
            counts=[(state.label, n) for state, n in Counter(x.state for x in lines).items()],
            faulty=sum(line.state == State.FAULTY for line in lines),
            writes_any=any(line.state in (State.NEW, State.CHANGED) for line in lines),
            kept=signing.dumps([kept, states(lines)], salt=self.salt, compress=True),
        )

    def confirm(self):
        """Write what was shown: if a row would now do something else, it is shown again."""
        try:
            plain = signing.loads(self.request.POST["kept"], salt=self.salt, max_age=24 * 3600)
        except signing.BadSignature:
            messages.error(self.request, "Bản xem trước đã quá cũ. Chọn lại tệp để xem trước.")
            return redirect(self.request.path)
        rows = [intake.Row(at, cells, tuple(faults)) for at, cells, faults in plain[0]]
        if any(row.startswith("F") for row in plain[1]) and "skip" not in self.request.POST:
            return self.preview(rows, said="Đánh dấu đồng ý bỏ qua các dòng lỗi, hoặc sửa tệp.")
        lines = intake.run(
            rows, self.what.taker(self.request.user), keep=lambda now: self.keeps(now, plain[1])
        )
        if states(lines) != plain[1]:
            return self.preview(rows, said="Dữ liệu vừa đổi sau lúc xem trước. Xem lại rồi ghi.")
        return self.written(lines)

    def keeps(self, lines, promised) -> bool:
        """Whether the rows did what was promised; the last word inside their transaction."""
        return states(lines) == promised

    def written(self, lines):
        count = Counter(line.state for line in lines)
        sentence = f"Đã ghi: thêm {count[State.NEW]}, sửa {count[State.CHANGED]}."
        if count[State.FAULTY]:
            sentence += f" Bỏ qua {count[State.FAULTY]} dòng lỗi."
        messages.success(self.request, sentence)
        return redirect(self.back)

    @property
    def salt(self):
        return f"{SALT}.{self.what.TITLE}.{self.request.user.pk}"

    def show(self, **context):
        context |= {
            "title": f"Nhập {self.what.TITLE.lower()} từ Excel",
            "columns": self.what.COLUMNS,
            "back": reverse(self.back),
            "file_route": self.file_route,
        }
        return render(self.request, "clusters/manage/import.html", context)


def states(lines) -> list[str]:
    """What the preview promised: a letter a row, and by what its changes are known."""
    letters = {State.NEW: "N", State.CHANGED: "C", State.SAME: "S", State.FAULTY: "F"}
    return [letters[line.state] + base_of(str(line.changes))[:8] for line in lines]


class UnitImport(ListImport):
    rule = staticmethod(rights.may_manage_units)
    what, back, file_route = units, "units-admin", "units-file"


class AccountImport(ListImport):
    """New accounts get their passwords with the list, shown once."""

    rule = staticmethod(rights.may_manage_accounts)
    what, back, file_route = accounts, "users-admin", "users-file"

    def keeps(self, lines, promised):
        keeps = super().keeps(lines, promised)
        new = [line.record for line in lines if line.state == State.NEW] if keeps else []
        self.made = [(user, give_password(user)) for user in new]
        return keeps

    def written(self, lines):
        answer = super().written(lines)
        return show_passwords(self.request, self.made) if self.made else answer
