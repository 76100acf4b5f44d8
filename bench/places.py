"""Places of 1,000 units over 10 years: what the history page reads against the raw SQL query.

Both fetch the same rows and columns, interleaved in one run on a database of their own; prints
medians and their ratio, for the rows alone and for the history with its grouping by unit.
Run: .venv/bin/python bench/places.py   (DATABASE_URL chooses the database server)
"""

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")
os.environ.setdefault("PORTAL_DATA", tempfile.mkdtemp(prefix="portal-bench-"))

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from clusters.models import Cluster, Unit  # noqa: E402
from emulation import analysis, scoring  # noqa: E402
from emulation.actions import store_set  # noqa: E402
from emulation.models import ClusterPeriod, Period, Placing  # noqa: E402

UNITS, YEARS, ROUNDS = 1000, 10, 15
DATA = Path(analysis.__file__).parent / "data"


def fill():
    """One cluster of a thousand units with ten published years; returns its last period."""
    plain = scoring.read_set((DATA / "criteria_12_xa.json").read_bytes())
    kept = store_set(plain=plain, by=None)
    cluster = Cluster.objects.create(code="bench", name="Cụm thử")
    units = Unit.objects.bulk_create(
        Unit(kind="commune", full_name=f"Xã {n}", short_name=f"Xã {n}", order=n)
        for n in range(UNITS)
    )
    for year in range(2016, 2016 + YEARS):
        part = _part(cluster, kept, year)
        Placing.objects.bulk_create(
            Placing(
                cluster_period=part,
                unit=unit,
                unit_name=unit.full_name,
                unit_short_name=unit.short_name,
                unit_order=unit.order,
                place=1 + (unit.order * 7 + year) % UNITS,
                base=900,
                bonus=0,
                penalty=0,
                total=f"{900 - unit.order / 7:.2f}",
                percent=90,
            )
            for unit in units
        )
    return ClusterPeriod.objects.with_names().get(pk=part.pk)


def _part(cluster, kept, year):
    period = Period.objects.create(
        code=Period.code_for("year", year),
        kind="year",
        year=year,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
    )
    now = timezone.now()
    return ClusterPeriod.objects.create(
        period=period,
        cluster=cluster,
        criteria_set=kept,
        opens_at=now,
        deadline=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
        state="published",
    )


def taken(act):
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main():
    old = setup_databases(0, False)
    try:
        part = fill()
        placings = Placing.objects.filter(cluster_period__cluster=part.cluster_id)
        columns = ("unit_id", "cluster_period_id", "unit_short_name", "place", "total")
        sql, params = placings.order_by("unit_order").values_list(*columns).query.sql_with_params()

        def raw():
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall()

        assert len(raw()) == UNITS * YEARS
        times = {"raw": [], "past": [], "history": []}
        acts = {
            "raw": raw,
            "past": lambda: list(placings.past()),
            "history": lambda: analysis.history_of(part),
        }
        for _ in range(ROUNDS):
            for name, act in acts.items():
                times[name].append(taken(act))
    finally:
        teardown_databases(old, 0)
    base = median(times["raw"])
    print(f"{connection.vendor}, {UNITS} units × {YEARS} years: raw SQL {base:.1f} ms")
    for name in ("past", "history"):
        middle = median(times[name])
        print(f"{name}: {middle:.1f} ms, {middle / base:.2f} × raw")


if __name__ == "__main__":
    main()
