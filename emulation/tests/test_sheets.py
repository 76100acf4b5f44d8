"""A sheet from draft to approved: figures, points, states, receipts, the times that count."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clusters.models import Change
from clusters.tests.factories import UserFactory
from emulation.completeness import faults
from emulation.models import ClusterPeriod, ScoreSheet, Target
from emulation.targets import set_target
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db
State = ScoreSheet.State


def totals(sheet):
    return {t.column: str(t.total.normalize()) for t in sheet.totals.all()}


def test_a_figure_is_written_with_its_change_and_all_that_follows():
    sheet = make_sheet(filled=False)
    officer = UserFactory(unit=sheet.unit)
    entry = sheet.entries.get(leaf__number="1")

    sheet.record([(entry, "actual", D(400), "", "400,0")], by=officer)

    entry.refresh_from_db()
    assert (entry.computed_points, entry.computed_bonus) == (D(20), D(0))
    assert sheet.version == 1
    change = Change.objects.under(sheet).get(field="actual")
    assert (change.by, change.before, change.after, change.raw) == (officer, "", "400", "400,0")
    assert totals(ScoreSheet.objects.get(pk=sheet.pk))["computed"] == "22.22"


def test_own_points_follow_the_computed_ones_until_typed_over():
    sheet = make_sheet(actual=400)
    entry = sheet.entries.get(leaf__number="1")
    assert entry.points("self") == (D(20), D(0))
    sheet.record([(entry, "self_points", D(25), "", "25")], by=None)
    entry.refresh_from_db()
    assert entry.points("self") == entry.points("cluster") == (D(25), D(0))
    assert entry.is_typed_over
    assert totals(ScoreSheet.objects.get(pk=sheet.pk)) == {
        "computed": "55.56",
        "self": "61.11",
        "cluster": "61.11",
        "verified": "55.56",
    }


def test_a_sheet_is_complete_or_every_fault_is_named():
    sheet = make_sheet(filled=False)
    cells = [
        (row.pk, name)
        for row, name in zip(
            sheet.entries.measured().in_order(), ["actual", "given_points"], strict=True
        )
    ]
    assert [fault.anchor for fault in faults(sheet)] == [f"id_d{pk}-{name}" for pk, name in cells]
    filled = make_sheet(actual=400)
    entry = filled.entries.get(leaf__number="1")
    filled.record([(entry, "self_points", D(25), "", "25")], by=None)
    sentence = "Điểm tự chấm cao hơn điểm theo công thức 5 điểm; cần giải trình"
    assert [f.sentence for f in faults(filled)] == [f"Tiêu chí 1 – Thu ngân sách: {sentence}"]


def test_a_missing_target_blocks_until_it_is_marked_with_a_reason():
    sheet = make_sheet()
    entry = sheet.entries.get(leaf__number="1")
    sheet.record([(entry, "target", None, "", "")], by=None)
    assert "chưa có kế hoạch" in faults(sheet)[0].sentence
    marked = [(entry, "not_assigned", True, "", ""), (entry, "not_assigned_reason", "x", "", "")]
    sheet.record(marked, by=None)
    assert faults(sheet) == []


def test_the_database_refuses_a_mark_without_a_reason_and_negative_figures():
    entry = make_sheet().entries.get(leaf__number="1")
    for field, value in [("not_assigned", True), ("actual", -1), ("self_points", -1)]:
        order = f"UPDATE emulation_scoreentry SET {field} = %s WHERE id = %s"
        with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(order, [value, entry.pk])


def test_submit_moves_the_sheet_leaves_a_step_and_gives_a_receipt():
    sheet = make_sheet()
    officer = UserFactory(unit=sheet.unit)

    receipt = sheet.submit(by=officer)

    sheet.refresh_from_db()
    assert sheet.state == State.SUBMITTED
    assert [(s.from_state, s.to_state, s.by) for s in sheet.steps.all()] == [
        (State.DRAFT, State.SUBMITTED, officer)
    ]
    assert receipt.number == f"2020-H1/{sheet.cluster_period.cluster.code}/001"
    assert len(receipt.checksum) == 64


def test_receipts_count_on_and_their_checksums_follow_the_content():
    part = ClusterPeriodFactory()
    first, second = (make_sheet(part).submit(by=UserFactory()) for _ in range(2))
    assert [first.serial, second.serial] == [1, 2]
    other = make_sheet(part, actual=400).submit(by=UserFactory())
    assert first.checksum == second.checksum != other.checksum


def test_a_second_submission_is_refused_and_writes_nothing():
    sheet = make_sheet()
    sheet.submit(by=UserFactory())
    with pytest.raises(Refused):
        sheet.submit(by=UserFactory())
    assert (sheet.steps.count(), sheet.receipts.count()) == (1, 1)


def test_an_incomplete_sheet_is_refused_with_all_its_faults():
    sheet = make_sheet(filled=False)
    with pytest.raises(ValidationError) as refusal:
        sheet.submit(by=UserFactory())
    assert len(refusal.value.messages) == 2
    assert ScoreSheet.objects.get(pk=sheet.pk).state == State.DRAFT


@pytest.mark.parametrize(
    ("seconds", "taken", "late"), [(1, True, False), (0, True, False), (-1, True, True)]
)
def test_the_deadline_counts_to_the_second(monkeypatch, seconds, taken, late):
    sheet = make_sheet()
    now = sheet.cluster_period.deadline - timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: now)
    sheet.submit(by=UserFactory())
    sheet.refresh_from_db()
    assert sheet.is_late is late


def test_after_the_closing_time_nothing_is_taken(monkeypatch):
    sheet = make_sheet()
    closing = sheet.cluster_period.closes_at
    monkeypatch.setattr(timezone, "now", lambda: closing + timedelta(seconds=1))
    with pytest.raises(Refused, match="ngừng nhận"):
        sheet.submit(by=UserFactory())
    monkeypatch.setattr(timezone, "now", lambda: closing)
    sheet.submit(by=UserFactory())


def test_an_extension_for_one_sheet_does_not_open_others(monkeypatch):
    part = ClusterPeriodFactory()
    returned, other = make_sheet(part, state="returned"), make_sheet(part)
    due = part.closes_at + timedelta(days=1)
    ScoreSheet.objects.filter(pk=returned.pk).update(return_due=due)
    monkeypatch.setattr(timezone, "now", lambda: part.closes_at + timedelta(hours=1))
    ScoreSheet.objects.get(pk=returned.pk).submit(by=UserFactory())
    with pytest.raises(Refused):
        other.submit(by=UserFactory())


def test_a_sheet_is_recalled_only_while_the_cluster_has_not_opened_it():
    sheet = make_sheet()
    sheet.submit(by=UserFactory())
    sheet.recall(by=UserFactory())
    sheet.submit(by=UserFactory())
    sheet.note_opening(by=UserFactory())
    with pytest.raises(Refused, match="đã mở xem"):
        sheet.recall(by=UserFactory())


def test_a_return_needs_words_and_a_time_to_come():
    sheet = make_sheet(state="submitted")
    lead, soon = UserFactory(), timezone.now() + timedelta(days=2)
    for note, due in [(" ", soon), ("Sửa", timezone.now() - timedelta(seconds=1))]:
        with pytest.raises(ValidationError):
            sheet.send_back(lead, note, due)
    sheet.send_back(lead, "Sửa tiêu chí 1", soon)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.return_due, sheet.steps.last().note) == (
        State.RETURNED,
        soon,
        "Sửa tiêu chí 1",
    )
    sheet.submit(by=UserFactory(unit=sheet.unit))
    assert ScoreSheet.objects.get(pk=sheet.pk).resubmissions == 1


def test_a_sheet_once_returned_goes_back_to_returned_from_its_leader():
    sheet = make_sheet(state="submitted")
    sheet.send_back(UserFactory(), "Sửa", timezone.now() + timedelta(days=1))
    sheet.sign_off(by=UserFactory())
    sheet.hand_back(by=UserFactory())
    assert ScoreSheet.objects.get(pk=sheet.pk).state == State.RETURNED


def test_approval_needs_every_measured_row_verified():
    sheet = make_sheet(state="confirmed")
    with pytest.raises(ValidationError, match="chưa thẩm định tiêu chí 1, 2"):
        sheet.approve(by=UserFactory())
    verified = make_sheet(state="confirmed", verified=True)
    verified.approve(by=UserFactory())
    assert ScoreSheet.objects.get(pk=verified.pk).state == State.APPROVED


MOVES = {
    ("draft", "submitted"), ("draft", "signoff"), ("signoff", "draft"), ("signoff", "returned"),
    ("signoff", "submitted"), ("submitted", "draft"), ("submitted", "returned"),
    ("submitted", "confirmed"), ("returned", "signoff"), ("returned", "submitted"),
    ("confirmed", "returned"), ("confirmed", "approved"), ("approved", "returned"),
}  # fmt: skip


def test_the_table_of_moves_is_the_one_agreed():
    table = {(str(a), str(b)) for a, goals in ScoreSheet.MOVES.items() for b in goals}
    assert table == MOVES
    parts = {(str(a), str(b)) for a, goals in ClusterPeriod.MOVES.items() for b in goals}
    assert parts == {
        ("planned", "open"), ("open", "notified"), ("notified", "closed"),
        ("closed", "published"), ("closed", "open"), ("published", "open"),
        ("planned", "cancelled"), ("open", "cancelled"),
    }  # fmt: skip


def test_a_corrected_target_reaches_open_sheets_and_their_history():
    sheet = make_sheet()
    leaf = sheet.cluster_period.criteria_set.criteria.get(number="1")
    by = UserFactory(provincial=True)
    set_target(unit=sheet.unit, leaf=leaf, year=2020, value=D(2000), by=by, document_number="12/QĐ")
    entry = sheet.entries.get(leaf=leaf)
    assert (entry.target, entry.computed_points) == (D(2000), D(0))
    change = Change.objects.under(sheet).get(field="target")
    assert (change.before, change.after, change.reason) == ("1.000", "2.000", "12/QĐ")


def test_the_history_is_only_added_to():
    make_sheet()
    for act in (lambda: Change.objects.all().delete(), lambda: Change.objects.update(after="x")):
        with pytest.raises(TypeError):
            act()


def test_a_target_given_later_ends_the_mark_that_there_is_none():
    sheet = make_sheet(state="draft", filled=False)
    entry = sheet.entries.get(leaf__number="1")
    Target.objects.all().delete()
    sheet.record(
        [
            (entry, "target", None, "", ""),
            (entry, "not_assigned", True, "", ""),
            (entry, "not_assigned_reason", "Không có rừng", "", ""),
        ],
        by=UserFactory(unit=sheet.unit),
    )
    kept = set_target(unit=sheet.unit, leaf=entry.leaf, year=2020, value=D(700), by=UserFactory())
    entry.refresh_from_db()
    assert (kept, entry.target, entry.not_assigned) == ([], D(700), False)
    assert Change.objects.under(sheet).filter(field="not_assigned", after="không").exists()


@pytest.mark.parametrize("state", ["submitted", "confirmed", "approved"])
def test_a_sheet_that_was_handed_in_keeps_its_target_and_is_named(state):
    sheet = make_sheet(state=state)
    entry = sheet.entries.get(leaf__number="1")
    kept = set_target(unit=sheet.unit, leaf=entry.leaf, year=2020, value=D(700), by=UserFactory())
    entry.refresh_from_db()
    assert (kept, entry.target) == ([sheet], D(1000))


def test_the_province_may_score_a_row_that_the_unit_called_not_assigned():
    sheet = make_sheet(state="draft", filled=False)
    entry = sheet.entries.get(leaf__number="1")
    entry.not_assigned, entry.actual = True, D(500)
    assert entry.figures_to_verify().target is None
    entry.verified_target = D(1000)
    assert entry.figures_to_verify().target == D(1000)


def test_a_recall_is_no_resubmission_and_is_said():
    sheet = make_sheet(state="draft")
    officer = UserFactory(unit=sheet.unit)
    sheet.submit(by=officer)
    sheet.recall(by=officer)
    assert fresh(sheet).recalled_at is not None
    sheet.submit(by=officer)
    assert (fresh(sheet).resubmissions, fresh(sheet).recalled_at) == (0, None)


def test_only_the_province_returns_beyond_the_closing_time():
    sheet = make_sheet(state="submitted")
    late = sheet.cluster_period.closes_at + timedelta(days=1)
    with pytest.raises(ValidationError, match="không được sau khi kỳ ngừng nhận"):
        sheet.send_back(UserFactory(), "Sửa", late)
    sheet.send_back(UserFactory(provincial=True), "Sửa", late)
    assert fresh(sheet).return_due == late


def fresh(sheet):
    return ScoreSheet.objects.get(pk=sheet.pk)
