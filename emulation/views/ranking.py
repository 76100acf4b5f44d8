"""S37 ranking and its steps, S20 result, S22 the unit's notice, the list of results."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, FormView, ListView, View

from clusters.access import require
from emulation import actions, rights, sheet_rows
from emulation.analysis import nearness
from emulation.hearing import days_left
from emulation.models import Appeal, ClusterPeriod, Placing, ScoreSheet
from emulation.rule_words import tie_words
from emulation.standing_rows import matrix, same_period_last_year, standing_rows
from emulation.views.sheets import SheetDoor, sentence, sheet_facts
from emulation.workflow import Refused


class ResultList(ListView):
    """The periods of the clusters that this person sees, newest first."""

    template_name = "emulation/results/list.html"
    paginate_by = 50

    def get_queryset(self):
        return ClusterPeriod.objects.visible_to(self.request.user).newest_first()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        steered = user.steered_clusters()
        full = user.is_provincial or user.is_auditor
        for part in context["object_list"]:
            part.leads_to_ranking = full or part.cluster_id in steered
        return context


class PartDoor:
    """A cluster's period by the codes in the address; out of sight or out of right is 404."""

    rule = staticmethod(rights.may_see_ranking)

    def part(self, p, c):
        seen = ClusterPeriod.objects.visible_to(self.request.user).with_names()
        part = get_object_or_404(seen, period__code=p, cluster__code=c)
        if self.rule and not self.rule(self.request.user, part):
            raise Http404
        return part


class PartForm(PartDoor, FormView):
    """A form about a cluster's period, for those whom `allowed` lets act; `self.object` is it."""

    allowed = None

    def dispatch(self, request, p, c):
        if request.user.is_authenticated:
            self.object = self.part(p, c)
            require(self.allowed, request.user, self.object)
        return super().dispatch(request)


class Ranking(PartDoor, View):
    """S37: the places as they stand or were closed, and what the next step is."""

    def get(self, request, p, c):
        part = self.part(p, c)
        lines = standing_rows(part)
        user = request.user
        context = {
            "part": part,
            "lines": lines,
            "matrix": matrix(part),
            "blocking": [] if part.is_frozen else actions.blocking(part),
            "open_appeals": [] if part.is_frozen else actions.open_appeals(part),
            "silent": actions.silent_words(part),
            "states": ClusterPeriod.State.choices,
            "publication": part.publications.last(),
            "publications": part.publications.all(),
            "nearness": nearness(lines),
            "acts": {
                name: getattr(rights, f"may_{name}")(user, part)
                for name in ["open", "notify", "close", "publish", "reopen_part"]
            },
            "last_year": ClusterPeriod.objects.same_kind_before(part).with_names().first(),
            "tie_words": tie_words(part),
        }
        return render(request, "emulation/results/ranking.html", context)


class RankingMove(PartDoor, View):
    """One step of a cluster's period; `verb` and `allowed` are set in the addresses."""

    http_method_names = ["post"]
    verb = None
    allowed = None
    done = ""

    def post(self, request, p, c):
        part = self.part(p, c)
        require(self.allowed, request.user, part)
        try:
            self.verb(part=part, by=request.user, **self.words())
        except (Refused, ValidationError) as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, self.done)
        return redirect("ranking", p, c)

    def words(self):
        return {}


class RankingClose(RankingMove):
    """Close; before the hearing is over only when the box says so."""

    def words(self):
        return {"early": "early" in self.request.POST}


class RankingReopen(RankingMove):
    def words(self):
        return {"note": self.request.POST.get("note", "")[:1000]}


class Result(PartDoor, View):
    """S20: what a unit may read of its cluster's result, by how far the period has come."""

    rule = None
    """Whoever sees the period; what stands on the page depends on its state."""

    def get(self, request, p, c):
        part = self.part(p, c)
        user = request.user
        is_published = part.state == part.State.PUBLISHED
        placings = list(Placing.objects.of(part).in_rank_order()) if is_published else []
        sheet = ScoreSheet.objects.for_list().filter(cluster_period=part, unit=user.unit_id).first()
        context = {
            "part": part,
            "placings": placings,
            "publication": part.publications.last(),
            "sheet": sheet,
            "total": sheet.total("verified") if sheet and part.is_notified else None,
            "sees_ranking": rights.may_see_ranking(user, part),
            "before": same_period_last_year(part),
        }
        return render(request, "emulation/results/result.html", context)


class Notice(SheetDoor, DetailView):
    """S22: the verified points of one sheet, for its own unit once it is notified."""

    template_name = "emulation/results/notice.html"
    context_object_name = "sheet"

    def get_object(self, queryset=None):
        sheet = super().get_object(queryset)
        if not rights.may_see_notice(self.request.user, sheet):
            raise Http404
        return sheet

    def get_context_data(self, **kwargs):
        entries, items, _ = self.parts_of(self.object)
        last_year = sheet_rows.last_year_of(self.object)
        by_row, by_item = {}, {}
        for appeal in Appeal.objects.filter(sheet=self.object).for_list():
            places = (by_row, appeal.entry_id) if appeal.entry_id else (by_item, appeal.item_id)
            places[0].setdefault(places[1], []).append(appeal)
        return super().get_context_data(**kwargs) | {
            "rows": sheet_rows.rows(self.object, entries, last_year=last_year),
            "appeals": by_row,
            "item_appeals": by_item,
            "may_appeal": rights.may_appeal(self.request.user, self.object),
            "days_left": days_left(self.object.cluster_period),
            "columns": {"cluster": True, "verified": True},
            **sheet_facts(self.request.user, self.object, items),
        }
