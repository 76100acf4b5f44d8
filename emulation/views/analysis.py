"""S37 beside its table: charts, how scorers differ, what would be if, how points came about."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.views.generic import DetailView, TemplateView, View

from clusters.graphics import Pair, dot_pairs
from clusters.models import Unit
from emulation import analysis, rights, tally
from emulation.forms.what_if import WhatIfForm
from emulation.models import Placing, ScoreEntry, ScoreSheet
from emulation.models.entries import Column
from emulation.standing_rows import matrix
from emulation.views.ranking import PartDoor
from emulation.views.sheets import SheetDoor
from emulation.what_if import what_if


class Analysis(PartDoor, View):
    """Heat table, places over like periods, own against verified points, scorers' statistics."""

    def get(self, request, p, c):
        part = self.part(p, c)
        table, history = matrix(part), analysis.history_of(part)
        pairs = pairs_of(part)
        context = {
            "part": part,
            "heat": heat_rows(table),
            "units": table.units,
            "history": history,
            "history_rows": history_rows(history),
            "bump": analysis.places_chart(history),
            "too_many": len(history.units) > analysis.MOST_IN_CHART,
            "pairs": pairs,
            "dots": dots(part, pairs) if pairs else "",
            "differences_by": by_scorer(analysis.differences(part)),
        }
        return render(request, "emulation/results/analysis.html", context)


def by_scorer(found):
    """The three views on differences with their titles."""
    return [
        ("Đơn vị", found.by_unit),
        ("Tiêu chí", found.by_leaf),
        ("Đơn vị thẩm định", found.by_verifier),
    ]


def heat_rows(table):
    """(number, title, most, [(points, step)]) of each criterion."""
    return [
        (number, title, most, [(value, analysis.shade(value, most)) for value in points])
        for number, title, most, points in table.rows
    ]


def history_rows(history):
    """(unit, [(placing or None, how the place moved since the period before)])."""
    rows = []
    for name, places in history.rows:
        cells, before = [], None
        for placing in places:
            place = placing.place if placing else None
            cells.append((placing, before - place if before and place else None))
            before = place
        rows.append((name, cells))
    return rows


def pairs_of(part):
    """Own and verified totals of the units whose verified total is complete."""
    found = []
    for sheet in ScoreSheet.objects.of_part(part).for_list():
        own, verified = sheet.total(Column.SELF), sheet.total(Column.VERIFIED)
        if own and verified and not verified.incomplete:
            found.append(Pair(sheet.unit.short_name, own.total, verified.total))
    return sorted(found, key=lambda pair: -pair.verified)


def dots(part, pairs):
    words = "○ điểm tự chấm, ● điểm thẩm định của từng đơn vị."
    return dot_pairs("Điểm tự chấm và điểm thẩm định", words, pairs)


class WhatIf(PartDoor, View):
    """Suppose other figures of one unit and see places move; nothing is written."""

    def get(self, request, p, c):
        part = self.part(p, c)
        sheets = ScoreSheet.objects.of_part(part).for_list()
        chosen = self.chosen(sheets, request.GET.get("dv", ""))
        form, moved = None, []
        if chosen:
            asked = {k: v for k, v in request.GET.items() if k not in ("dv",)}
            form = WhatIfForm(asked or None, entries=verified_entries(chosen, part), part=part)
            if asked and form.is_valid() and form.supposed:
                moved = what_if(part, chosen.pk, form.supposed)
        context = {"part": part, "sheets": sheets, "chosen": chosen, "form": form, "moved": moved}
        return render(request, "emulation/results/what_if.html", context)

    def chosen(self, sheets, key):
        """The sheet of that key in this period; None without one, 404 for a foreign one."""
        if not key:
            return None
        found = next((sheet for sheet in sheets if str(sheet.pk) == key), None)
        if found is None:
            raise Http404
        return found


def verified_entries(sheet, part):
    entries = list(sheet.entries.measured().filter(verified_points__isnull=False).in_order())
    for entry in entries:
        entry.leaf.criteria_set = part.criteria_set
    return entries


class Working(SheetDoor, DetailView):
    """How every verified point of a sheet came about (cách tính), in the arithmetic's own words."""

    template_name = "emulation/results/working.html"
    context_object_name = "sheet"

    def get_object(self, queryset=None):
        sheet = super().get_object(queryset)
        if not rights.sees_verified(self.request.user, sheet):
            raise Http404
        return sheet

    def get_context_data(self, **kwargs):
        sheet = self.object
        part = sheet.cluster_period
        sheets = list(tally.sheets_with_rows(part))
        outcomes = {o.key: o for o in tally.outcomes(part, sheets, Column.VERIFIED)}
        outcome = outcomes[str(sheet.pk)]
        entries = {entry.leaf.number: entry for entry in self.parts_of(sheet)[0]}
        rows = [
            (criterion, depth, outcome.criteria[criterion.number], entries.get(criterion.number))
            for criterion, depth in part.criteria_set.plain.walk()
            if criterion.measured(part.half_year)
        ]
        return super().get_context_data(**kwargs) | {
            "part": part,
            "rows": rows,
            "outcome": outcome,
            "unmeasured": part.unmeasured,
        }


class UnitResults(TemplateView):
    """A unit's own verified points over like periods, criterion by criterion."""

    template_name = "emulation/results/unit.html"

    def get_context_data(self, u, **kwargs):
        user = self.request.user
        unit = Unit.objects.filter(pk=u).first()
        if unit is None or not rights.may_see_unit_results(user, unit):
            raise Http404
        kind = "year" if self.request.GET.get("loai") == "nam" else "half"
        before = (history_of(old, kind, user) for old in unit.forebears())
        older = [found for found in before if found.sheets]
        return super().get_context_data(**kwargs) | {
            "unit": unit,
            "kind": kind,
            "histories": [history_of(unit, kind, user), *older],
        }


@dataclass(frozen=True)
class UnitHistory:
    """A unit's notified sheets of one kind, the oldest first, with points and places."""

    unit: Unit
    sheets: list
    rows: list
    places: list


def history_of(unit, kind, user) -> UnitHistory:
    """What this person may see of it; who steers a cluster: the time the unit was in it."""
    seen = ScoreSheet.objects.visible_to(user)
    sheets = seen.filter(unit=unit, cluster_period__period__kind=kind)
    sheets = [s for s in sheets.for_list().reverse() if s.cluster_period.is_notified]
    return UnitHistory(unit, sheets, points_by_leaf(sheets), places_of(unit, sheets))


def points_by_leaf(sheets):
    """(number, title, [verified points or None]) of every leaf that any of the sheets scored."""
    found = {}
    entries = ScoreEntry.objects.filter(sheet__in=sheets, measured=True).select_related("leaf")
    index = {sheet.pk: n for n, sheet in enumerate(sheets)}
    for entry in entries.order_by("leaf__position"):
        key = (entry.leaf.number, entry.leaf.title)
        row = found.setdefault(key, [None] * len(sheets))
        row[index[entry.sheet_id]] = entry.verified_points
    return [(number, title, points) for (number, title), points in found.items()]


def places_of(unit, sheets):
    """The published place in each sheet's period; None before publication."""
    parts = [sheet.cluster_period_id for sheet in sheets]
    kept = Placing.objects.filter(
        unit=unit, cluster_period__in=parts, cluster_period__state="published"
    )
    by_part = {placing.cluster_period_id: placing for placing in kept}
    return [by_part.get(part) for part in parts]
