"""Verbs on accounts: made, changed, closed, opened again, handed over; each traced."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from clusters import desk, outbox
from clusters.actions import save_traced
from clusters.models import Change, Cluster, User, note_change, note_changes

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
ROUNDS = 1000
HANDED_OVER = "bàn giao"
LAST_ADMINISTRATOR = "Phải còn ít nhất một quản trị đang hoạt động, và không tự khóa mình."


def made_password(length=14) -> str:
    """A random password without letters that are read wrongly on paper."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def make_account(*, facts, by) -> User:
    """An account that cannot sign in yet; `give_password` lets it."""
    user = User.objects.create_user(password=None, **facts)
    note_changes([(user, name, None, value, "", "") for name, value in facts.items()], by=by)
    return user


@transaction.atomic
def create_account(*, facts, by) -> tuple[User, str]:
    """Make an account; return it and the first password, which is shown once."""
    user = make_account(facts=facts, by=by)
    return user, give_password(user)


def give_password(user) -> str:
    """Write a made password and return it.

    Some eighty random bits need no slow hash, and a list of a hundred accounts could not wait for
    it; Django writes the slow one when the person signs in.
    """
    password = made_password()
    hasher = get_hasher()
    rounds = {"iterations": ROUNDS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    user.password = hasher.encode(password, hasher.salt(), **rounds)
    user.save(update_fields=["password"])
    return password


@transaction.atomic
def reset_password(*, user, by) -> str:
    """Give a new password, which is shown once; the old one and its sessions end.

    Raises:
        ValidationError: the account is closed.
    """
    (held,) = _held(user)
    if not held.is_active:
        raise ValidationError("Tài khoản đã đóng. Mở lại tài khoản để cấp mật khẩu mới.")
    password = give_password(held)
    note_change(held, "mật khẩu", "", "đã đặt lại", by=by)
    return password


def _held(*users) -> list[User]:
    """These accounts and all active administrators, held in one order so that none wait in a ring.

    Their keys stay free for others to refer to: a row of the history that names one of them is
    written meanwhile. Returns the accounts asked for, in their order.
    """
    asked = Q(pk__in=[user.pk for user in users])
    rows = User.objects.filter(asked | Q(is_administrator=True, is_active=True))
    held = {
        user.pk: user for user in rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    }
    return [held[user.pk] for user in users]


@transaction.atomic
def change_account(*, user, facts, by) -> None:
    """Change an account; the last active administrator stays one.

    Raises:
        ValidationError: with the sentence for the page.
    """
    (held,) = _held(user)
    if not facts.get("is_administrator", held.is_administrator):
        _keep_an_administrator(held, by)
    save_traced(record=held, facts=facts, by=by)


def _keep_an_administrator(held, by):
    """Refuse what would take the last administrator away, or one's own rights."""
    if not (held.is_administrator and held.is_active):
        return
    others = User.objects.filter(is_administrator=True, is_active=True).exclude(pk=held.pk)
    if held.pk == by.pk or not others.exists():
        raise ValidationError(LAST_ADMINISTRATOR)


@transaction.atomic
def close_account(*, user, by, reason) -> None:
    """Nobody signs in with it any more and its sessions end; what it did keeps its name.

    Raises:
        ValidationError: it is closed already, or the last administrator's.
    """
    (held,) = _held(user)
    if not held.is_active:
        raise ValidationError(f"Tài khoản {held.username} đã đóng trước đó.")
    _keep_an_administrator(held, by)
    held.set_unusable_password()
    held.is_active = False
    held.save(update_fields=["is_active", "password"])
    note_change(held, "is_active", True, False, by=by, reason=reason)
    for cluster in Cluster.objects.select_for_update().filter(specialist=held):
        save_traced(record=cluster, facts={"specialist": None}, by=by, reason=reason)


@transaction.atomic
def reopen_account(*, user, by, reason) -> str:
    """Let a closed account in again; return its new password, which is shown once.

    Raises:
        ValidationError: it is open.
    """
    (held,) = _held(user)
    if held.is_active:
        raise ValidationError(f"Tài khoản {held.username} đang hoạt động.")
    held.is_active = True
    held.save(update_fields=["is_active"])
    note_change(held, "is_active", False, True, by=by, reason=reason)
    return give_password(held)


@transaction.atomic
def hand_over(*, user, to, note, tasks, closes, by) -> None:
    """Pass a person's open work to a colleague of the same unit, with a note and a list of it.

    Work follows the unit; what is tied to the person (clusters looked after) moves. `tasks`:
    titles of what is open. With `closes` the account is closed in the same act.

    Raises:
        ValidationError: another unit's person, the same person, or a closed account.
    """
    held, receiver = _held(user, to)
    if receiver.pk == held.pk or receiver.unit_id != held.unit_id or not receiver.is_active:
        raise ValidationError("Người nhận phải là tài khoản khác, đang hoạt động, cùng đơn vị.")
    for cluster in Cluster.objects.select_for_update().filter(specialist=held):
        save_traced(record=cluster, facts={"specialist": receiver}, by=by, reason=note)
    acts = held.acts_for_cluster and not receiver.acts_for_cluster
    if acts:
        save_traced(record=receiver, facts={"acts_for_cluster": True}, by=by, reason=note)
    desk.leave_words(user=held, to=receiver, note=note, by=by)
    note_change(held, HANDED_OVER, "", f"cho {receiver} ({receiver.username})", by=by, reason=note)
    times = Change.objects.of(held).filter(field=HANDED_OVER).count()
    outbox.write(
        event=f"account-handed-over-{held.pk}-{times}",
        people=[receiver],
        subject=f"Nhận bàn giao từ {held}",
        lines=[f"{held} bàn giao công việc: {note}", *tasks[:20]],
        route="my-work",
    )
    if closes:
        close_account(user=held, by=by, reason=f"Bàn giao cho {receiver}: {note}"[:500])


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
