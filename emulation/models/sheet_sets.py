"""Questions about many score sheets: who sees which, what a list shows, one held to write."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from clusters.text import search_key
from emulation.models.entries import ScoreEntry, SheetItem, filled


class ScoreSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Province, auditor: all; who acts for lead or deputy the cluster's; a unit its own."""
        if user.is_provincial or user.is_auditor:
            return self
        if user.is_administrator:
            return self.none()
        mine = Q(unit=user.unit_id)
        return self.filter(mine | Q(cluster_period__cluster__in=user.steered_clusters()))

    def for_list(self):
        """With the names and totals that a list shows, newest period first, official order."""
        related = self.select_related("unit", *(f"cluster_period__{p}" for p in self._PARTS))
        related = related.prefetch_related("totals")
        return related.order_by(
            "-cluster_period__period__ends_on",
            "cluster_period__cluster__order",
            "unit__order",
            "unit__sort_key",
        )

    _PARTS = ["period", "cluster", "criteria_set"]

    def hold(self, pk):
        """One sheet for writing a row: locked, with all that the arithmetic reads fetched once."""
        rows = self.select_for_update(of=("self",)).select_related(
            "unit", *(f"cluster_period__{p}" for p in self._PARTS)
        )
        entries = models.Prefetch("entries", ScoreEntry.objects.select_related("leaf"))
        items = models.Prefetch("items", SheetItem.objects.select_related("item"))
        sheet = rows.prefetch_related(entries, items, "totals").get(pk=pk)
        sheet.is_held = True
        return sheet

    def of_part(self, part):
        return self.filter(cluster_period=part)

    def waiting(self):
        """Sheets that keep their period from the next step: neither approved nor excluded."""
        counted = Coalesce("verified_count", "cluster_count", "self_count", 0)
        excluded = SheetItem.objects.filter(item__kind="exclusion").annotate(times=counted)
        excluded = excluded.filter(sheet=models.OuterRef("pk"), times__gt=0)
        return self.exclude(state=self.model.State.APPROVED).exclude(models.Exists(excluded))

    def silent(self):
        """Approved sheets whose unit has said nothing to the expected result yet."""
        answered = self.filter(appeals__withdrawn_at=None, appeals__isnull=False)
        quiet = self.filter(state=self.model.State.APPROVED, accepted_at=None)
        return quiet.exclude(pk__in=answered).select_related("unit").order_by("unit__order")

    def matching(self, word):
        """Sheets whose unit's name or period's code holds a word, marks and case ignored."""
        named = Q(unit__search_key__contains=word)
        return self.filter(named | Q(cluster_period__period__code__icontains=word))

    def state_counts(self) -> dict:
        """How many sheets stand in each state, in the order of the road, by the state's label."""
        counts = self.order_by().values_list("state").annotate(n=models.Count("pk"))
        found = dict(counts)
        return {state.label: found[state] for state in self.model.State if state in found}

    def filtered(self, period_code, state, words="", cluster=""):
        """Narrowed by period, state, words of a unit's name, cluster; blank narrows nothing."""
        found = self.filter(unit__search_key__contains=search_key(words or ""))
        if period_code:
            found = found.filter(cluster_period__period__code=period_code)
        if cluster:
            found = found.filter(cluster_period__cluster__code=cluster)
        if state in self.model.State.values:
            found = found.filter(state=state)
        return found

    def with_numbers(self):
        """Add how many measured leaves are filled and verified, and whether the unit has answered.

        `measured_rows`, `filled_rows`, `verified_rows`; `has_answered` its expected result.
        """
        from emulation.models.appeals import Appeal

        answers = Appeal.objects.filter(sheet=models.OuterRef("pk"), withdrawn_at=None)
        entries = Q(entries__measured=True)
        return self.annotate(
            has_answered=models.Exists(answers),
            measured_rows=models.Count("entries", filter=entries),
            filled_rows=models.Count("entries", filter=entries & filled("entries__")),
            verified_rows=models.Count(
                "entries", filter=entries & Q(entries__verified_points__isnull=False)
            ),
        )
