"""Plan figures proposed by units: written on the unit's page, decided by who gives them."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import FormView, ListView, View

from clusters.access import require
from clusters.models import Unit
from emulation import rights
from emulation import target_proposals as verbs
from emulation.forms.targets import DecisionForm, ProposalForm
from emulation.models import CriteriaSet, TargetProposal
from emulation.workflow import Refused


class ProposalCreate(FormView):
    """A unit proposes its own figure for a leaf, or a correction."""

    template_name = "emulation/targets/propose.html"
    form_class = ProposalForm

    def dispatch(self, request, u, y, k):
        if request.user.is_authenticated:
            self.unit, self.year = get_object_or_404(Unit, pk=u), y
            if request.user.unit_id != self.unit.pk:
                raise Http404
            require(rights.may_propose_target, request.user, self.unit)
            self.leaf = self.leaf_of(k)
        return super().dispatch(request)

    def leaf_of(self, k):
        """A leaf with a plan, of a set by which the unit is scored in the year."""
        for kept in CriteriaSet.objects.of_unit_in(self.unit, self.year):
            leaf = kept.criteria.leaves().filter(pk=k).first()
            if leaf and leaf.plain.takes_target:
                return leaf
        raise Http404

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"leaf": self.leaf.plain}

    def form_valid(self, form):
        place = {"unit": self.unit, "leaf": self.leaf, "year": self.year}
        try:
            verbs.propose(**place, facts=form.cleaned_data, by=self.request.user)
        except (Refused, IntegrityError) as refusal:
            words = str(refusal) if isinstance(refusal, Refused) else "Vừa có đề nghị khác."
            form.add_error(None, words)
            return self.form_invalid(form)
        messages.success(self.request, "Đã gửi đề nghị. Kế hoạch đổi khi đề nghị được chấp nhận.")
        return redirect("unit-targets", u=self.unit.pk, y=self.year)

    def get_context_data(self, **kwargs):
        given = self.unit.targets.filter(leaf=self.leaf, year=self.year).first()
        return super().get_context_data(**kwargs) | {
            "unit": self.unit,
            "year": self.year,
            "leaf": self.leaf,
            "given": given,
        }


class ProposalList(ListView):
    """What units have proposed, the open ones first."""

    template_name = "emulation/targets/proposals.html"
    paginate_by = 50

    def get_queryset(self):
        return TargetProposal.objects.visible_to(self.request.user).for_list()


class ProposalDetail(View):
    """One of them: decided here by who gives the figure, withdrawn by its unit."""

    def dispatch(self, request, n):
        if request.user.is_authenticated:
            seen = TargetProposal.objects.visible_to(request.user).for_list()
            self.proposal = get_object_or_404(seen, pk=n)
        return super().dispatch(request)

    def get(self, request):
        return self.show(DecisionForm())

    def post(self, request):
        acts = {"withdraw": self.withdraw, "accept": self.decide, "decline": self.decide}
        name = next((name for name in acts if name in request.POST), None)
        if name is None:
            raise Http404
        return acts[name](name)

    def withdraw(self, _):
        require(rights.may_withdraw_proposal, self.request.user, self.proposal)
        return self.run(verbs.withdraw, "Đã rút đề nghị.")

    def decide(self, name):
        require(rights.may_decide_target, self.request.user, self.proposal)
        form = DecisionForm(self.request.POST, declines=name == "decline")
        if not form.is_valid():
            return self.show(form)
        verb = verbs.accept if name == "accept" else verbs.decline
        return self.run(verb, "Đã quyết định.", answer=form.cleaned_data["answer"])

    def run(self, verb, done, **facts):
        try:
            kept = verb(proposal=self.proposal, by=self.request.user, **facts)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, done)
            if kept:
                names = "; ".join(sorted({sheet.period.title for sheet in kept}))
                messages.warning(self.request, f"Bảng đã nộp giữ số cũ: {names}.")
        return redirect(self.request.path)

    def show(self, form):
        user, proposal = self.request.user, self.proposal
        target = proposal.unit.targets.filter(leaf=proposal.leaf, year=proposal.year).first()
        context = {
            "proposal": proposal,
            "target": target,
            "form": form,
            "may_decide": rights.may_decide_target(user, proposal),
            "may_withdraw": rights.may_withdraw_proposal(user, proposal),
        }
        return render(self.request, "emulation/targets/proposal.html", context)
