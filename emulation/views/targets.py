"""S18: plan figures, typed by the province, read by the unit that they are given to."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import TemplateView, View

from clusters.access import require
from clusters.models import Unit
from emulation import rights
from emulation.forms.manage import TargetsForm
from emulation.models import ClusterPeriod, CriteriaSet, Target, TargetProposal
from emulation.targets import set_target, target_counts
from emulation.views.manage import ProvincePage


class Targets(ProvincePage, TemplateView):
    """The units and how many plan figures each has for the year, per set version.

    An officer of a unit is led to the unit's own figures.
    """

    template_name = "emulation/manage/targets.html"

    def dispatch(self, request, y, *args, **kwargs):
        user = request.user
        if user.is_authenticated and user.is_of_member:
            return redirect("unit-targets", u=user.unit_id, y=y)
        return super().dispatch(request, *args, y=y, **kwargs)

    def get_context_data(self, y, **kwargs):
        parts = ClusterPeriod.objects.standing().with_names().filter(period__year=y)
        parts = list(parts.order_by("cluster__order", "period__kind"))
        listed = [
            (part, units, sum(given >= needed for _, given, needed in units))
            for part, units in zip(parts, target_counts(parts), strict=True)
        ]
        return super().get_context_data(**kwargs) | {"year": y, "parts": listed}


class UnitTargets(View):
    """The plan figures of one unit for a year; `?bo=` chooses among the sets it is scored by."""

    def dispatch(self, request, y, u):
        self.unit = get_object_or_404(Unit, pk=u)
        self.year = y
        user = request.user
        own = user.is_of_member and user.unit_id == self.unit.pk
        seen = Target.objects.visible_to(user).filter(unit=self.unit).exists()
        if not (rights.may_see_periods(user) or own or seen):
            raise Http404
        self.sets = list(CriteriaSet.objects.of_unit_in(self.unit, y))
        self.set = self.chosen(request.GET.get("bo", ""))
        self.leaves = []
        if self.set:
            leaves = self.set.criteria.leaves().in_order()
            self.leaves = [leaf for leaf in leaves if leaf.plain.takes_target]
        return super().dispatch(request)

    def chosen(self, key):
        """The set of that key among the unit's; without a key the first; None when it has none."""
        if not key:
            return self.sets[0] if self.sets else None
        found = next((kept for kept in self.sets if str(kept.pk) == key), None)
        if found is None:
            raise Http404
        return found

    def get(self, request):
        return self.show(self.form())

    def post(self, request):
        require(rights.may_manage_periods, request.user)
        if self.set is None:
            raise Http404
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        kept = self.write(form)
        messages.success(request, "Đã lưu kế hoạch.")
        if kept:
            names = "; ".join(sorted({f"{s.period.title} ({s.state_label.lower()})" for s in kept}))
            messages.warning(
                request,
                f"Bảng đã nộp giữ số cũ: {names}. Sửa ở cột thẩm định, hoặc trả lại để bổ sung.",
            )
        address = reverse("unit-targets", kwargs={"u": self.unit.pk, "y": self.year})
        return redirect(f"{address}?bo={self.set.pk}")

    @transaction.atomic
    def write(self, form):
        """Give the changed figures; returns the sheets that keep the old ones."""
        data, kept = form.cleaned_data, []
        for leaf, value, reason in form.changed_targets():
            kept += set_target(
                unit=self.unit,
                leaf=leaf,
                year=self.year,
                value=value,
                by=self.request.user,
                not_assigned_reason=reason,
                source=data["source"],
                document_number=data["document_number"],
                document_date=data["document_date"],
            )
        return kept

    def given(self):
        return {t.leaf_id: t for t in Target.objects.filter(unit=self.unit, year=self.year)}

    def form(self, data=None):
        return TargetsForm(data, leaves=self.leaves, given=self.given())

    def show(self, form):
        given = self.given()
        waiting = TargetProposal.objects.open().filter(unit=self.unit, year=self.year)
        context = {
            "may_propose": rights.may_propose_target(self.request.user, self.unit),
            "proposals": {proposal.leaf_id: proposal for proposal in waiting},
            "unit": self.unit,
            "year": self.year,
            "form": form,
            "set": self.set,
            "sets": self.sets,
            "writes": bool(self.set) and rights.may_manage_periods(self.request.user),
            "rows": [(leaf, given.get(leaf.pk)) for leaf in self.leaves],
        }
        return render(self.request, "emulation/manage/unit_targets.html", context)
