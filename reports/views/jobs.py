"""S51: everything that is being made for this person, how far it has come, what can be done."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import ListView, View

from clusters.access import require
from reports import rights
from reports.models import Kit, Report, stand_in_line
from reports.views.job_rows import kit_row, report_row
from reports.views.kits import KitDoor
from reports.views.reports import STOP_POLLING, ReportDoor


class ReportList(ListView):
    """S51: reports and kits this person may see; [Tạo báo cáo] for each subject of theirs."""

    template_name = "reports/list.html"
    paginate_by = 20
    KITS = 20

    def get_queryset(self):
        require(rights.may_see_reports, self.request.user)
        return Report.objects.visible_to(self.request.user).for_jobs()

    def get_context_data(self, **kwargs):
        user, context = self.request.user, super().get_context_data(**kwargs)
        reports = list(context["object_list"])
        kits = list(Kit.objects.visible_to(user).for_jobs()[: self.KITS])
        stand_in_line([*reports, *kits])
        return context | {
            "reports": [report_row(report, user) for report in reports],
            "kits": [kit_row(kit, user) for kit in kits],
            "back": self.request.get_full_path(),
            "parts": rights.parts_for(user),
            "periods": rights.periods_for(user),
            "sheets": rights.sheets_for(user),
        }

    def post(self, request):
        subject = self.subject(request.user)
        return redirect(Report.start(Report.about(**subject), by=request.user))

    def subject(self, user):
        """What the new report is about; a stranger's key is nowhere to be found."""
        if key := self.key("part"):
            part = get_object_or_404(rights.parts_for(user), pk=key)
            kind = rights.issuer_kind_for(user)
            return {"scope": Report.Scope.CLUSTER, "issuer_kind": kind, "part": part}
        if key := self.key("period"):
            period = get_object_or_404(rights.periods_for(user), pk=key)
            kind = Report.IssuerKind.PROVINCE
            return {"scope": Report.Scope.PROVINCE, "issuer_kind": kind, "period": period}
        sheet = get_object_or_404(rights.sheets_for(user), pk=self.key("sheet"))
        part, kind = sheet.cluster_period, Report.IssuerKind.UNIT
        return {"scope": Report.Scope.UNIT, "issuer_kind": kind, "part": part, "sheet": sheet}

    def key(self, name):
        typed = self.request.POST.get(name, "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else 0


def row_answer(request, row):
    """How far a job has come; once it is over its whole row, with its files and buttons."""
    is_over = not row.job.is_under_way
    page = "reports/_job_row.html" if is_over else "reports/_job_state.html"
    context = {"row": row, "back": reverse("report-jobs"), "tells": is_over}
    answer = render(request, page, context, status=200 if row.polls else STOP_POLLING)
    if is_over:
        answer["HX-Retarget"] = "closest tr"
    return answer


class ReportRow(ReportDoor, View):
    """What a report's row asks each second while it is under way."""

    def get(self, request, r):
        return row_answer(request, report_row(self.get_object(), request.user))


class KitRow(KitDoor):
    """What a kit's row asks each second while it is under way."""

    def get(self, request, m, n):
        kits = Kit.objects.filter(meeting=self.meeting(m)).for_jobs()
        return row_answer(request, kit_row(get_object_or_404(kits, pk=n), request.user))
