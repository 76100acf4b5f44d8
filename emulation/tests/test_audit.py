"""The audit trail: only added to, sealed, and every tampering found."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from clusters import append_only, audit
from clusters.models import Change, Seal, note_change
from clusters.tests.factories import UnitFactory, UserFactory
from emulation.models import SheetStep
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.PORTAL_DATA = tmp_path


@pytest.fixture
def trail(django_capture_on_commit_callbacks):
    """Five changes and a step, sealed in two blocks; and the way to seal more."""
    unit = UnitFactory()

    def write(*names):
        for name in names:
            note_change(unit, "short_name", "", name, by=None)

    def seal():
        with django_capture_on_commit_callbacks(execute=True):
            return audit.seal(now=timezone.now() + audit.SETTLED)

    write("a", "b", "c")
    make_sheet().sign_off(by=UserFactory())
    seal()
    write("d", "e")
    seal()
    write.seal = seal
    return write


def tamper(statement, *values):
    """Change a table behind the portal's back, its protection lifted as an owner of the database
    could."""
    tables = [model._meta.db_table for model in audit.tables()]
    for table in tables:
        append_only.run(connection, append_only.lifting(connection.vendor, table))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    for table in tables:
        append_only.run(connection, append_only.protection(connection.vendor, table))


def key_of(after):
    return Change.objects.get(after=after, record_type="clusters.unit").pk


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clusters_change SET after = 'x'",
        "DELETE FROM clusters_change",
        "UPDATE emulation_sheetstep SET note = 'x'",
        "DELETE FROM emulation_sheetstep",
    ],
)
def test_the_database_refuses_to_change_what_was_written(trail, statement):
    refused = pytest.raises(DatabaseError, match="only added to")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_append_only_table_is_protected_after_all_migrations():
    postgres = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(postgres if connection.vendor == "postgresql" else sqlite)
        names = {name for (name,) in cursor.fetchall()}
    for model in audit.tables():
        table = model._meta.db_table
        assert len([name for name in names if name.startswith(f"{table}_")]) == 2


def test_an_untouched_trail_is_whole(trail, capsys):
    found = audit.verify()
    assert (found.faults, found.blocks, found.waiting) == ([], 2, 0)
    assert found.sealed == Change.objects.count() + SheetStep.objects.count()
    call_command("verify_audit")
    assert "Nhật ký nguyên vẹn" in capsys.readouterr().out
    assert len(audit.head_code()) == 8


def test_what_has_not_settled_waits(trail):
    trail("f")
    assert audit.seal() == 0
    assert audit.verify().waiting == 1


def test_a_changed_row_is_named(trail, capsys):
    tamper("UPDATE clusters_change SET after = 'z' WHERE id = %s", key_of("b"))
    [fault] = audit.verify().faults
    assert fault.endswith("(khối 1): dòng bị sửa hoặc đổi chỗ")
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit")
    assert end.value.code == 1
    assert "dòng bị sửa" in capsys.readouterr().err


def test_a_deleted_row_is_named(trail):
    gone = key_of("d")
    tamper("DELETE FROM clusters_change WHERE id = %s", gone)
    assert audit.verify().faults == [f"Thay đổi {gone} (khối 2): dòng bị xóa"]


def test_a_deleted_step_is_named(trail):
    step = SheetStep.objects.get()
    tamper("DELETE FROM emulation_sheetstep WHERE id = %s", step.pk)
    assert "dòng bị xóa" in audit.verify().faults[0]


def test_an_inserted_row_is_named(trail):
    kept = key_of("c")
    tamper("DELETE FROM clusters_change WHERE id = %s", kept)
    trail("x")
    tamper("UPDATE clusters_change SET id = %s WHERE after = 'x'", kept)
    assert "dòng bị sửa" in audit.verify().faults[0]
    trail("y")
    early = timezone.now() - timedelta(days=9)
    tamper("UPDATE clusters_change SET at = %s WHERE after = 'y'", early)
    assert any("dòng chèn thêm" in fault for fault in audit.verify().faults)


def test_rows_that_changed_places_are_named(trail):
    first, second = key_of("a"), key_of("b")
    tamper("UPDATE clusters_change SET after = 'q' WHERE id = %s", first)
    tamper("UPDATE clusters_change SET after = 'a' WHERE id = %s", second)
    tamper("UPDATE clusters_change SET after = 'b' WHERE id = %s", first)
    assert len(audit.verify().faults) == 2


def test_a_cut_tail_is_found_by_the_heads_outside(trail):
    gone = [key_of("d"), key_of("e")]
    Seal.objects.filter(number=2).delete()
    for pk in gone:
        tamper("DELETE FROM clusters_change WHERE id = %s", pk)
    assert audit.verify().faults == ["Khối 2: mất khỏi cơ sở dữ liệu (đuôi bị cắt)"]


def test_a_block_sealed_anew_without_the_key_is_found(trail, settings):
    tamper("UPDATE clusters_change SET after = 'z' WHERE id = %s", key_of("a"))
    Seal.objects.all().delete()
    (settings.PORTAL_DATA / "audit" / "heads.txt").unlink()
    settings.AUDIT_KEY = "of somebody else"
    trail.seal()
    settings.AUDIT_KEY = ""
    assert any("nội dung khối bị sửa" in fault for fault in audit.verify().faults)


def test_a_head_that_a_dead_worker_left_out_is_added(trail, settings):
    file = settings.PORTAL_DATA / "audit" / "heads.txt"
    file.write_text(file.read_text().splitlines(keepends=True)[0])
    assert "không có trong tệp" in audit.verify().faults[0]
    audit.seal()
    assert audit.verify().faults == []


def test_the_key_lies_in_a_file_of_its_own(trail, settings):
    kept = settings.PORTAL_DATA / "audit" / "key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(kept.read_text()) == 64


def test_the_page_filters_and_exports(signed_in):
    clerk = UserFactory(provincial=True, username="tinh")
    unit = UnitFactory(short_name="Bạch Thông")
    note_change(unit, "short_name", "Cũ", "Mới", by=clerk)
    note_change(unit, "full_name", "=1+1", "x", by=UserFactory())
    client = signed_in(clerk)
    page = reverse("audit")
    assert "Mới" in client.get(page).text
    assert "Mới" not in client.get(page, {"nguoi": "khac"}).text
    assert "Mới" in client.get(page, {"don-vi": clerk.unit.short_name}).text
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert "Mới" in client.get(page, {"tu": today, "den": today}).text
    assert "Mới" not in client.get(page, {"den": "01/01/2020"}).text
    assert "<title>Lỗi: " in client.get(page, {"tu": "32/13/2020"}).text
    sheet = make_sheet()
    sheet.sign_off(by=UserFactory(unit=sheet.unit))
    steps = client.get(page, {"loai": "buoc"}).text
    assert "Chờ lãnh đạo duyệt" in steps
    file = client.get(reverse("audit-file"), {"tu": today, "den": today})
    assert file["Content-Disposition"].startswith('attachment; filename="nhat-ky')
    assert signed_in(UserFactory()).get(reverse("audit-file")).status_code == 403


def test_a_cut_tail_stays_found_when_work_goes_on(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.PORTAL_DATA = tmp_path
    unit = UnitFactory()

    def seal(word):
        note_change(unit, "short_name", "", word, by=None)
        with django_capture_on_commit_callbacks(execute=True):
            return audit.seal(now=timezone.now() + audit.SETTLED)

    assert [seal("a"), seal("b")] == [1, 1]
    last = Seal.objects.order_by("number").last()
    keys = ",".join(last.rows["clusters.change"]["codes"])
    tamper(f"DELETE FROM clusters_change WHERE id IN ({keys})")
    tamper(f"DELETE FROM {Seal._meta.db_table} WHERE number = {last.number}")
    assert seal("c") == 0
    assert "đuôi bị cắt" in " ".join(audit.verify().faults)
