"""The sheet as an Excel file: handed out, taken back, compared, applied whole."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import View

from clusters import files
from clusters.downloads import made
from clusters.text import legacy, search_key
from emulation import rights, sheet_rows
from emulation.forms.workbook import SKIP, AnswersForm, WorkbookForm, keep, kept
from emulation.views.evidence import LARGEST_REQUEST
from emulation.views.sheets import SheetForms
from emulation.workbook.compare import apply, compare, form_data
from emulation.workbook.read import take_apart
from emulation.workbook.write import sheet_workbook
from emulation.workflow import lock


class WorkbookFile(SheetForms, View):
    """The template: targets, what stands now, last year's figures beside it."""

    rule = staticmethod(rights.may_edit)

    def get(self, request, pk):
        sheet = self.get_object()
        form = self.form_for(sheet)
        rows = sheet_rows.rows(sheet, self.entries, last_year=self.last_year)
        content = sheet_workbook(sheet, form, rows, now=timezone.now())
        name = f"bang-tu-cham {sheet.period.code} {search_key(sheet.unit.short_name)}"
        return made(content, f"{name.replace(' ', '-')}.xlsx")


class WorkbookImport(SheetForms, View):
    """Take a filled file back: first the preview, then all of it or nothing."""

    largest_body = LARGEST_REQUEST
    rule = staticmethod(rights.may_edit)

    def get(self, request, pk):
        return self.show(self.get_object(), form=WorkbookForm())

    def post(self, request, pk):
        if "kept" in request.POST:
            return self.confirm(pk)
        sheet = self.get_object()
        form = WorkbookForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(sheet, form=form)
        upload = form.cleaned_data["file"]
        try:
            filled = take_apart(upload.file, upload.name, sheet, self.form_for(sheet))
        except files.FileFault as fault:
            form.add_error("file", str(fault))
            return self.show(sheet, form=form)
        return self.preview(sheet, filled)

    @transaction.atomic
    def confirm(self, pk):
        sheet = self.get_object()
        self.allow(rights.may_edit, lock(sheet))
        filled = kept(self.request.POST["kept"], sheet)
        if filled is None:
            messages.error(self.request, "Bản xem trước đã quá cũ. Chọn lại tệp để xem trước.")
            return redirect("workbook-import", pk)
        if self.request.POST.get("encoding") == SKIP:
            filled.typed = {name: t for name, t in filled.typed.items() if not t.old}
        found = self.compared(sheet, filled)
        answers = AnswersForm(self.request.POST, clashes=found.clashes, encoding=filled.encoding)
        if not (found.is_fit and answers.is_valid()):
            return self.preview(sheet, filled, answers)
        written = apply(sheet, found, answers.cleaned_data, by=self.request.user)
        messages.success(self.request, f"Đã ghi {written} ô từ tệp Excel.")
        return redirect(sheet)

    def compared(self, sheet, filled):
        return compare(filled, self.form_for(sheet, form_data(filled)))

    def preview(self, sheet, filled, answers=None):
        found = self.compared(sheet, filled)
        asked = answers or AnswersForm(clashes=found.clashes, encoding=filled.encoding)
        return self.show(
            sheet,
            found=found,
            answers=asked,
            kept=keep(filled, sheet),
            encoding=legacy.NAMES.get(filled.encoding, ""),
        )

    def show(self, sheet, **context):
        return render(self.request, "emulation/workbook.html", {"sheet": sheet, **context})
