"""The province's pages: criteria sets, periods, targets; read by those who may."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, FormView, ListView, TemplateView, View

from clusters.access import RuledObjectMixin, require
from clusters.actions import save_traced
from clusters.models import note_change
from emulation import actions, rights
from emulation.forms.manage import ClusterPeriodForm, PeriodForm, SetFileForm
from emulation.models import ClusterPeriod, CriteriaSet, Period
from emulation.rule_words import rule_sentence
from emulation.targets import missing_targets
from emulation.views.ranking import tie_words
from emulation.views.sheets import sentence
from emulation.workflow import Refused


class ProvincePage:
    """A page that only the province writes; `reads` says who else may open it."""

    reads = staticmethod(rights.may_see_periods)

    def dispatch(self, request, *args, **kwargs):
        may = self.reads if request.method in ("GET", "HEAD") else rights.may_manage_periods
        if request.user.is_authenticated:
            require(may, request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        writes = rights.may_manage_periods(self.request.user)
        return super().get_context_data(**kwargs) | {"writes": writes}


class SetList(ListView):
    """All criteria sets that this person may read, the newest version first."""

    template_name = "emulation/criteria_sets.html"

    def get_queryset(self):
        return CriteriaSet.objects.visible_to(self.request.user).newest_first()

    def get_context_data(self, **kwargs):
        writes = rights.may_manage_periods(self.request.user)
        return super().get_context_data(**kwargs) | {"writes": writes}


class SetDetail(RuledObjectMixin, DetailView):
    """S31: a set as a readable page, each rule in a sentence."""

    model = CriteriaSet
    pk_url_kwarg = "v"
    template_name = "emulation/criteria_set.html"

    def get_context_data(self, **kwargs):
        plain = self.object.plain
        rows = [(criterion, depth, rule_sentence(criterion)) for criterion, depth in plain.walk()]
        part = ClusterPeriod(criteria_set=self.object)
        return super().get_context_data(**kwargs) | {
            "plain": plain,
            "rows": rows,
            "tie_words": tie_words(part),
            "writes": rights.may_manage_periods(self.request.user),
        }


class SetFile(RuledObjectMixin, DetailView):
    """The set as its JSON file."""

    model = CriteriaSet
    pk_url_kwarg = "v"

    def render_to_response(self, context, **kwargs):
        name = f"{self.object.code}-{self.object.version}.json".encode("ascii", "ignore").decode()
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(
            self.object.document, content_type="application/json; charset=utf-8", headers=headers
        )


class SetImport(ProvincePage, FormView):
    """Read a set from a file into a new draft version."""

    reads = staticmethod(rights.may_manage_periods)
    template_name = "emulation/manage/set_import.html"
    form_class = SetFileForm

    def form_valid(self, form):
        kept, is_new = actions.keep_set(plain=form.plain, by=self.request.user)
        said = "Đã nhập bộ tiêu chí" if is_new else "Nội dung không đổi so với bản mới nhất:"
        messages.success(self.request, f"{said} {kept.code}, bản {kept.version}.")
        return redirect("criteria-set", kept.pk)


class SetApply(ProvincePage, View):
    """Put a draft set into force."""

    http_method_names = ["post"]

    def post(self, request, v):
        kept = get_object_or_404(CriteriaSet, pk=v)
        actions.apply_set(criteria_set=kept, by=request.user)
        messages.success(request, "Đã áp dụng bộ tiêu chí; từ nay không sửa được.")
        return redirect("criteria-set", v)


class SetClose(ProvincePage, View):
    """Take a set out of use."""

    http_method_names = ["post"]

    def post(self, request, v):
        try:
            actions.close_set(criteria_set=get_object_or_404(CriteriaSet, pk=v), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã khóa bộ tiêu chí; kỳ mới không dùng được bộ này.")
        return redirect("criteria-set", v)


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
        return redirect("period-admin")


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
    """The check before opening, and the opening itself."""

    def get(self, request, pk):
        part = get_object_or_404(ClusterPeriod.objects.with_names(), pk=pk)
        context = {
            "part": part,
            "missing": missing_targets(part),
            "may_open": rights.may_open(request.user, part),
            "members": part.cluster.memberships.at(part.opens_at.date()).in_order(),
        }
        return render(request, "emulation/manage/open.html", context)

    def post(self, request, pk):
        part = get_object_or_404(ClusterPeriod.objects.with_names(), pk=pk)
        require(rights.may_open, request.user, part)
        try:
            opened = actions.open_part(part=part, by=request.user)
        except Refused as refusal:
            messages.error(request, sentence(refusal))
            return redirect("period-open", pk)
        messages.success(request, f"Đã mở kỳ cho {opened} đơn vị.")
        return redirect("period-admin")
