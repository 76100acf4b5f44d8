"""S45 in its first steps: numbers set by the province, units that a cluster proposes."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from awards import nominating, rights
from awards.forms.nominations import NominationForm, QuotaForm
from awards.models import Quota
from clusters.access import require
from emulation.models import ClusterPeriod, Period
from emulation.views.ranking import PartDoor
from emulation.workflow import Refused


class QuotaGrid(View):
    """How many each cluster may propose for each kind in one year."""

    def dispatch(self, request, p):
        if request.user.is_authenticated:
            self.period = get_object_or_404(Period, code=p, kind=Period.Kind.YEAR)
            if not rights.may_see_quotas(request.user):
                raise Http404
            parts = ClusterPeriod.objects.standing().with_names().filter(period=self.period)
            self.parts = parts.order_by("cluster__order", "cluster__name")
        return super().dispatch(request)

    def form(self, data=None):
        kinds = nominating.kinds_for(self.period, self.request.GET.getlist("them"))
        present = {(q.part_id, q.kind_id): q for q in Quota.objects.of_period(self.period)}
        return QuotaForm(data, parts=self.parts, kinds=kinds, present=present)

    def get(self, request):
        return self.show(self.form())

    @transaction.atomic
    def post(self, request):
        require(rights.may_set_quotas, request.user)
        nominating.hold([part.pk for part in self.parts])
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        said = {"numbers": form.numbers, "document": form.cleaned_data["document"]}
        try:
            changed = nominating.set_quotas(period=self.period, by=request.user, **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        said = f"Đã lưu {changed} số lượng đề nghị." if changed else "Không có số lượng nào đổi."
        messages.success(request, said)
        return redirect("quotas", self.period.code)

    def show(self, form):
        context = {
            "period": self.period,
            "form": form,
            "others": nominating.other_kinds(form.kinds),
            "added": self.request.GET.getlist("them"),
            "writes": rights.may_set_quotas(self.request.user),
        }
        return render(self.request, "awards/quotas.html", context)


class Nominations(PartDoor, View):
    """Whom a cluster proposes within its numbers."""

    rule = staticmethod(rights.may_see_nominations)

    def dispatch(self, request, p, c):
        if request.user.is_authenticated:
            self.cluster_part = self.part(p, c)
        return super().dispatch(request)

    def form(self, data=None):
        part = self.cluster_part
        lines = nominating.placed_units(part)
        return NominationForm(data, offers=nominating.offers(part), lines=lines)

    def get(self, request):
        return self.show(self.form())

    @transaction.atomic
    def post(self, request):
        part = self.cluster_part
        require(rights.may_nominate, request.user, part)
        nominating.hold([part.pk])
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            nominating.nominate(part=part, chosen=form.chosen, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, "Đã lưu danh sách đề nghị.")
        return redirect("nominations", part.period.code, part.cluster.code)

    def show(self, form):
        part = self.cluster_part
        context = {
            "part": part,
            "form": form,
            "writes": rights.may_nominate(self.request.user, part),
            "may_see_quotas": rights.may_see_quotas(self.request.user),
            "twice": nominating.proposed_twice(part),
            "unplaced": nominating.proposed_without_place(part),
        }
        return render(self.request, "awards/nominations.html", context)
