"""Dropping a guard makes the permission matrix red (long lane).

Each right and each `visible_to` is replaced in turn by one that lets everybody in; then some
address must let in a role that the matrix keeps out. It is judged in the state “confirmed”; what
matters only in other states, or is a second lock behind another, stands in `UNSEEN`.
"""

import inspect
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.test import Client

import awards.rights
import clusters.rights
import emulation.rights
import reports.rights
from reports.tests.test_permissions import WORLDS, World, decided, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MODULES = [clusters.rights, emulation.rights, awards.rights, reports.rights]
WORLD = "confirmed"
UNSEEN = {
    "CriteriaSet.visible_to",
    "DataRequest.visible_to",
    "Document.visible_to",
    "Placing.visible_to",
    "SheetPrint.visible_to",
    "Unit.visible_to",
    "awards.rights.may_see_award",
    "emulation.rights.may_bring_signed",
    "emulation.rights.may_cancel",
    "emulation.rights.may_check",
    "emulation.rights.may_decide_target",
    "emulation.rights.may_enter_penalties",
    "emulation.rights.may_see_appeals",
    "emulation.rights.may_see_result",
    "emulation.rights.may_settle_appeal",
    "emulation.rights.may_steer",
    "emulation.rights.may_withdraw_appeal",
    "emulation.rights.may_withdraw_proposal",
    "emulation.rights.may_word_appeal",
    "emulation.rights.sees_check_findings",
    "emulation.rights.sees_cluster_points",
    "emulation.rights.sees_item",
}


def rights():
    """Every right that is defined in one of the modules, by its full name."""
    for module in MODULES:
        for name, rule in inspect.getmembers(module, inspect.isfunction):
            if rule.__module__ == module.__name__ and name.startswith(("may_", "sees_")):
                yield f"{module.__name__}.{name}", rule


def sights():
    """`visible_to` of every model that has pages."""
    for model in apps.get_models():
        rule = getattr(type(model._default_manager.all()), "visible_to", None)
        if rule is not None:
            yield f"{model.__name__}.visible_to", rule


@contextmanager
def dropped(rule, open_door):
    """Let everybody through: the code is exchanged, so that every reference to it is."""
    kept = rule.__code__
    rule.__code__ = open_door.__code__
    try:
        yield
    finally:
        rule.__code__ = kept


def nearest_first(name):
    """All addresses, those whose view or its module speaks of the right before the others."""
    word = name.rpartition(".")[2]

    def distance(pattern):
        view = pattern.callback.view_class if hasattr(pattern.callback, "view_class") else None
        module = inspect.getmodule(view or pattern.callback)
        own = inspect.getsource(view) if view else ""
        return (word not in own, word not in inspect.getsource(module))

    return sorted(patterns(), key=distance)


def notices(world, clients, lines, name):
    """The first address that lets in who is kept out; None when the matrix stays as it is."""
    for pattern in nearest_first(name):
        _, _, answers = lines[pattern.name].partition(": ")
        for act, let_in in zip(("get", "post"), answers.split(), strict=True):
            for letter in set(clients) - set(let_in):
                if lets_in(world, clients[letter], act, world.address(pattern)):
                    return pattern.name
    return None


def lets_in(world, client, act, address):
    """A broken page counts: its guard would have refused before it broke."""
    try:
        return world.lets_in(client, act, address)
    except AssertionError:
        return True


def signed_in(world):
    clients = {}
    for letter, person in world.people.items():
        clients[letter] = Client(raise_request_exception=False)
        clients[letter].force_login(person, "django.contrib.auth.backends.ModelBackend")
    return clients


def test_dropping_a_guard_makes_the_matrix_red(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    left = {name: (rule, lambda *args, **kwargs: True) for name, rule in rights()}
    left |= {name: (rule, lambda self, user: self) for name, rule in sights()}
    assert set(left) - set(noticed(WORLD, left)) == UNSEEN


def noticed(world_name, left):
    """Those of the guards that are missed in a world when they are dropped."""
    world = World(*WORLDS[world_name])
    clients, lines = signed_in(world), decided()[world_name]
    found = []
    for name, (rule, open_door) in left.items():
        with dropped(rule, open_door):
            if notices(world, clients, lines, name):
                found.append(name)
    return found
