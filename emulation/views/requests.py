"""S13: requests for figures. The officer's pages, and the one page of an office without account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from emulation import requests, rights, sheet_rows
from emulation.forms.requests import AnswerForm, RequestForm
from emulation.models import DataRequest, GuestVisit, RequestedFigure
from emulation.views.sheets import SheetDoor, sentence, sheet_facts
from emulation.workflow import Refused, lock


class DataRequests(SheetDoor, SingleObjectMixin, View):
    """All requests of one sheet and what came of them; a new one."""

    rule = staticmethod(rights.may_edit)

    def get(self, request, pk):
        sheet = self.get_object()
        return self.show(sheet, self.form(sheet))

    @transaction.atomic
    def post(self, request, pk):
        sheet = self.get_object()
        self.allow(rights.may_edit, lock(sheet))
        form = self.form(sheet, request.POST)
        if not form.is_valid():
            return self.show(sheet, form)
        asked = requests.ask(sheet=sheet, by=request.user, **form.facts)
        if asked.email:
            requests.send(asked=asked, by=request.user)
            messages.success(request, f"Đã lập phiếu và gửi thư tới {asked.email}.")
        else:
            messages.success(request, "Đã lập phiếu. In phiếu hoặc gửi liên kết cho nơi cung cấp.")
        return redirect("data-request", pk)

    def form(self, sheet, data=None):
        entries, _, _ = self.parts_of(sheet)
        allowed = [entry for entry in entries if sheet.opening.allows(entry)]
        return RequestForm(data, entries=allowed)

    def show(self, sheet, form):
        asked = list(sheet.data_requests.for_list())
        context = {
            "sheet": sheet,
            "form": form,
            "asked": [(one, self.link(one)) for one in asked],
            **sheet_facts(self.request.user, sheet, []),
        }
        return render(self.request, "emulation/data_requests.html", context)

    def link(self, asked):
        if not asked.is_open:
            return ""
        return settings.PORTAL_URL + reverse("data-request-guest", args=[asked.token])


class DataRequestRevoke(SheetDoor, SingleObjectMixin, View):
    """Kill the link of one request."""

    rule = staticmethod(rights.may_edit)
    http_method_names = ["post"]

    def post(self, request, pk, n):
        asked = get_object_or_404(self.get_object().data_requests, pk=n)
        requests.revoke(asked=asked, by=request.user)
        messages.success(request, f"Đã thu hồi liên kết gửi {asked.office}.")
        return redirect("data-request", pk)


class ProposalDecide(SheetDoor, SingleObjectMixin, View):
    """[Nhận số này] [Không nhận]: the officer decides about a proposed figure."""

    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request, pk, f):
        sheet = self.get_object()
        self.allow(rights.may_edit, lock(sheet))
        mine = RequestedFigure.objects.filter(request__sheet=sheet)
        figure = get_object_or_404(mine.select_related("entry__sheet", "request"), pk=f)
        self.allow(lambda user, record: record.opening.allows(figure.entry), sheet)
        try:
            requests.decide(figure=figure, accept="accept" in request.POST, by=request.user)
        except Refused as refusal:
            messages.error(request, sentence(refusal))
        return redirect(f"{sheet.get_absolute_url()}#r-{figure.entry.leaf.number}")


@method_decorator([login_not_required, never_cache], name="dispatch")
class GuestFigures(View):
    """The page behind a link: some cells of one unit, nothing else; every step is noted."""

    def get(self, request, token):
        asked = DataRequest.objects.by_token(token)
        refused = self.refuse(asked)
        if refused:
            return refused
        requests.log(GuestVisit.Act.OPENED, asked)
        return self.show(asked, self.form(asked))

    @transaction.atomic
    def post(self, request, token):
        asked = DataRequest.objects.by_token(token)
        refused = self.refuse(asked)
        if refused:
            return refused
        form = self.form(asked, request.POST)
        if not form.is_valid():
            requests.log(GuestVisit.Act.FAULTY, asked)
            return self.show(asked, form)
        requests.propose(asked=asked, figures=form.answers, name=form.cleaned_data["name"])
        return self.show(asked, self.form(asked), done=True)

    def refuse(self, asked):
        """The answer to a link that does not hold (404) or is used too often (429); else None."""
        if requests.must_wait(asked):
            return render(self.request, "emulation/guest_wait.html", status=429)
        if asked is None:
            requests.log(GuestVisit.Act.UNKNOWN)
            return render(self.request, "emulation/guest_gone.html", status=404)
        return None

    def form(self, asked, data=None):
        figures = list(asked.figures.select_related("entry__leaf", "entry__sheet"))
        for figure in figures:
            figure.entry.leaf.criteria_set = asked.sheet.cluster_period.criteria_set
        open_ones = [f for f in figures if f.state in ("asked", "proposed")]
        return AnswerForm(data, asked=asked, figures=open_ones)

    def show(self, asked, form, *, done=False):
        context = {
            "asked": asked,
            "sheet": asked.sheet,
            "form": form,
            "done": done,
            "last_year": sheet_rows.last_year_of(asked.sheet),
        }
        return render(self.request, "emulation/guest.html", context)
