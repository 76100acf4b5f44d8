"""The province's pages: criteria sets, periods, targets; read by those who may."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, FormView, ListView, View

from clusters.access import RuledObjectMixin, require
from clusters.downloads import made
from emulation import actions, rights
from emulation.forms.manage import SetFileForm
from emulation.models import ClusterPeriod, CriteriaSet, SetDraft
from emulation.rule_words import rule_sentence, tie_words
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
        user = self.request.user
        drafts = SetDraft.objects.under_work() if rights.may_see_periods(user) else []
        writes = rights.may_manage_periods(user)
        return super().get_context_data(**kwargs) | {"writes": writes, "drafts": drafts}


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
            "may_try": rights.may_see_periods(self.request.user),
            "writes": rights.may_manage_periods(self.request.user),
        }


class SetFile(RuledObjectMixin, DetailView):
    """The set as its JSON file."""

    model = CriteriaSet
    pk_url_kwarg = "v"

    def render_to_response(self, context, **kwargs):
        return made(self.object.document, f"{self.object.file_stem}.json")


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
