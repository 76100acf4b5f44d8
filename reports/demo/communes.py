"""A province of one hundred made-up communes in ten clusters, in the middle of 2026's first half.

Names are put together from syllables and say that they are made up; so do people and figures.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from clusters.models import Cluster, Membership, Unit, User
from emulation import actions, opening, scoring, verifying
from emulation.models import ClusterPeriod, Period, ScoreSheet, Target
from emulation.past_results import verify_open_rows
from emulation.targets import target_leaves
from reports.demo import contest, people

CODE = "2026-H1"
FIRST = ["An", "Bình", "Cao", "Đông", "Hòa", "Lâm", "Minh", "Phú", "Tân", "Yên"]
SECOND = ["Điền", "Giang", "Khê", "Lĩnh", "Lộc", "Phong", "Sơn", "Thịnh", "Thủy", "Xuân"]
MADE_UP = "(đơn vị mẫu)"
DEPARTMENT_LEAVES = {"1.2", "2"}
State = ScoreSheet.State
ROADS = [
    State.APPROVED,
    State.APPROVED,
    State.APPROVED,
    State.CONFIRMED,
    State.CONFIRMED,
    State.SUBMITTED,
    State.SUBMITTED,
    State.RETURNED,
    State.DRAFT,
    State.DRAFT,
]
"""How far the ten sheets of each cluster have come."""
YEARLY = {"%": 100, "triệu đồng": 12000, "đơn vị": 24, "người": 20, "ha": 160, "tiêu chí": 38}
WHOLE = Decimal(1)


def is_there() -> bool:
    return Period.objects.filter(code=CODE).exists()


@transaction.atomic
def load() -> int:
    """Add the communes beside the demo; returns how many sheets were made, 0 when they are there.

    Needs the demo of `loader.load`.
    """
    if is_there():
        return 0
    users = {user.username: user for user in User.objects.all()}
    criteria_set = _make_set(users["tinh"])
    period = Period.objects.create(
        code=CODE,
        kind=Period.Kind.HALF,
        year=2026,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
    )
    colleague = _second_specialist(users["tinh"])
    for number, first in enumerate(FIRST, start=1):
        specialist = users["tinh"] if number <= len(FIRST) // 2 else colleague
        cluster = _make_cluster(number, first, specialist, users["tinh"].password)
        _run(_make_part(period, cluster, criteria_set, users), cluster, users)
    return ScoreSheet.objects.filter(cluster_period__period=period).count()


def _make_set(clerk):
    plain = scoring.read_set((contest.DATA / "criteria_12_xa.json").read_bytes())
    kept = actions.store_set(plain=plain, by=clerk)
    actions.apply_set(criteria_set=kept, by=clerk)
    return kept


def _second_specialist(first):
    return _account("tinh-2", first.unit, f"Chuyên viên tỉnh 2 {people.MADE_UP}", first.password)


def _account(username, unit, full_name, password, **facts):
    user = User(username=username, unit=unit, full_name=full_name, post="Chuyên viên", **facts)
    user.password = password
    user.save()
    return user


def _make_cluster(number, first, specialist, password):
    """Ten communes that share their first syllable; the first leads, the second is deputy."""
    cluster = Cluster.objects.create(
        code=f"xa-{number}",
        name=f"Cụm thi đua các xã, phường số {number} (cụm mẫu)",
        order=number,
        specialist=specialist,
    )
    roles = [Membership.Role.LEAD, Membership.Role.DEPUTY]
    for place, second in enumerate(SECOND):
        kind = Unit.Kind.WARD if place == len(SECOND) - 1 else Unit.Kind.COMMUNE
        name = f"{first} {second}"
        unit = Unit.objects.create(
            kind=kind,
            full_name=f"{kind.label} {name} {MADE_UP}",
            short_name=name,
            order=100 * number + place,
            active_from=date(2025, 7, 1),
        )
        Membership.objects.create(
            cluster=cluster,
            unit=unit,
            year=2026,
            role=roles[place] if place < len(roles) else Membership.Role.MEMBER,
            active_from=date(2026, 1, 1),
        )
        _account(
            f"xa-{number}-{place + 1}",
            unit,
            f"Cán bộ {name} {people.MADE_UP}",
            password,
            acts_for_cluster=place < len(roles),
        )
    return cluster


def _make_part(period, cluster, criteria_set, users):
    part = contest.begin_part(period, cluster, criteria_set)
    units = [member.unit for member in cluster.memberships.in_order()]
    Target.objects.bulk_create(
        Target(
            unit=unit,
            leaf=leaf,
            year=period.year,
            value=yearly(leaf, place),
            document_number="Số liệu minh họa",
        )
        for place, unit in enumerate(units)
        for leaf in target_leaves(part)
    )
    if cluster.code == "xa-1":
        department, body = users["so-tai-chinh"].unit, users["tinh"].unit
        leaves = {
            leaf: department if leaf.number in DEPARTMENT_LEAVES else body
            for leaf in verifying.measured_leaves(part)
        }
        verifying.assign(part=part, units=leaves, by=users["tinh"])
    part.open(by=users["tinh"])
    for unit in units:
        opening.blank_sheet(part=part, unit=unit)
    return ClusterPeriod.objects.with_names().get(pk=part.pk)


def yearly(leaf, place) -> Decimal:
    """A made-up plan for the year in the leaf's unit of measure, another for each unit."""
    base = YEARLY.get(leaf.unit_of_measure, 10)
    return Decimal(base if leaf.unit_of_measure == "%" else base + base * place // 20)


def _run(part, cluster, users):
    """Take every sheet along its road."""
    officers = {user.unit_id: user for user in User.objects.filter(username__startswith="xa-")}
    members = list(cluster.memberships.in_order())
    lead, deputy = officers[members[0].unit_id], officers[members[1].unit_id]
    for place, member in enumerate(members):
        sheet = ScoreSheet.objects.get(cluster_period=part, unit=member.unit)
        walk = Walk(officers[member.unit_id], deputy if place == 0 else lead, users["tinh"])
        walk.take(sheet, ROADS[place], (7 * place + 3 * cluster.order) % len(ROADS))


class Walk:
    """Who acts on one sheet, from its officer to the province."""

    def __init__(self, officer, reviewer, clerk):
        self.officer, self.reviewer, self.clerk = officer, reviewer, clerk

    def take(self, sheet, goal, rank):
        """Walk the sheet to `goal`; `rank`: 0 does best, 9 least."""
        entries = list(sheet.entries.measured().in_order())
        for entry in entries:
            entry.leaf.criteria_set = sheet.cluster_period.criteria_set
        rows = entries[: contest.FIRST_ROWS] if goal == State.DRAFT else entries
        sheet.record([figure for entry in rows for figure in figures(entry, rank)], by=self.officer)
        if goal == State.DRAFT:
            return
        sheet.submit(by=self.officer)
        if goal == State.RETURNED:
            due = sheet.cluster_period.deadline
            sheet.send_back(self.reviewer, "Bổ sung căn cứ chấm điểm (minh họa).", due)
        if goal in (State.CONFIRMED, State.APPROVED):
            sheet.confirm(by=self.reviewer)
        if goal == State.APPROVED:
            verify_open_rows(sheet=sheet, by=self.clerk)
            sheet.approve(by=self.clerk)


def figures(entry, rank):
    """What the officer types into one row: made up from the rule, the plan and how well it does."""
    plain = entry.leaf.plain
    rule = plain.rule.type
    if rule == "direct_points":
        points = Decimal(plain.max_points) - Decimal(rank) / 2
        return [(entry, "given_points", points, "", str(points))]
    if rule in ("yes_no", "deduct_per_violation"):
        count = Decimal(1 if rule == "yes_no" else rank % 3)
        return [(entry, "actual", count, "", str(count))]
    value = (reached(entry) * (108 - 2 * rank) / 100).quantize(WHOLE, ROUND_HALF_UP)
    if entry.leaf.unit_of_measure == "%":
        value = min(value, Decimal(100))
    return [(entry, "actual", value, "", str(value))]


def reached(entry) -> Decimal:
    """What would be exactly on plan at the half-year."""
    return (entry.target or Decimal(10)) * Decimal(entry.leaf.plain.share or 1)
