"""A copy of the portal is made, brought back in an empty place, and is the same."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings

from reports.tests.conftest import _drop, _own_database

EVIDENCE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from clusters.tests import made_files
from clusters.models import User
from clusters import audit
from django.utils import timezone
from emulation import evidence
from emulation.models import ScoreSheet
sheet = ScoreSheet.objects.get(unit__users__username="bach-thong", state="draft")
row = sheet.entries.measured().first()
upload = SimpleUploadedFile("bao-cao.pdf", made_files.pdf())
evidence.add(sheet=sheet, record=row, upload=upload, by=User.objects.get(username="bach-thong"))
audit.seal(now=timezone.now() + audit.SETTLED)
"""
COUNTS = """
import json
from clusters.backups import row_counts
from emulation.models import Document
document = Document.objects.get()
print(json.dumps([row_counts(), document.file.read()[:4].decode()]))
"""


@pytest.fixture(scope="module")
def copied(stack, tmp_path_factory):
    """The demo with one file of evidence, its trail sealed, copied."""
    stack.manage("shell", "-v", "0", "-c", EVIDENCE)
    folder = tmp_path_factory.mktemp("copies") / "copy"
    said = stack.manage("backup", str(folder))
    assert "Đã chép" in said
    return folder


@pytest.fixture
def empty(stack, tmp_path):
    """Another portal on the same machine, without anything in it."""
    given, dsn = _own_database("portal_restored")
    environment = stack.environment | {"PORTAL_DATA": str(tmp_path / "new"), "DATABASE_URL": dsn}
    environment["AUDIT_KEY"] = (stack.data / "audit" / "key").read_text()
    yield replace(stack, environment=environment, data=tmp_path / "new", dsn=dsn)
    if given:
        _drop(given, "portal_restored")


def asked(stack, code):
    return json.loads(stack.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1])


def refused(stack, *words):
    call = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        call, env=stack.environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 1
    return done.stderr


def test_it_comes_back_whole_in_an_empty_place(stack, copied, empty):
    assert "Đã nạp lại" in empty.manage("restore", str(copied))
    assert asked(empty, COUNTS) == asked(stack, COUNTS)
    assert asked(empty, COUNTS)[1] == "%PDF"
    assert "Nhật ký nguyên vẹn" in empty.manage("verify_audit")
    ranking = ["ranking", "--cluster", "bk-htp", "--period", "2020-H1"]
    assert empty.manage(*ranking) == stack.manage(*ranking)
    assert "đã có dữ liệu" in refused(empty, "restore", str(copied))
    assert "Đã nạp lại" in empty.manage("restore", str(copied), "--replace")


def test_a_folder_with_files_is_not_written_into(stack, copied):
    assert "đã có tệp" in refused(stack, "backup", str(copied))


def test_a_damaged_copy_is_refused_before_anything_is_written(copied, empty, tmp_path):
    broken = tmp_path / "broken"
    subprocess.run(["cp", "-r", str(copied), str(broken)], check=True)
    database = next(path for path in broken.iterdir() if path.name.startswith("portal."))
    with database.open("r+b") as file:
        file.seek(200)
        file.write(b"xxxx")
    assert f"hỏng, thiếu hoặc bị sửa: {database.name}" in refused(empty, "restore", str(broken))
    assert "không phải bản sao" in refused(empty, "restore", str(tmp_path))
    plain = json.loads((copied / "manifest.json").read_text())
    assert plain["rows"]["clusters_unit"] == 10


def test_a_copy_of_a_newer_program_is_refused(copied, empty, tmp_path):
    newer = tmp_path / "newer"
    subprocess.run(["cp", "-r", str(copied), str(newer)], check=True)
    plain = json.loads((newer / "manifest.json").read_text())
    plain["migrations"].append("emulation.9999_later")
    (newer / "manifest.json").write_text(json.dumps(plain))
    assert "mới hơn" in refused(empty, "restore", str(newer))
