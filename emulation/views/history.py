"""S17: everything that happened to a sheet, newest first; what differs between two moments."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from clusters.models import Change
from emulation import moments, rights
from emulation.views.sheets import SheetDoor


class SheetHistory(SheetDoor, SingleObjectMixin, View):
    """Without what its reader may not see yet."""

    def get(self, request, pk):
        sheet = self.get_object()
        changes = visible_changes(request.user, sheet)
        number = request.GET.get("tieu-chi", "")[:40]
        if number:
            changes = changes.filter(record_name=f"Tiêu chí {number}")
        context = {
            "sheet": sheet,
            "page_obj": Paginator(changes, 50).get_page(request.GET.get("page")),
            "number": number,
            "steps": sheet.steps.select_related("by__unit").order_by("-pk"),
            "states": dict(sheet.State.choices),
            **self.compared(sheet),
        }
        return render(request, "emulation/sheet_history.html", context)

    def compared(self, sheet):
        """The differences between the two moments that were chosen, if any were."""
        marks = {mark.key: mark for mark in moments.marks(sheet)}
        asked = {name: self.request.GET.get(name, "") for name in ("tu", "den")}
        start, end = marks.get(asked["tu"]), marks.get(asked["den"])
        context = {"marks": list(marks.values()), "asked": asked, "differences": None}
        if start is None or end is None:
            return context
        changes = visible_changes(self.request.user, sheet).order_by("pk")
        changes = changes.filter(at__gt=start.at) if start.at else changes.none()
        changes = changes.filter(at__lte=end.at) if end.at else changes
        return context | {"differences": moments.between(changes)}


def visible_changes(user, sheet):
    """The changes under a sheet, less the columns that this person may not read yet."""
    changes = Change.objects.under(sheet).for_list()
    if not rights.sees_verified(user, sheet):
        hidden = [row.pk for row in sheet.items.select_related("item") if row.item.kind != "bonus"]
        changes = changes.exclude(field__startswith="verified_")
        changes = changes.exclude(record_type="emulation.sheetitem", record_id__in=hidden)
        papers = sheet.documents.exclude(pk__in=sheet.documents.of_unit().values("pk"))
        changes = changes.exclude(
            record_type="emulation.document", record_id__in=papers.values_list("pk", flat=True)
        )
    if not rights.sees_cluster_points(user, sheet):
        changes = changes.exclude(field__startswith="cluster_")
    return changes.exclude(field="verified_by")
