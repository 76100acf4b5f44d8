"""The form of a supposition: other figures or points of one unit's leaves."""

from django import forms

from clusters.fields import NumberField
from emulation.forms.sheet import FIGURE_LIMIT
from emulation.what_if import Supposed


class WhatIfForm(forms.Form):
    """For each verified leaf another figure or other points; what is blank stays as it is."""

    def __init__(self, *args, entries, part, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries, places = entries, part.criteria_set.plain.places
        for entry in entries:
            leaf = entry.leaf.plain
            if leaf.column == "actual" and leaf.rule.type != "yes_no":
                self.fields[f"a{entry.pk}"] = NumberField(
                    label=f"{leaf.number}: số khác",
                    kind=leaf.number_kind,
                    places=4,
                    max_value=FIGURE_LIMIT,
                    required=False,
                )
            self.fields[f"p{entry.pk}"] = NumberField(
                label=f"{leaf.number}: điểm khác",
                kind="points",
                places=places,
                max_value=leaf.max_points,
                required=False,
            )

    @property
    def rows(self):
        """(entry, field of the figure or None, field of the points)."""
        return [
            (e, self[f"a{e.pk}"] if f"a{e.pk}" in self.fields else None, self[f"p{e.pk}"])
            for e in self.entries
        ]

    @property
    def supposed(self):
        """What was typed, by leaf number."""
        data = self.cleaned_data
        found = {}
        for entry in self.entries:
            actual, points = data.get(f"a{entry.pk}"), data.get(f"p{entry.pk}")
            if actual is not None or points is not None:
                found[entry.leaf.number] = Supposed(actual, points)
        return found
