"""What the search finds of award decisions."""

from awards.models import Decision
from clusters.desk import Hit
from clusters.text import search_key, short_date

MOST = 20


def decision_hits(user, words):
    """Decisions by number, printed name, title or recipient, as far as this person sees them."""
    key = search_key(words)
    for decision in Decision.objects.visible_to(user).matching(words).for_list()[:MOST]:
        detail = f"{decision.printed_name} · {short_date(decision.signed_on)}"
        exact = key == search_key(decision.number)
        yield Hit("Quyết định", str(decision), detail, decision.get_absolute_url(), exact)
