"""What is contested in the demo: the set, three periods, their figures, the road of each sheet."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from emulation import actions, opening, scoring, verifying
from emulation.forms.sheet import commendation_rows
from emulation.models import ClusterPeriod, Period, ScoreSheet, Target
from emulation.past_results import verify_by_formula

DATA = Path(actions.__file__).parent / "data"
State = ScoreSheet.State
DEPARTMENT_LEAVES = {"4", "5"}
"""Budget and disbursement: verified by the department at half-years, the rest by the province."""
FIRST_ROWS = 7
"""So many leaves of the draft sheet are filled already."""

ROADS = {
    "bach-thong": State.DRAFT,
    "cho-moi": State.SUBMITTED,
    "ba-be": State.SUBMITTED,
    "ngan-son": State.RETURNED,
    "pac-nam": State.CONFIRMED,
}
"""How far each sheet of 2020-H1 has come; the rest are approved."""


@dataclass
class Demo:
    """Everything the loader needs at hand."""

    cluster: object
    units: dict
    users: dict
    criteria_set: object = None
    figures: dict = field(default_factory=dict)

    @property
    def province(self):
        return self.users["tinh"]

    def officer(self, sheet):
        code = next(code for code, unit in self.units.items() if unit.pk == sheet.unit_id)
        return self.users[code]

    def reviewer(self, sheet):
        """The lead's officer; for the lead's own sheet the deputy's."""
        lead = self.users["cum-truong"]
        return self.users["cum-pho"] if lead.unit_id == sheet.unit_id else lead


def make_set(demo):
    plain = scoring.read_set((DATA / "criteria_12.json").read_bytes())
    demo.criteria_set = actions.store_set(plain=plain, by=demo.province)
    actions.apply_set(criteria_set=demo.criteria_set, by=demo.province)


def results(demo, file):
    """The figures of one period by unit name."""
    read = scoring.read_results((DATA / file).read_bytes(), demo.criteria_set.plain)
    return {contestant.unit: contestant for contestant in read}


def make_part(demo, kind, year, file):
    """One period of the cluster, opened now, with targets and blank sheets."""
    half = kind == Period.Kind.HALF
    period = Period.objects.create(
        code=Period.code_for(kind, year),
        kind=kind,
        year=year,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 6, 30) if half else date(year, 12, 31),
    )
    part = begin_part(period, demo.cluster, demo.criteria_set)
    demo.figures[part.pk] = results(demo, file)
    _make_targets(demo, part)
    body = demo.province.unit
    department = demo.users["so-tai-chinh"].unit
    leaves = {
        leaf: department if leaf.number in DEPARTMENT_LEAVES and half else body
        for leaf in verifying.measured_leaves(part)
    }
    verifying.assign(part=part, units=leaves, by=demo.province)
    part.open(by=demo.province)
    for unit in demo.units.values():
        opening.blank_sheet(part=part, unit=unit)
    return part


def begin_part(period, cluster, criteria_set):
    """A cluster's period that opens today, is due in a week and takes changes for three."""
    today = timezone.localdate()
    return ClusterPeriod.objects.create(
        period=period,
        cluster=cluster,
        criteria_set=criteria_set,
        opens_at=_at(today, 0),
        deadline=_at(today + timedelta(days=7), 17),
        closes_at=_at(today + timedelta(days=21), 17),
        is_illustrative=True,
    )


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _make_targets(demo, part):
    leaves = {leaf.number: leaf for leaf in part.criteria_set.criteria.leaves()}
    Target.objects.bulk_create(
        (
            Target(
                unit=unit,
                leaf=leaves[number],
                year=part.period.year,
                value=figures.target,
                document_number="Số liệu minh họa",
            )
            for unit in demo.units.values()
            for number, figures in demo.figures[part.pk][unit.full_name].figures.items()
            if figures.target is not None
        ),
        ignore_conflicts=True,
    )


def fill(demo, sheet, rows=None):
    """Enter the figures of the file: all, or only the first `rows` leaves; words and counts too."""
    contestant = demo.figures[sheet.cluster_period_id][sheet.unit.full_name]
    entries = list(sheet.entries.measured().in_order())[:rows]
    changes = [
        (entry, name, value, "", str(value))
        for entry in entries
        for name, value in _typed(entry, contestant.figures.get(entry.leaf.number))
    ]
    if rows is None:
        changes += _counts(sheet, contestant) + _words(sheet) + _commended(sheet)
    sheet.record(changes, by=demo.officer(sheet))


def _typed(entry, figures):
    if figures is None or entry.by_department:
        return []
    pairs = [("actual", figures.actual), ("given_points", figures.points), ("level", figures.level)]
    return [(name, value) for name, value in pairs if value is not None]


def _counts(sheet, contestant):
    """Bonuses as the unit proposes them, penalties as the cluster enters them."""
    changes = []
    notes = {"T2": "Mô hình được công nhận (minh họa)", "P1": "Ký giao ước chậm (minh họa)"}
    for row in sheet.items.select_related("item"):
        count = contestant.counts.get(row.item.code)
        if count:
            column = "self" if row.item.kind == row.item.Kind.BONUS else "cluster"
            reason = notes.get(row.item.code, "Minh họa")
            changes += [
                (row, f"{column}_count", count, reason, str(count)),
                (row, f"{column}_reason", reason, "", ""),
            ]
    return changes


def _words(sheet):
    name = sheet.unit.short_name
    texts = {
        "movements": (
            f"{name} tổ chức phong trào “Bắc Kạn chung sức xây dựng nông thôn mới” và phong trào "
            "“Cả nước chung tay vì người nghèo – Không để ai bị bỏ lại phía sau” ở các xã, "
            "cơ quan, đơn vị (nội dung minh họa)."
        ),
        "shortcomings": (
            f"Một số phong trào của {name} còn chậm sơ kết; tỷ lệ khen thưởng người lao động "
            "trực tiếp chưa cao (nội dung minh họa)."
        ),
        "proposals": f"{name} đề nghị tập huấn nghiệp vụ thi đua, khen thưởng cho cán bộ cơ sở "
        "(nội dung minh họa).",
    }
    return [(sheet, name, value, "", "") for name, value in texts.items()]


def _commended(sheet):
    """Made-up counts that differ from unit to unit."""
    size = 2 + sheet.unit_id % 5
    made = {
        ("province", "merit"): (1, size, 0, size // 2),
        ("unit", "merit"): (size, 8 * size, 0, 3 * size),
    }
    made[("unit", "campaign")] = (size + 1, 5 * size, size, 3 * size)
    changes = []
    for row in commendation_rows(sheet):
        for name, value in zip(row.COUNTS, made.get((row.level, row.form), ()), strict=False):
            if value:
                changes.append((row, name, value, "", ""))
    return changes


def walk(demo, sheet, goal):
    """Take a sheet along its road until it stands in `goal`; one already there stays."""
    sheet = ScoreSheet.objects.get(pk=sheet.pk)
    steps = [State.DRAFT, State.SUBMITTED, State.CONFIRMED, State.APPROVED]
    if sheet.state in (State.DRAFT, State.RETURNED) and goal != State.DRAFT:
        fill(demo, sheet)
        sheet.submit(by=demo.officer(sheet))
    if goal == State.RETURNED:
        due = sheet.cluster_period.deadline + timedelta(days=2)
        sheet.send_back(
            demo.reviewer(sheet), "Tiêu chí 12.4: bổ sung căn cứ chấm điểm (minh họa).", due
        )
        return
    if sheet.state == State.SUBMITTED and goal in steps[2:]:
        sheet.confirm(by=demo.reviewer(sheet))
    if sheet.state == State.CONFIRMED and goal == State.APPROVED:
        verify(demo, sheet)
        sheet.approve(by=demo.province)


def verify(demo, sheet):
    """Verified points equal to what the rules make of the reported figures."""
    verify_by_formula(
        sheet=sheet,
        contestant=demo.figures[sheet.cluster_period_id][sheet.unit.full_name],
        by=demo.province,
        reason="Minh họa",
    )


def close(demo, part, *, publish):
    for sheet in ScoreSheet.objects.of_part(part):
        walk(demo, sheet, State.APPROVED)
    part.refresh_from_db()
    if part.state == part.State.OPEN:
        actions.notify_units(part=part, by=demo.province)
    if part.state == part.State.NOTIFIED:
        actions.close_ranking(part=part, by=demo.province)
    if publish:
        actions.publish(part=part, by=demo.province)


def date_back(part, opened, due):
    """Give a past period the dates it would have had; its sheets were handed in the day before."""
    part.opens_at, part.deadline, part.closes_at = _at(opened, 8), _at(due, 17), _at(due, 17)
    part.save()
    handed_in = part.deadline - timedelta(days=1)
    part.sheets.update(submitted_at=handed_in, changed_at=handed_in)
    part.receipts.update(at=handed_in)
