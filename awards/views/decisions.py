"""S47 decisions and S48 a unit's awards: entered by the province, read by whom they concern."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, ListView, View

from awards import rights
from awards.actions import correct_decision, enter_decision
from awards.forms.decisions import DecisionForm, RecipientFormSet
from awards.models import Award, Decision
from clusters.access import RuledObjectMixin, require
from clusters.models import Unit


class DecisionList(ListView):
    """S47: decisions that this person may see, by year and words."""

    template_name = "awards/decisions.html"
    paginate_by = 50

    def asked(self):
        year = self.request.GET.get("nam", "")
        year = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        return self.request.GET.get("q", "")[:200], year

    def get_queryset(self):
        words, year = self.asked()
        return (
            Decision.objects.visible_to(self.request.user).matching(words).of_year(year).for_list()
        )

    def get_context_data(self, **kwargs):
        words, year = self.asked()
        return super().get_context_data(**kwargs) | {
            "query": words,
            "year": year,
            "may_enter": rights.may_enter(self.request.user),
            "own_unit": self.request.user.unit if self.request.user.is_of_member else None,
        }


class DecisionDetail(RuledObjectMixin, DetailView):
    model = Decision
    template_name = "awards/decision.html"

    def get_context_data(self, **kwargs):
        awards = self.object.awards.select_related("unit")
        if self.request.user.is_of_member:
            awards = [a for a in awards if rights.may_see_award(self.request.user, a)]
        may_correct = rights.may_correct(self.request.user, self.object)
        return super().get_context_data(**kwargs) | {"awards": awards, "may_correct": may_correct}


class DecisionEnter(View):
    """Enter a past decision with its recipients; more rows come with [Thêm dòng]."""

    def decision(self, pk):
        require(rights.may_enter, self.request.user)
        return Decision()

    def get(self, request, pk=None):
        decision = self.decision(pk)
        return self.show(
            DecisionForm(instance=decision), RecipientFormSet(initial=rows_of(decision))
        )

    def post(self, request, pk=None):
        form = DecisionForm(request.POST, instance=self.decision(pk))
        rows = RecipientFormSet(request.POST)
        if "more" in request.POST:
            return self.show(form, RecipientFormSet(longer(request.POST)), checked=False)
        is_valid = form.is_valid()
        rows.kind = form.cleaned_data.get("kind")
        if not (rows.is_valid() and is_valid):
            return self.show(form, rows)
        decision = self.write(self.decision(pk), form, rows.recipients)
        messages.success(request, f"Đã lưu {decision}.")
        return redirect(decision)

    def write(self, decision, form, recipients):
        return enter_decision(facts=form.facts, recipients=recipients, by=self.request.user)

    def show(self, form, rows, checked=True):
        context = {"form": form, "rows": rows, "checked": checked, "decision": form.instance}
        return render(self.request, "awards/decision_form.html", context)


class DecisionCorrect(DecisionEnter):
    """Correct an entered decision, saying why."""

    def decision(self, pk):
        seen = Decision.objects.visible_to(self.request.user)
        decision = get_object_or_404(seen, pk=pk)
        require(rights.may_correct, self.request.user, decision)
        return decision

    def write(self, decision, form, recipients):
        return correct_decision(
            decision=decision,
            facts=form.facts,
            recipients=recipients,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )


def rows_of(decision):
    if decision.pk is None:
        return []
    return [
        {"name": a.recipient_name, "type": a.recipient_type, "unit": a.unit_id, "merit": a.merit}
        for a in decision.awards.all()
    ]


def longer(data):
    """The posted rows with three more, so that the page works without JavaScript."""
    data = data.copy()
    total = data.get("form-TOTAL_FORMS", "0")
    count = int(total) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    data["form-TOTAL_FORMS"] = str(min(count + 3, 200))
    return data


class UnitAwards(View):
    """S48: everything a unit was awarded."""

    def get(self, request, u):
        unit = get_object_or_404(Unit, pk=u)
        if not rights.may_see_unit_awards(request.user, unit):
            raise Http404
        before = [(old, Award.objects.of_unit(old)) for old in unit.forebears()]
        context = {
            "unit": unit,
            "lists": [(unit, Award.objects.of_unit(unit)), *(kept for kept in before if kept[1])],
        }
        return render(request, "awards/unit_awards.html", context)
