"""S63: everything that was changed and moved, newest first, filtered, exported by time."""

import io
from urllib.parse import urlencode

import openpyxl
from django.views.generic import ListView, View

from clusters import audit_log, rights
from clusters.downloads import made
from clusters.files.workbook import write_text
from clusters.forms.audit import AuditForm
from clusters.text import moment, short_date
from clusters.views.manage import RuledPage

MOST_EXPORTED = 20_000
HEADS = ["Lúc", "Người", "Đơn vị", "Địa chỉ máy", "Nội dung", "Trường", "Trước", "Sau", "Lý do"]


class Audit(RuledPage, ListView):
    """One source at a time; `?loai=` chooses it."""

    rule = staticmethod(rights.may_see_audit)
    template_name = "clusters/manage/audit.html"
    paginate_by = 50

    def get_queryset(self):
        self.form = AuditForm(self.request.GET)
        self.source = audit_log.source(self.request.GET.get("loai", ""))
        return audit_log.narrowed(self.source, self.form.asked)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = {name: value for name, value in self.request.GET.items() if name != "page"}
        return context | {
            "form": self.form,
            "sources": audit_log.sources(),
            "source": self.source,
            "lines": [self.source.line(row) for row in context["object_list"]],
            "filtered": any(value for name, value in asked.items() if name != "loai"),
            "asked": urlencode(asked),
        }


class AuditFile(RuledPage, View):
    """The filtered lines of every source as an Excel file, a page a source."""

    rule = staticmethod(rights.may_see_audit)

    def get(self, request):
        asked = AuditForm(request.GET).asked
        book = openpyxl.Workbook(write_only=False)
        book.remove(book.active)
        for source in audit_log.sources():
            _write(book.create_sheet(source.label[:31]), source, asked)
        out = io.BytesIO()
        book.save(out)
        days = "-".join(filter(None, [_day(asked["first"]), _day(asked["last"])]))
        return made(out.getvalue(), f"nhat-ky-{days}.xlsx" if days else "nhat-ky.xlsx")


def _day(day):
    return day.isoformat() if day else ""


def _write(page, source, asked):
    for column, head in enumerate(HEADS, start=1):
        write_text(page.cell(1, column), head)
    rows = audit_log.narrowed(source, asked)[:MOST_EXPORTED]
    for at, row in enumerate(rows.iterator(chunk_size=500), start=2):
        line = source.line(row)
        by = line.by
        cells = [
            f"{short_date(line.at)} {moment(line.at)}",
            str(by) if by else "hệ thống",
            by.unit.short_name if by else "",
            line.ip,
            line.name,
            line.field,
            line.before,
            line.after,
            line.reason,
        ]
        for column, text in enumerate(cells, start=1):
            write_text(page.cell(at, column), text[:32_000])
    page.freeze_panes = "A2"
