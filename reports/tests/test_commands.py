"""Commands refuse in one line, with exit status 1, and leave no stray file."""

import subprocess
import sys

import pytest
from django.conf import settings

from reports.management.commands.render_report import write_whole


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["try_criteria"], "Dùng: ./portal manage try_criteria BỘ_TIÊU_CHÍ.json SỐ_LIỆU.csv"),
        (["ranking", "--cluster", "x"], "Dùng: ./portal manage ranking"),
        (["render_report", "--what"], "Dùng: ./portal manage render_report"),
        (["import_criteria", "no-such-file.json"], "no-such-file.json: không đọc được tệp"),
    ],
)
def test_a_command_used_wrongly_says_how_in_one_line(words, said, tmp_path):
    call = [sys.executable, "manage.py", *words]
    done = subprocess.run(call, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_folder_is_no_place_for_a_report_and_nothing_is_left(tmp_path):
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"%PDF")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "abc", "123456"])
def test_a_port_that_no_machine_has_is_refused_before_anything_is_installed(port, tmp_path):
    env = {"PATH": "/usr/bin:/bin", "PORT": port, "PORTAL_DATA": str(tmp_path / "data")}
    call = ["sh", "portal", "run"]
    done = subprocess.run(call, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "PORT phải là số từ 1 đến 65535" in done.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    env = {"PATH": "/usr/bin:/bin", "PORTAL_DATA": str(tmp_path / "file" / "data")}
    call = ["sh", "portal", "run"]
    done = subprocess.run(call, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Không ghi được vào thư mục dữ liệu" in done.stderr
