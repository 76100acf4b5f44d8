"""S60: periods, what each cluster does in them: made, dated, opened, cancelled."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import FormView, TemplateView, View

from clusters.access import require
from clusters.actions import save_traced
from clusters.models import note_change
from emulation import opening, rights, verifying
from emulation.forms.periods import (
    CancelForm,
    ClusterPeriodForm,
    CopyForm,
    PeriodForm,
    VerifiersForm,
)
from emulation.models import ClusterPeriod, Period, Verifier
from emulation.set_diff import set_changes
from emulation.views.manage import ProvincePage
from emulation.views.sheets import sentence
from emulation.workflow import Refused


class PeriodAdmin(ProvincePage, TemplateView):
    """S60: periods, and what each cluster does in them."""

    template_name = "emulation/manage/periods.html"

    def get_context_data(self, **kwargs):
        parts = ClusterPeriod.objects.with_names().order_by("cluster__order", "cluster__name")
        by_period = {}
        for part in parts:
            by_period.setdefault(part.period_id, []).append(part)
        periods = Period.objects.order_by("-ends_on", "-kind")
        listed = [(period, by_period.get(period.pk, [])) for period in periods]
        return super().get_context_data(**kwargs) | {"periods": listed}


class PeriodCreate(ProvincePage, FormView):
    reads = staticmethod(rights.may_manage_periods)
    template_name = "emulation/manage/form.html"
    form_class = PeriodForm
    extra_context = {"title": "Tạo kỳ thi đua"}

    def form_valid(self, form):
        facts = form.cleaned_data
        code = Period.code_for(facts["kind"], facts["year"])
        with transaction.atomic():
            period = Period.objects.create(code=code, **facts)
            note_change(period, "code", "", code, by=self.request.user)
        messages.success(self.request, "Đã tạo kỳ. Tiếp theo: thêm cụm, khối tham gia.")
        return redirect("period-setup", period.code)


class PartEdit(ProvincePage, View):
    """A cluster joins a period, or its times change; an open period keeps its set."""

    reads = staticmethod(rights.may_manage_periods)

    def part(self, p, pk=None):
        self.period = get_object_or_404(Period, code=p)
        if pk is None:
            return ClusterPeriod(period=self.period)
        part = get_object_or_404(ClusterPeriod.objects.with_names(), pk=pk, period=self.period)
        if part.is_frozen:
            raise PermissionDenied
        return part

    def get(self, request, p, pk=None):
        return self.show(ClusterPeriodForm(instance=self.part(p, pk), period=self.period))

    def post(self, request, p, pk=None):
        part = self.part(p, pk)
        form = ClusterPeriodForm(request.POST, instance=part, period=self.period)
        if not form.is_valid():
            return self.show(form)
        save_traced(record=self.part(p, pk), facts=form.facts, by=request.user)
        messages.success(request, "Đã lưu.")
        return redirect("period-admin")

    def show(self, form):
        context = {
            "form": form,
            "title": f"Cụm, khối trong kỳ {self.period}",
            "period": self.period,
        }
        return render(self.request, "emulation/manage/form.html", context)


class PartOpen(ProvincePage, View):
    """The check before opening, and the opening itself; refused while something is to be mended."""

    def get(self, request, pk):
        part = get_object_or_404(ClusterPeriod.objects.with_names(), pk=pk)
        context = {
            "part": part,
            "faults": opening.faults(part),
            "may_open": rights.may_open(request.user, part),
            "members": part.cluster.memberships.at(part.opens_at.date()).in_order(),
        }
        return render(request, "emulation/manage/open.html", context)

    def post(self, request, pk):
        part = get_object_or_404(ClusterPeriod.objects.with_names(), pk=pk)
        require(rights.may_open, request.user, part)
        try:
            opened = opening.open_part(part=part, by=request.user)
        except Refused as refusal:
            messages.error(request, sentence(refusal))
            return redirect("period-open", pk)
        messages.success(request, f"Đã mở kỳ cho {opened} đơn vị.")
        return redirect("period-admin")


class PartCancel(ProvincePage, FormView):
    """Cancel a cluster's period, with a reason, while nothing has been handed in."""

    reads = staticmethod(rights.may_manage_periods)
    template_name = "emulation/manage/form.html"
    form_class = CancelForm

    def dispatch(self, request, pk):
        self.part = get_object_or_404(ClusterPeriod.objects.with_names(), pk=pk)
        if request.user.is_authenticated:
            require(rights.may_cancel, request.user, self.part)
        return super().dispatch(request)

    def form_valid(self, form):
        try:
            opening.cancel_part(part=self.part, by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"Đã hủy kỳ {self.part.period} của {self.part.cluster}.")
        return redirect("period-admin")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": f"Hủy kỳ – {self.part}"}


class PeriodCopy(ProvincePage, FormView):
    """Begin a period from an earlier one of its kind: clusters, sets and times come along."""

    reads = staticmethod(rights.may_manage_periods)
    template_name = "emulation/manage/form.html"
    form_class = CopyForm

    def dispatch(self, request, p):
        self.source = get_object_or_404(Period, code=p)
        return super().dispatch(request)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"source": self.source}

    def form_valid(self, form):
        try:
            made = opening.copy_period(source=self.source, by=self.request.user, **form.facts)
        except IntegrityError:  # somebody made it a moment before
            form.add_error("year", "Kỳ này vừa được người khác tạo.")
            return self.form_invalid(form)
        messages.success(self.request, f"Đã tạo kỳ {made} từ kỳ {self.source}; chưa mở.")
        return redirect("period-setup", made.code)

    def get_context_data(self, **kwargs):
        title = f"Sao chép kỳ {self.source}"
        return super().get_context_data(**kwargs) | {"title": title}


class PeriodSetup(ProvincePage, TemplateView):
    """What each cluster will do in a period, what differs from the last one, what is missing."""

    template_name = "emulation/manage/setup.html"

    def dispatch(self, request, p):
        self.period = get_object_or_404(Period, code=p)
        return super().dispatch(request)

    def post(self, request):
        opened, kept = opening.open_period(period=self.period, by=request.user)
        if opened:
            names = ", ".join(str(part.cluster) for part in opened)
            messages.success(request, f"Đã mở kỳ {self.period}: {names}.")
        if kept:
            names = ", ".join(str(part.cluster) for part, _ in kept)
            messages.warning(request, f"Chưa mở được, xem mục phải sửa: {names}.")
        return redirect("period-setup", self.period.code)

    def get_context_data(self, **kwargs):
        parts = self.period.parts.standing().with_names()
        lines = [self.line(part) for part in parts.order_by("cluster__order", "cluster__name")]
        ready = sum(1 for line in lines if line["planned"] and not line["faults"])
        context = {"period": self.period, "lines": lines, "ready": ready}
        return super().get_context_data(**kwargs) | context

    def line(self, part):
        planned = part.state == part.State.PLANNED
        before = ClusterPeriod.objects.of_kind_before(part).first()
        changes = set_changes(before.criteria_set.plain, part.criteria_set.plain) if before else []
        faults = opening.faults(part) if planned else []
        return {
            "part": part,
            "planned": planned,
            "before": before,
            "changes": changes,
            "faults": faults,
        }


class PartVerifiers(ProvincePage, FormView):
    """Who verifies each leaf by which a cluster is scored; the rest in one go."""

    template_name = "emulation/manage/verifiers.html"
    form_class = VerifiersForm

    def dispatch(self, request, pk):
        self.part = get_object_or_404(ClusterPeriod.objects.standing().with_names(), pk=pk)
        if self.part.is_frozen and request.method == "POST":
            raise PermissionDenied
        return super().dispatch(request)

    def given(self):
        rows = Verifier.objects.of_part(self.part).select_related("unit")
        return {row.leaf_id: row.unit for row in rows}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "leaves": verifying.measured_leaves(self.part),
            "units": verifying.verifying_units(),
            "chosen": verifying.proposed(self.part) | self.given(),
        }

    def form_valid(self, form):
        chosen = form.chosen
        if "rest" in self.request.POST:
            body = self.request.user.unit
            chosen = {leaf: unit or body for leaf, unit in chosen.items()}
        count = verifying.assign(part=self.part, units=chosen, by=self.request.user)
        messages.success(self.request, f"Đã lưu; {count} tiêu chí đổi đơn vị thẩm định.")
        return redirect("period-setup", self.part.period.code)

    def get_context_data(self, **kwargs):
        context, given = super().get_context_data(**kwargs), self.given()
        form = context["form"]
        rows = [(form[f"leaf-{leaf.pk}"], given.get(leaf.pk)) for leaf in form.leaves]
        return context | {"part": self.part, "rows": rows}
