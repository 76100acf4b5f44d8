"""What the search finds of score sheets and results."""

from django.urls import reverse

from clusters.desk import Hit
from clusters.text import search_key
from emulation.models import ScoreSheet

MOST = 20


def sheet_hits(user, words):
    """Sheets by unit and period; the person's own lead to the sheet, others to the review."""
    key = search_key(words)
    found = ScoreSheet.objects.visible_to(user).for_list()
    for word in key.split():
        found = found.matching(word)
    for sheet in found[:MOST]:
        own = user.is_of_member and sheet.unit_id == user.unit_id
        route = "sheet-edit" if own else "sheet-review"
        yield Hit(
            "Bảng điểm",
            f"{sheet.unit.short_name}, {sheet.period.title}",
            sheet.state_label,
            reverse(route, args=[sheet.pk]),
            key == search_key(f"{sheet.unit.short_name} {sheet.period.code}"),
        )
