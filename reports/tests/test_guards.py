"""Dropping a guard makes the permission matrix red (long lane).

Each right and each `visible_to` is replaced in turn by one that lets everybody in; then some
address must let in a role that the matrix keeps out, in one of its worlds. A guard that chooses
what stands on a page closes no address: `ON_THE_PAGE` names the test that misses it; it is run.

A dropped guard changes nothing before it is asked, so only the requests that ask it are repeated:
one round of all requests with an ear on every guard tells which these are.
"""

import inspect
import os
import subprocess
import sys
from collections import defaultdict
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings as portal
from django.db import transaction
from django.test import Client

import awards.rights
import clusters.rights
import emulation.rights
import reports.rights
from reports.tests.test_permissions import WORLDS, World, cases, decided

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MODULES = [clusters.rights, emulation.rights, awards.rights, reports.rights]
ON_THE_PAGE = {
    "CriteriaSet.visible_to": "emulation/tests/test_sets_on_screen.py"
    "::test_two_versions_are_compared",
    "Kit.visible_to": "reports/tests/test_kits.py"
    "::test_what_changed_in_a_kit_is_told_to_those_who_arrange_it",
    "awards.rights.may_see_award": "awards/tests/test_decisions.py"
    "::test_other_units_recipients_are_not_shown_to_a_unit",
    "emulation.rights.sees_cluster_points": "emulation/tests/test_sheet_pages.py"
    "::test_the_clusters_points_are_hidden_from_the_unit_until_the_cluster_agrees",
}


def rights():
    """Every right that is defined in one of the modules, by its full name."""
    for module in MODULES:
        for name, rule in inspect.getmembers(module, inspect.isfunction):
            is_own = f"{rule.__module__}.".startswith(f"{module.__name__}.")
            if is_own and name.startswith(("may_", "sees_")):
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


@contextmanager
def heard(codes):
    """The names of those guards that are asked meanwhile."""
    names = set()

    def ear(frame, event, _):
        if event == "call" and frame.f_code in codes:
            names.add(codes[frame.f_code])

    sys.setprofile(ear)
    try:
        yield names
    finally:
        sys.setprofile(None)


def requests_by_guard(world, clients, lines, guards):
    """{guard: requests that ask it and are refused}, a request as (letter, act, case)."""
    codes = {rule.__code__: name for name, (rule, _) in guards.items()}
    found = defaultdict(list)
    for case in cases():
        _, _, answers = lines[case.name].partition(": ")
        for act, let_in in zip(("get", "post"), answers.split(), strict=True):
            for letter in sorted(set(clients) - set(let_in)):
                request = letter, act, case
                with heard(codes) as names:
                    lets_in(world, clients, *request)
                for name in names:
                    found[name].append(request)
    return found


def lets_in(world, clients, letter, act, case):
    """A broken page counts: its guard would have refused before it broke."""
    try:
        return world.lets_in(clients[letter], act, case)
    except AssertionError:
        return True


def signed_in(world):
    clients = {}
    for letter, person in world.people.items():
        clients[letter] = Client(raise_request_exception=False)
        clients[letter].force_login(person, "django.contrib.auth.backends.ModelBackend")
    return clients


def noticed(world_name, guards):
    """Those of the guards that are missed in a world when they are dropped."""
    with transaction.atomic():
        world = World(*WORLDS[world_name])
        clients, lines = signed_in(world), decided()[world_name]
        asking = requests_by_guard(world, clients, lines, guards)
        found = set()
        for name, (rule, open_door) in guards.items():
            with dropped(rule, open_door):
                if any(lets_in(world, clients, *request) for request in asking[name]):
                    found.add(name)
        transaction.set_rollback(True)
    return found


def every_guard():
    """{name: (the rule, what everybody passes)}."""
    found = {name: (rule, lambda *args, **kwargs: True) for name, rule in rights()}
    return found | {name: (rule, lambda self, user: self) for name, rule in sights()}


def test_dropping_a_guard_makes_the_matrix_red(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    left = every_guard()
    for world_name in WORLDS:
        seen = noticed(world_name, left)
        left = {name: guard for name, guard in left.items() if name not in seen}
    unseen = "\n".join(sorted(set(left) ^ set(ON_THE_PAGE)))
    assert not unseen, unseen


@pytest.mark.parametrize("name", ON_THE_PAGE)
def test_dropping_a_guard_of_what_stands_on_a_page_makes_its_test_red(name):
    """In a process of its own, on SQLite: the test database of this one stays untouched."""
    call = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "reports.tests.dropping"]
    done = subprocess.run(
        [*call, ON_THE_PAGE[name]],
        cwd=portal.BASE_DIR,
        env=os.environ | {"DROPPED": name, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout[-2000:]
