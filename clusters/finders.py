"""What the search finds of units, clusters and people."""

from django.db.models import Q
from django.urls import reverse

from clusters.desk import Hit
from clusters.models import Cluster, Unit, User
from clusters.rights import may_manage_accounts, may_see_management
from clusters.text import search_key

MOST = 20


def units(user, words):
    """Units by every word of their names, where this person may see their history."""
    key = search_key(words)
    route = "unit-edit" if user.is_administrator else "unit-awards"
    for unit in _open_units(user).matching(words).in_order()[:MOST]:
        exact = key in (search_key(unit.short_name), search_key(unit.full_name))
        kind = unit.get_kind_display()
        yield Hit("Đơn vị", unit.full_name, kind, reverse(route, args=[unit.pk]), exact)


def _open_units(user):
    """All for those who see everything; else the own unit and the members of steered clusters."""
    if may_see_management(user):
        return Unit.objects.all()
    steered = Q(memberships__cluster__in=user.steered_clusters())
    return Unit.objects.filter(Q(pk=user.unit_id) | steered).distinct()


def clusters(user, words):
    key = search_key(words)
    for cluster in Cluster.objects.visible_to(user).in_order():
        name = search_key(f"{cluster.name} {cluster.code}")
        if key and all(word in name for word in key.split()):
            exact = key in (search_key(cluster.name), cluster.code)
            url = reverse("cluster", args=[cluster.code])
            yield Hit("Cụm, khối", cluster.name, cluster.code, url, exact)


def people(user, words):
    """Accounts, for those who see the list of them."""
    key = search_key(words)
    if not may_see_management(user) or not key:
        return
    for person in User.objects.named(words).order_by("sort_key", "pk")[:MOST]:
        url = reverse("users-admin")
        if may_manage_accounts(user):
            url = reverse("user-edit", args=[person.pk])
        exact = key in (search_key(person.full_name), person.username)
        yield Hit("Người dùng", str(person), f"{person.username} · {person.unit}", url, exact)
