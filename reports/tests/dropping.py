"""A pytest plugin that lets everybody through one guard, named in DROPPED; see test_guards."""

import os


def pytest_collection_finish():
    # Django is not set up when plugins are loaded
    from reports.tests.test_guards import every_guard

    rule, open_door = every_guard()[os.environ["DROPPED"]]
    rule.__code__ = open_door.__code__
