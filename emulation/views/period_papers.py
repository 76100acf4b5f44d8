"""Papers of a period: read by everyone who takes part, attached and withdrawn by the province."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from clusters import files
from clusters.access import require
from clusters.downloads import attachment
from emulation import rights
from emulation.forms.period_papers import PaperForm
from emulation.models import Period, PeriodPaper
from emulation.period_papers import attach, withdraw
from emulation.views.evidence import LARGEST_REQUEST


class PeriodPapers(View):
    """The papers of a period, the newest of them last; the province adds to them."""

    largest_body = LARGEST_REQUEST

    def get(self, request, p):
        return self.show(self.period(p), PaperForm())

    def post(self, request, p):
        period = self.period(p)
        require(rights.may_manage_periods, request.user)
        form = PaperForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(period, form)
        upload = form.cleaned_data["file"]
        try:
            attach(period=period, facts=form.facts, upload=upload, by=request.user)
        except files.FileFault as fault:
            form.add_error("file", str(fault))
        except ValidationError as fault:
            form.add_error("file", fault)
        if form.errors:
            return self.show(period, form)
        messages.success(request, "Đã đính kèm văn bản vào kỳ.")
        return redirect(request.path)

    def period(self, p):
        return get_object_or_404(Period.objects.visible_to(self.request.user), code=p)

    def show(self, period, form):
        user = self.request.user
        context = {
            "period": period,
            "papers": PeriodPaper.objects.visible_to(user).of_period(period),
            "form": form,
            "writes": rights.may_manage_periods(user),
        }
        return render(self.request, "emulation/period_papers.html", context)


class PaperDoor(View):
    """One paper of a period in sight; others are 404."""

    def paper(self, p, n):
        seen = PeriodPaper.objects.visible_to(self.request.user).select_related("period")
        found = seen.filter(period__code=p, pk=n).first()
        if found is None:
            raise Http404
        return found


class PaperFile(PaperDoor):
    """The file, as a download under the name it came with."""

    def get(self, request, p, n):
        paper = self.paper(p, n)
        return attachment(paper.file, paper.name, paper.extension)


class PaperWithdraw(PaperDoor):
    """Take a paper off its period."""

    http_method_names = ["post"]

    def post(self, request, p, n):
        paper = self.paper(p, n)
        require(rights.may_manage_periods, request.user)
        withdraw(paper=paper, by=request.user)
        messages.success(request, f"Đã rút {paper}.")
        return redirect("period-papers", p)
