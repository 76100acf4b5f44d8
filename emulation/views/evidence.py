"""S12: the evidence of one row: files in, facts, preview page by page, out; the download."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from clusters import files
from clusters.access import require
from clusters.downloads import attachment, page_picture
from emulation import evidence, rights
from emulation.forms.evidence import FactsForm, UploadForm
from emulation.models import Document
from emulation.views.sheets import SheetDoor, sheet_facts
from emulation.workflow import lock

LARGEST_REQUEST = 110 * 1024 * 1024


class RowEvidence(SheetDoor, SingleObjectMixin, View):
    """The files of one leaf or bonus of a sheet; written while the row is open to its unit."""

    largest_body = LARGEST_REQUEST

    def get(self, request, pk, **where):
        sheet = self.get_object()
        return self.show(sheet, self.record_of(sheet, **where), UploadForm())

    @transaction.atomic
    def post(self, request, pk, **where):
        sheet = self.get_object()
        record = self.record_of(lock(sheet), **where)
        require(rights.may_bring_evidence, request.user, sheet, record)
        if "use" in request.POST or "remove" in request.POST:
            self.move(sheet, record)
            return self.answer(sheet, record)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            self.take(sheet, record, form)
        return self.answer(sheet, record) if form.is_valid() else self.show(sheet, record, form)

    def take(self, sheet, record, form):
        """Keep every file that is fit; say of each other one why it is not."""
        for upload in form.cleaned_data["files"]:
            try:
                evidence.add(sheet=sheet, record=record, upload=upload, by=self.request.user)
            except files.FileFault as fault:
                form.add_error("files", str(fault))
            except ValidationError as fault:
                form.add_error("files", fault)

    def move(self, sheet, record):
        """Put a file of the sheet on this row, or take one off it."""
        verb = "use" if "use" in self.request.POST else "remove"
        pk = self.request.POST[verb]
        seen = evidence.documents_seen(self.request.user, sheet).prefetch_related(None)
        known = seen.filter(pk=pk if pk.isascii() and pk.isdigit() else 0).first()
        if known is None:
            raise Http404
        act = evidence.use if verb == "use" else evidence.take_off
        act(document=known, record=record, by=self.request.user)

    def answer(self, sheet, record):
        if "X-Portal" in self.request.headers:
            return self.show(sheet, record, UploadForm())
        messages.success(self.request, "Đã lưu minh chứng.")
        return redirect(self.request.path)

    def record_of(self, sheet, rid=None, key=None):
        """The row in the address; what the sheet has not is 404."""
        if rid is not None:
            entry = sheet.entries.measured().select_related("leaf").filter(pk=rid).first()
            if entry is None:
                raise Http404
            entry.leaf.criteria_set = sheet.cluster_period.criteria_set
            return entry
        items = sheet.items.select_related("item")
        row = get_object_or_404(items, pk=int(key[1:]) if key[1:].isdigit() else 0)
        if not rights.sees_item(self.request.user, sheet, row.item):
            raise Http404
        return row

    def show(self, sheet, record, form):
        mine = list(evidence.documents_of(record))
        others = evidence.documents_seen(self.request.user, sheet)
        context = {
            "sheet": sheet,
            "record": record,
            "form": form,
            "documents": mine,
            "others": [d for d in others if not d.is_struck and d not in mine],
            "struck": [d for d in others if d.is_struck and d.file],
            "writes": rights.may_bring_evidence(self.request.user, sheet, record),
            "asked": getattr(getattr(record, "leaf", None), "plain", None),
            "here": self.request.path,
            **sheet_facts(self.request.user, sheet, []),
        }
        whole = "X-Portal" not in self.request.headers
        template = "emulation/evidence.html" if whole else "emulation/_evidence.html"
        response = render(self.request, template, context)
        response["X-Count"] = str(len(mine))
        return response


class DocumentDoor(SheetDoor, SingleObjectMixin):
    """One file of a sheet in sight; others are 404."""

    def document(self, d):
        sheet = self.get_object()
        return sheet, get_object_or_404(
            evidence.documents_seen(self.request.user, sheet).select_related("sheet"), pk=d
        )


class DocumentFacts(DocumentDoor, View):
    """Number, date, issuer of the paper in a file."""

    def get(self, request, pk, d):
        sheet, document = self.document(d)
        return self.show(sheet, document, FactsForm(instance=document))

    @transaction.atomic
    def post(self, request, pk, d):
        sheet, document = self.document(d)
        lock(sheet)
        require(rights.may_describe, request.user, document)
        form = FactsForm(request.POST, instance=document)
        if not form.is_valid():
            return self.show(sheet, document, form)
        stored = Document.objects.get(pk=document.pk)
        evidence.describe(document=stored, facts=form.cleaned_data, by=request.user)
        messages.success(request, "Đã lưu số, ngày văn bản.")
        return redirect(self.back(sheet, document))

    def back(self, sheet, document):
        row = document.rows.first()
        if row is None or row.entry_id is None:
            return sheet
        return reverse("evidence", args=[sheet.pk, row.entry_id])

    def show(self, sheet, document, form):
        context = {
            "sheet": sheet,
            "document": document,
            "form": form,
            "writes": rights.may_describe(self.request.user, document),
            "pages": range(1, files.page_count(document.file, document.extension) + 1),
        }
        return render(self.request, "emulation/document.html", context)


class DocumentFile(DocumentDoor, View):
    """The file itself, always as a download under the name it came with."""

    def get(self, request, pk, d):
        _, document = self.document(d)
        return attachment(document.file, document.name, document.extension)


class DocumentPage(DocumentDoor, View):
    """One page of a file as a picture: what reviewers look at beside the figures."""

    def get(self, request, pk, d, n):
        _, document = self.document(d)
        return page_picture(document, n)
