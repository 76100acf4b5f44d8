"""S51 the queue, S52 the typed parts and the progress, S52f the file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import ListView, View
from django.views.generic.detail import SingleObjectMixin

from clusters.access import RuledObjectMixin, require
from clusters.downloads import attachment
from reports import rights
from reports.forms import ReportForm
from reports.models import Report
from reports.rendering import file_name
from reports.summary import material, preview

STOP_POLLING = 286
"""The status that tells htmx to ask no more."""
PATIENCE_SECONDS = 300


class ReportList(ListView):
    """S51: reports this person may see; [Tạo báo cáo] for each period of theirs."""

    template_name = "reports/list.html"
    paginate_by = 50

    def get_queryset(self):
        require(rights.may_see_reports, self.request.user)
        return Report.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs):
        parts = rights.parts_for(self.request.user)
        return super().get_context_data(**kwargs) | {"parts": parts}

    def post(self, request):
        pk = request.POST.get("part", "")
        pk = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0
        part = get_object_or_404(rights.parts_for(request.user), pk=pk)
        kind = rights.issuer_kind_for(request.user)
        return redirect(Report.begin(part, kind, by=request.user))


class ReportDoor(RuledObjectMixin, SingleObjectMixin):
    model = Report
    pk_url_kwarg = "r"

    def get_queryset(self):
        return super().get_queryset().for_list()


class ReportEdit(ReportDoor, View):
    """S52: write the parts, ask for the file, watch it come."""

    def get(self, request, r):
        report = self.get_object()
        return self.show(report, ReportForm(report=report))

    def post(self, request, r):
        report = self.get_object()
        require(rights.may_write, request.user, report)
        form = ReportForm(request.POST, report=report)
        if not form.is_valid():
            return self.show(report, form)
        report.write(form.cleaned_data, by=request.user)
        if "render" in request.POST:
            report.enqueue()
        else:
            messages.success(request, "Đã lưu nội dung.")
        return redirect(report)

    def show(self, report, form):
        writes = rights.may_write(self.request.user, report)
        issuer = report.issuer
        context = {
            "report": report,
            "part": report.cluster_period,
            "form": form,
            "writes": writes,
            "material": material(report.cluster_period) if writes else {},
            "preview": preview(report.cluster_period),
            "missing": issuer.missing if issuer else ["thể thức văn bản của cơ quan ban hành"],
            "may_renew": rights.may_renew(self.request.user, report),
            "polls": report.is_under_way,
            "texts": [
                (Report._meta.get_field(n).verbose_name, getattr(report, n)) for n in Report.TEXTS
            ],
        }
        return render(self.request, "reports/edit.html", context)


class ReportRenew(ReportDoor, View):
    """A new paper with the texts of this one."""

    rule = staticmethod(rights.may_renew)
    http_method_names = ["post"]

    def post(self, request, r):
        old = self.get_object()
        fresh = Report.begin(old.cluster_period, old.issuer_kind, by=request.user)
        fresh.write({name: getattr(old, name) for name in Report.TEXTS}, by=request.user)
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
            "writes": rights.may_write(request.user, report),
        }
        status = 200 if polls else STOP_POLLING
        return render(request, "reports/_progress.html", context, status=status)


class ReportFile(ReportDoor, View):
    """S52f: the PDF, always as a download."""

    def get(self, request, r):
        report = self.get_object()
        if report.state != Report.State.READY:
            raise Http404
        return attachment(report.file, file_name(report.cluster_period), "pdf")
