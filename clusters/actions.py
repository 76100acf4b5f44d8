"""Verbs on units, clusters and settings that touch several records; each traced."""

from datetime import timedelta

from django.db import transaction

from clusters.models import Cluster, Issuer, Membership, Unit, User, note_change, note_changes


@transaction.atomic
def first_accounts(*, province, facts) -> User:
    """Write the names of the portal, the standing body's unit and the administrator."""
    province.name, province.standing_body = facts["province"], facts["standing_body"]
    province.help_name, province.help_phone = facts["help_name"], facts["help_phone"]
    province.save()
    body = Unit.objects.create(
        kind=Unit.Kind.STANDING_BODY,
        full_name=facts["standing_body"],
        short_name=facts["standing_body"][:80],
    )
    Issuer.objects.create(unit=body)
    administrator = User.objects.create_user(
        facts["username"],
        facts["password"],
        full_name=facts["full_name"],
        unit=body,
        is_administrator=True,
        post="Quản trị hệ thống",
    )
    note_change(province, "name", "", province.name, by=administrator)
    return administrator


@transaction.atomic
def save_traced(*, record, facts, by, under=None, reason="") -> None:
    """Write the fields in `facts` of one record, new or known, and what changed."""
    is_new = record.pk is None
    changes = []
    for name, value in facts.items():
        before = None if is_new else getattr(record, name)
        changes.append((record, name, before, value, reason, ""))
        setattr(record, name, value)
    record.full_clean(exclude=[f.name for f in record._meta.fields if f.name not in facts])
    record.save()
    note_changes(changes, by=by, under=under)


@transaction.atomic
def save_membership(*, record, facts, by) -> None:
    """Write a membership; the cluster's row is held, so that of two leads at once one is refused.

    Raises:
        ValidationError: `Membership.clean` refuses it beside what others have just written.
    """
    Cluster.objects.select_for_update().get(pk=record.cluster_id)
    save_traced(record=record, facts=facts, by=by)


@transaction.atomic
def record_succession(*, record, facts, by, ends_predecessor=True) -> None:
    """One unit became another; the old one and its places in clusters end the day before.

    History stays under the old name. An end that was written before is kept.
    """
    save_traced(record=record, facts=facts, by=by)
    if not ends_predecessor:
        return
    last = record.effective_on - timedelta(days=1)
    why = f"{record.get_kind_display()}, nghị quyết {record.resolution_number}"
    old = Unit.objects.select_for_update().get(pk=record.predecessor_id)
    ending = [old] if old.active_to is None else []
    ending += old.memberships.select_for_update().filter(active_to=None, active_from__lte=last)
    for held in ending:
        save_traced(record=held, facts={"active_to": last}, by=by, reason=why)


@transaction.atomic
def add_members(*, cluster, units, year, active_from, decision_number, by) -> int:
    """Many units into a cluster as members from one day; returns how many.

    Raises:
        ValidationError: one of them cannot, with its name; then none is added.
    """
    facts = {"year": year, "role": Membership.Role.MEMBER, "active_from": active_from}
    facts |= {"active_to": None, "decision_number": decision_number}
    for unit in units:
        place = Membership(cluster=cluster)
        save_membership(record=place, facts={"unit": unit, **facts}, by=by)
    return len(units)


@transaction.atomic
def remove_holiday(*, holiday, by) -> None:
    """Take a day off the list of days off; what was counted with it stays."""
    note_change(holiday, "day", holiday.day, None, by=by)
    holiday.delete()
