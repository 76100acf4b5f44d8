"""S21, S22: the expected result is announced, units answer row by row, each answer is settled."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import FormView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from clusters.access import require
from emulation import actions, hearing, rights
from emulation.forms.hearing import AppealForm, NotifyForm, SettleForm, WordForm
from emulation.models import Appeal
from emulation.views.ranking import PartDoor, PartForm
from emulation.views.sheets import SheetDoor, SheetMove, sentence
from emulation.workflow import Refused


class NotifyUnits(PartForm):
    """Announce the expected result to all units of a cluster, with the last day for answers."""

    allowed = staticmethod(rights.may_notify)
    template_name = "emulation/hearing/notify.html"
    form_class = NotifyForm

    def get_initial(self):
        return {"answers_until": hearing.proposed_end(self.object)}

    def form_valid(self, form):
        part = self.object
        try:
            actions.notify_units(part=part, by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "Đã thông báo kết quả dự kiến cho các đơn vị.")
        return redirect("ranking", part.period.code, part.cluster.code)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "part": self.object,
            "sheets": self.object.sheets.for_list(),
            "blocking": actions.blocking(self.object),
        }


class AppealCreate(SheetDoor, SingleObjectMixin, FormView):
    """S21: a unit's giải trình or kiến nghị on one row of its expected result."""

    rule = staticmethod(rights.may_appeal)
    template_name = "emulation/hearing/appeal_form.html"
    form_class = AppealForm

    def dispatch(self, request, pk, **where):
        if request.user.is_authenticated:
            self.object = self.get_object()
            self.record = self.record_of(self.object, **where)
        return super().dispatch(request, pk=pk, **where)

    def record_of(self, sheet, rid=None, key=None):
        """The row in the address; what the sheet has not is 404."""
        if rid is not None:
            entry = get_object_or_404(sheet.entries.measured().select_related("leaf"), pk=rid)
            entry.leaf.criteria_set = sheet.cluster_period.criteria_set
            return entry
        number = key[1:]
        if key[0] != "t" or not (number.isascii() and number.isdigit()) or len(number) > 12:
            raise Http404
        return get_object_or_404(sheet.items.select_related("item"), pk=int(number))

    def form_valid(self, form):
        by = self.request.user
        try:
            hearing.appeal(sheet=self.object, record=self.record, by=by, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "Đã gửi. Câu trả lời hiện dưới dòng này.")
        return redirect("notice", self.object.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "sheet": self.object,
            "record": self.record,
            "part": self.object.cluster_period,
        }


class ResultAccept(SheetMove):
    """[Không có kiến nghị]"""

    rule = staticmethod(rights.may_appeal)
    verb = staticmethod(hearing.accept_result)
    done = "Đã ghi nhận: đơn vị không có kiến nghị."
    leads_to = on_refusal = "notice"


class AppealList(PartDoor, ListView):
    """What the units of a cluster have answered, the open ones first."""

    template_name = "emulation/hearing/appeals.html"
    paginate_by = 50

    def dispatch(self, request, p, c):
        if request.user.is_authenticated:
            self.object = self.part(p, c)
        return super().dispatch(request)

    def get_queryset(self):
        return Appeal.objects.visible_to(self.request.user).of_part(self.object).for_list()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "part": self.object,
            "days_left": hearing.days_left(self.object),
            "silent": self.object.sheets.silent() if self.object.is_hearing else [],
        }


class AppealDetail(View):
    """One of them with its answers; those who may answer it do so here."""

    def dispatch(self, request, n):
        if request.user.is_authenticated:
            seen = Appeal.objects.visible_to(request.user).for_list()
            self.appeal = get_object_or_404(seen, pk=n)
            part = self.appeal.sheet.cluster_period
            if self.appeal.entry_id:
                self.appeal.entry.leaf.criteria_set = part.criteria_set
        return super().dispatch(request)

    def get(self, request):
        return self.show()

    def post(self, request):
        acts = {"withdraw": self.withdraw, "word": self.word, "settle": self.settle}
        act = next((acts[name] for name in acts if name in request.POST), None)
        if act is None:
            raise Http404
        return act()

    def withdraw(self):
        require(rights.may_withdraw_appeal, self.request.user, self.appeal)
        return self.run(hearing.withdraw, "Đã rút.")

    def word(self):
        require(rights.may_word_appeal, self.request.user, self.appeal)
        form = WordForm(self.request.POST)
        if not form.is_valid():
            return self.show(word_form=form)
        return self.run(hearing.word, "Đã ghi ý kiến.", form, **form.cleaned_data)

    def settle(self):
        require(rights.may_settle_appeal, self.request.user, self.appeal)
        form = SettleForm(self.request.POST, appeal=self.appeal)
        if not form.is_valid():
            return self.show(settle_form=form)
        facts = {name: form.cleaned_data[name] for name in ("outcome", "answer")}
        return self.run(hearing.settle, "Đã trả lời.", form, new=form.new, **facts)

    def run(self, verb, done, form=None, **facts):
        """Do it and say so; what refuses it stands on the page beside what was typed."""
        try:
            verb(appeal=self.appeal, by=self.request.user, **facts)
        except (Refused, ValidationError) as refusal:
            if form is None:
                messages.error(self.request, sentence(refusal))
                return redirect(self.request.path)
            form.add_error(None, sentence(refusal))
            name = "word_form" if isinstance(form, WordForm) else "settle_form"
            return self.show(**{name: form})
        messages.success(self.request, done)
        return redirect(self.request.path)

    def show(self, word_form=None, settle_form=None):
        user, appeal = self.request.user, self.appeal
        part = appeal.sheet.cluster_period
        context = {
            "appeal": appeal,
            "sheet": appeal.sheet,
            "part": part,
            "record": appeal.record,
            "reviews": rights.may_see_review(user, appeal.sheet),
            "own": rights.is_of_sheets_unit(user, appeal.sheet),
            "may_withdraw": rights.may_withdraw_appeal(user, appeal),
            "form": word_form or settle_form,
        }
        if rights.may_word_appeal(user, appeal):
            context["word_form"] = word_form or WordForm(initial={"text": appeal.cluster_word})
        if rights.may_settle_appeal(user, appeal):
            context["settle_form"] = settle_form or SettleForm(appeal=appeal)
        return render(self.request, "emulation/hearing/appeal.html", context)
