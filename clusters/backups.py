"""A copy of the portal at one moment: database, files, heads of the audit trail; and the way back.

Files are kept under random names and never rewritten, so the files that a snapshot of the database
names can be copied after it. Keys (SECRET_KEY, AUDIT_KEY) are no part of a copy.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

MANIFEST, MEDIA, HEADS = "manifest.json", "media", "heads.txt"
FORMAT = "portal-backup/1"


class BackupFault(Exception):
    """Why no copy was made or brought back; the text is for the person at the keyboard."""


def backup(folder: Path, *, say) -> dict:
    """Write a copy into an empty folder; returns its manifest (`missing`: files without content).

    Raises:
        BackupFault: the folder is not empty, or the database's own tool is missing or fails.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupFault(f"Thư mục {folder} đã có tệp. Chọn thư mục trống.")
    folder.mkdir(parents=True, exist_ok=True)
    heads = settings.PORTAL_DATA / "audit" / HEADS
    if heads.exists():
        # before the database: a head that the copied blocks do not have would read as a cut tail
        shutil.copyfile(heads, folder / HEADS)
    with _snapshot(folder) as found:
        say("Đã chép cơ sở dữ liệu.")
        missing = _copy_files(found["files"], folder / MEDIA, say)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": found["migrations"],
        "rows": found["rows"],
        "missing": missing,
        "sums": _sums(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


@contextmanager
def _snapshot(folder):
    """Copy the database as it stands at one moment; gives what that moment holds."""
    if connection.vendor == "sqlite":
        with transaction.atomic():  # BEGIN IMMEDIATE: nobody writes while the pages are copied
            found = _facts()
            copy = sqlite3.connect(folder / "portal.sqlite3")
            source = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
            source.backup(copy)
            source.close()
            copy.close()
        yield found
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            name = cursor.fetchone()[0]
        found = _facts()
        target = folder / "portal.dump"
        _postgres(["pg_dump", "--format=custom", f"--snapshot={name}", f"--file={target}"])
    yield found


def _facts() -> dict:
    """Names of all files, applied migrations, how many rows each table has."""
    files = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                files |= set(model._base_manager.values_list(field.name, flat=True)) - {"", None}
    applied = sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )
    return {"files": sorted(files), "migrations": applied, "rows": row_counts()}


def row_counts() -> dict[str, int]:
    """How many rows each table of the portal has, sessions left out."""
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_label != "sessions"
    }


def _copy_files(names, target, say) -> list[str]:
    missing = []
    for done, name in enumerate(names, start=1):
        source = settings.MEDIA_ROOT / name
        if not source.is_file():
            missing.append(name)
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / name)
        if done % 500 == 0:
            say(f"Đã chép {done}/{len(names)} tệp.")
    return missing


def _sums(folder) -> dict[str, str]:
    """SHA-256 of every file of the copy, by its path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                found[str(path.relative_to(folder))] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
    return found


def _postgres(words) -> None:
    """Run one of PostgreSQL's own tools on the portal's database."""
    known = connection.settings_dict
    if not shutil.which(words[0]):
        raise BackupFault(f"Thiếu {words[0]}. Cài gói postgresql-client rồi chạy lại.")
    target = [f"--dbname={known['NAME']}"]
    for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        target += [f"--{option}={known[name]}"] if known[name] else []
    environment = os.environ | ({"PGPASSWORD": known["PASSWORD"]} if known["PASSWORD"] else {})
    done = subprocess.run([*words, *target], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupFault(f"{words[0]} báo lỗi: {done.stderr.strip().splitlines()[-1:]}")


def restore(folder: Path, *, replace: bool, say) -> dict:
    """Bring a copy back into an empty portal, or with `replace` over the one that is there.

    Everything is looked at before anything is written. Returns the manifest.

    Raises:
        BackupFault: no whole copy, made by a newer program or another kind of database, or the
            portal is not empty.
    """
    manifest = check(folder)
    if manifest["database"] != connection.vendor:
        raise BackupFault(
            f"Bản sao là của {manifest['database']}, cổng này dùng {connection.vendor}."
        )
    if not replace and _is_used():
        raise BackupFault("Cổng này đã có dữ liệu. Dùng --replace để thay bằng bản sao.")
    _load_database(folder)
    say("Đã nạp cơ sở dữ liệu.")
    for path in sorted((folder / MEDIA).rglob("*")):
        if path.is_file():
            target = settings.MEDIA_ROOT / path.relative_to(folder / MEDIA)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    if (folder / HEADS).exists():
        (settings.PORTAL_DATA / "audit").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / HEADS, settings.PORTAL_DATA / "audit" / HEADS)
    counted = row_counts()
    wrong = [table for table, n in manifest["rows"].items() if counted.get(table) != n]
    if wrong:
        raise BackupFault(f"Số dòng không khớp sau khi nạp: {', '.join(wrong)}.")
    return manifest


def check(folder: Path) -> dict:
    """The manifest of a whole copy that this program can read.

    Raises:
        BackupFault: what is missing, changed or too new.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupFault(f"{folder} không phải bản sao của cổng: thiếu {MANIFEST}.") from None
    if manifest.get("format") != FORMAT:
        raise BackupFault(f"Bản sao có định dạng lạ: {manifest.get('format')}.")
    present = _sums(folder)
    wrong = [name for name, code in manifest["sums"].items() if present.get(name) != code]
    if wrong:
        raise BackupFault(f"Bản sao hỏng, thiếu hoặc bị sửa: {', '.join(wrong[:5])}.")
    known = {f"{a}.{n}" for a, n in MigrationExecutor(connection).loader.disk_migrations}
    newer = [name for name in manifest["migrations"] if name not in known]
    if newer:
        raise BackupFault(f"Bản sao do chương trình mới hơn tạo ({newer[-1]}). Cập nhật trước.")
    return manifest


def _is_used() -> bool:
    """Somebody has begun to work with this portal."""
    if "clusters_unit" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM clusters_unit)")
        return bool(cursor.fetchone()[0])


def _load_database(folder) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        source = sqlite3.connect(folder / "portal.sqlite3")
        target = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
        source.backup(target)
        target.close()
        source.close()
        return
    with connection.cursor() as cursor:  # an empty portal may have its tables already
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _postgres(["pg_restore", "--no-owner", "--exit-on-error", str(folder / "portal.dump")])
