"""S52 the typed parts and the progress, S52f the files, a draft thrown away."""

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from clusters.access import RuledObjectMixin, require
from clusters.downloads import attachment
from clusters.forms.base import base_of
from clusters.text import clock
from clusters.way_back import way_back
from emulation.workflow import Refused
from reports import rights
from reports.forms import IssueForm, ReportForm, SignedReportForm
from reports.models import Report
from reports.outlines.paper_of import is_provisional, paper_of
from reports.papers.pages import paper_html
from reports.rendering import file_name, paper_kept
from reports.summary import material, preview

STOP_POLLING = 286
"""The status that tells htmx to ask no more."""
PATIENCE_SECONDS = 300
FILES = {"pdf": "file", "docx": "word", "xlsx": "book"}


class ReportDoor(RuledObjectMixin, SingleObjectMixin):
    model = Report
    pk_url_kwarg = "r"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def hold_object(self):
        """The report with its row locked, so that nobody writes between reading and writing."""
        report = self.get_object()
        # gone when another window has thrown it away meanwhile
        get_object_or_404(Report.objects.select_for_update().only("pk"), pk=report.pk)
        return self.get_object()


class ReportEdit(ReportDoor, View):
    """S52: write the parts, choose the pieces, ask for the file, watch it come."""

    def get(self, request, r):
        report = self.get_object()
        return self.show(report, ReportForm(report=report))

    @transaction.atomic
    def post(self, request, r):
        report = self.hold_object()
        form = ReportForm(request.POST, report=report)
        if not rights.may_write(request.user, report):
            require(rights.may_renew, request.user, report)
            # another window has asked for the file meanwhile: what was typed here is shown
            return self.show(report, form, status=403)
        if not form.is_valid():
            return self.show(report, form)
        report.write(form.typed, by=request.user, pieces=form.cleaned_data["pieces"])
        if "render" in request.POST:
            report.make_draft()
        else:
            messages.success(request, "Đã lưu nội dung.")
        return redirect(report)

    def form_id(self, report):
        """The form that holds texts and ticks, while they can be written."""
        return "report-form" if rights.may_write(self.request.user, report) else ""

    def show(self, report, form, signed_form=None, issue_form=None, status=200):
        writes = rights.may_write(self.request.user, report)
        issuer, parts = report.issuer, report.parts
        one = parts[0] if report.scope != Report.Scope.PROVINCE else None
        context = {
            "report": report,
            "form": form,
            "issue_form": issue_form or IssueForm(belongs_to=self.form_id(report)),
            "signed_form": signed_form or SignedReportForm(),
            "signed": list(report.signed.select_related("uploaded_by"))[::-1],
            "may_bring_signed": rights.may_bring_signed(self.request.user, report),
            "writes": writes,
            "is_provisional": is_provisional(parts),
            "material": material(one) if writes and report.scope == Report.Scope.CLUSTER else {},
            "preview": self.preview_of(report, one),
            "missing": issuer.missing if issuer else ["thể thức văn bản của cơ quan ban hành"],
            "may_renew": rights.may_renew(self.request.user, report),
            "may_cancel": rights.may_cancel(self.request.user, report),
            "may_retry": rights.may_retry(self.request.user, report),
            "may_discard": rights.may_discard(self.request.user, report),
            "may_issue": rights.may_issue(self.request.user, report),
            "polls": report.is_under_way,
            "texts": [(part.heading, getattr(report, part.name)) for part in report.written],
        }
        return render(self.request, "reports/edit.html", context, status=status)

    def preview_of(self, report, part):
        """The places that will be printed; a finished report shows itself."""
        done = report.state == Report.State.READY
        return preview(part) if report.scope == Report.Scope.CLUSTER and not done else None


class ReportText(ReportDoor, View):
    """Save one part while it is being typed; what another wrote meanwhile is not written over."""

    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request, r):
        report = self.hold_object()
        require(rights.may_write, request.user, report)
        name = request.POST.get("name", "")
        form = ReportForm({name: request.POST.get("value", "")}, report=report)
        if name not in report.texts or not form.is_valid():
            sentence = " ".join(form.errors.get(name, ["Không có mục này."]))
            return JsonResponse({"sentence": sentence}, status=422)
        if request.POST.get("base") != base_of(getattr(report, name)):
            return JsonResponse({"sentence": form.OTHERS}, status=409)
        value = form.cleaned_data[name]
        report.write({name: value}, by=request.user)
        return JsonResponse({"base": base_of(value), "saved": clock(timezone.now())})


class ReportIssue(ReportEdit):
    """Make the final paper: frozen, with its code; refused while a period is open.

    What is written and ticked on the page comes with the press and is kept first.
    """

    rule = staticmethod(rights.may_issue)
    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request, r):
        report = self.hold_object()
        issue_form = IssueForm(request.POST, belongs_to=self.form_id(report))
        form = ReportForm(request.POST if "texts" in request.POST else None, report=report)
        if not issue_form.is_valid() or (form.is_bound and not form.is_valid()):
            return self.show(report, form, issue_form=issue_form)
        if form.is_bound and rights.may_write(request.user, report):
            report.write(form.typed, by=request.user, pieces=form.cleaned_data["pieces"])
        try:
            report.issue(by=request.user, **issue_form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(report)


class ReportCancel(ReportDoor, View):
    """Give up the making; the texts stay."""

    rule = staticmethod(rights.may_cancel)
    http_method_names = ["post"]

    def post(self, request, r):
        report = self.get_object()
        if report.cancel():
            messages.success(request, "Đã hủy việc tạo báo cáo; nội dung đã viết còn nguyên.")
        return way_back(request, report)


class ReportRetry(ReportDoor, View):
    """Ask again for what failed or was given up, a draft as a draft, an issue as an issue."""

    rule = staticmethod(rights.may_retry)
    http_method_names = ["post"]

    def post(self, request, r):
        report = self.get_object()
        report.enqueue()
        return way_back(request, report)


class ReportDiscard(ReportDoor, View):
    """Delete a draft, after a page that says what goes with it."""

    rule = staticmethod(rights.may_discard)

    def get(self, request, r):
        return render(request, "reports/discard.html", {"report": self.get_object()})

    @transaction.atomic
    def post(self, request, r):
        report = self.hold_object()
        try:
            report.discard(by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(report)
        messages.success(request, f"Đã xóa bản nháp: {report}.")
        return redirect("report-jobs")


class ReportRenew(ReportDoor, View):
    """A new paper with the texts and the choice of this one."""

    rule = staticmethod(rights.may_renew)
    http_method_names = ["post"]

    def post(self, request, r):
        old = self.get_object()
        fresh = Report.start(old.again(), by=request.user)
        return redirect(fresh)


class ReportProgress(ReportDoor, View):
    """The partial that asks again each second until the file is there or hope is lost."""

    def get(self, request, r):
        report = self.get_object()
        polls = report.is_under_way and report.seconds_waited < PATIENCE_SECONDS
        context = {
            "report": report,
            "polls": polls,
            "may_renew": rights.may_renew(request.user, report),
            "may_cancel": rights.may_cancel(request.user, report),
            "may_retry": rights.may_retry(request.user, report),
            "writes": rights.may_write(request.user, report),
        }
        status = 200 if polls else STOP_POLLING
        answer = render(request, "reports/_progress.html", context, status=status)
        if not report.is_under_way:
            # the rest of the page follows the state: what can be written, issued, brought back
            answer["HX-Refresh"] = "true"
        return answer


class ReportPreview(ReportDoor, View):
    """The report as a page: a finished one as it was made, else as it would be made now."""

    def get(self, request, r):
        report = self.get_object()
        kept = paper_kept(report) if report.state == Report.State.READY else None
        # a code answers for a paper that was made; this one is not yet
        paper = kept or replace(paper_of(report, now=timezone.now()), code="", address="")
        context = {"report": report, "pages": paper_html(paper), "is_kept": bool(kept)}
        return render(request, "reports/preview.html", context)


class ReportFile(ReportDoor, View):
    """S52f: one of the three files, always as a download."""

    def get(self, request, r, extension="pdf"):
        report = self.get_object()
        if report.state != Report.State.READY:
            raise Http404
        name = f"{file_name(report)}.{extension}"
        return attachment(getattr(report, FILES[extension]), name, extension)
