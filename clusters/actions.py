"""Verbs on accounts, units and settings that touch several records; each traced."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction

from clusters.models import Cluster, Issuer, Unit, User, note_change, note_changes

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def made_password(length=14) -> str:
    """A random password without letters that are read wrongly on paper."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


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
def create_account(*, facts, by) -> tuple[User, str]:
    """Make an account; return it and the first password, which is shown once."""
    password = made_password()
    user = User.objects.create_user(password=password, **facts)
    note_changes([(user, name, None, value, "", "") for name, value in facts.items()], by=by)
    return user, password


@transaction.atomic
def reset_password(*, user, by) -> str:
    """Give a new password, which is shown once; the old one and its sessions end."""
    password = made_password()
    user.set_password(password)
    user.save()
    note_change(user, "mật khẩu", "", "đã đặt lại", by=by)
    return password


@transaction.atomic
def change_account(*, user, facts, by) -> None:
    """Change an account; the last active administrator stays one, and nobody locks out themselves.

    Raises:
        ValidationError: with the sentence for the page.
    """
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    loses = held.is_administrator and held.is_active
    keeps = facts.get("is_administrator", held.is_administrator) and facts.get(
        "is_active", held.is_active
    )
    if loses and not keeps:
        others = User.objects.filter(is_administrator=True, is_active=True).exclude(pk=held.pk)
        if held.pk == by.pk or not others.select_for_update(of=("self",)).exists():
            raise ValidationError(
                "Phải còn ít nhất một quản trị đang hoạt động, và không tự khóa mình."
            )
    save_traced(record=held, facts=facts, by=by)


@transaction.atomic
def prefer_mail(*, user, wants) -> None:
    """A person wants notices by mail as well, or only inside the portal."""
    note_change(user, "wants_mail", user.wants_mail, wants, by=user)
    user.wants_mail = wants
    user.save(update_fields=["wants_mail"])


@transaction.atomic
def prefer_shortcuts(*, user, wants) -> None:
    """A person wants one-letter keys, or not (WCAG 2.1.4)."""
    user.uses_shortcuts = wants
    user.save(update_fields=["uses_shortcuts"])


@transaction.atomic
def remove_holiday(*, holiday, by) -> None:
    """Take a day off the list of days off; what was counted with it stays."""
    note_change(holiday, "day", holiday.day, None, by=by)
    holiday.delete()
