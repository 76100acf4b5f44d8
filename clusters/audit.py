"""The audit trail sealed: what was written can be shown to be what stands there.

A scheduled job seals the rows that are older than a few minutes in blocks. Each row has a code
(HMAC-SHA-256, shortened), each block one over its rows and the block before. The key lies outside
the database, and the head of every block is written to a file: who changes, deletes, inserts or
reorders sealed rows, or cuts the tail off, is found by `verify`.

A row that was committed later than younger ones is no insertion: nothing is sealed before `SETTLED`
has passed, longer than any transaction lives.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusters.models import Change, Seal

logger = logging.getLogger(__name__)
SETTLED = timedelta(minutes=10)
MOST_ROWS = 2_000
_tables = [Change]


def register(*models) -> None:
    """Add tables of append-only rows with a time `at`; called in AppConfig.ready."""
    _tables.extend(model for model in models if model not in _tables)


def tables() -> list:
    return list(_tables)


def folder():
    return settings.PORTAL_DATA / "audit"


def key() -> bytes:
    """The key of the seals: AUDIT_KEY, else a file of PORTAL_DATA made on first use."""
    if settings.AUDIT_KEY:
        return settings.AUDIT_KEY.encode()
    kept = folder() / "key"
    if not kept.exists():
        folder().mkdir(parents=True, exist_ok=True)
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text().strip().encode()


def _code(secret, text) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _plain(value) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if value is None or isinstance(value, str) else str(value)


def _fields(model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _row_code(secret, label, fields, values) -> str:
    text = json.dumps([label, fields, [_plain(v) for v in values]], ensure_ascii=False)
    return _code(secret, text)[:16]


def _block_code(secret, number, until, rows, before) -> str:
    text = json.dumps([number, _plain(until), rows, before], sort_keys=True, ensure_ascii=False)
    return _code(secret, text)


def seal(now=None) -> int:
    """Seal what has settled, block by block; return how many rows were sealed."""
    until = (now or timezone.now()) - SETTLED
    _mend_heads()
    done = 0
    while made := _seal_block(until):
        done += made
    return done


def _seal_block(until) -> int:
    last = Seal.objects.order_by("number").last()
    if max(heads(), default=0) > (last.number if last else 0):
        # sealing on would write the lost blocks' numbers again and hide that they are gone
        logger.error("The file of heads knows more blocks than the database: nothing is sealed.")
        return 0
    highest = dict(last.highest) if last else {}
    rows = _fresh_rows(until, highest)
    count = sum(len(sealed["codes"]) for sealed in rows.values())
    if not count:
        return 0
    number, before = (last.number + 1, last.code) if last else (1, "")
    code = _block_code(key(), number, until, rows, before)
    try:
        with transaction.atomic():
            made = Seal.objects.create(
                number=number,
                until=until,
                is_complete=count < MOST_ROWS,
                highest=highest,
                rows=rows,
                before=before,
                code=code,
            )
            transaction.on_commit(lambda: _write_head(made))
    except IntegrityError:  # another worker seals at this moment
        return 0
    return count


def _fresh_rows(until, highest) -> dict:
    """The next rows of all tables, at most `MOST_ROWS`, with their codes; moves `highest` on."""
    secret, rows, room = key(), {}, MOST_ROWS
    for model in _tables:
        label, fields = model._meta.label_lower, _fields(model)
        fresh = model.objects.filter(at__lt=until, pk__gt=highest.get(label, 0)).order_by("pk")
        chosen = list(fresh.values_list("pk", *fields)[:room])
        if chosen:
            codes = {str(pk): _row_code(secret, label, fields, values) for pk, *values in chosen}
            rows[label] = {"fields": fields, "codes": codes}
            highest[label] = chosen[-1][0]
            room -= len(chosen)
    return rows


def _write_head(block) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "heads.txt").open("a") as file:
        file.write(f"{block.number} {block.code} {_plain(block.at)}\n")
        file.flush()
        os.fsync(file.fileno())


def heads() -> dict[int, str]:
    """The codes of the blocks as the file has them; of two lines of one number the first."""
    found = {}
    for number, code in _head_lines():
        found.setdefault(number, code)
    return found


def _head_lines():
    kept = folder() / "heads.txt"
    if not kept.exists():
        return []
    lines = (line.split() for line in kept.read_text().splitlines() if line.strip())
    return [(int(words[0]), words[1]) for words in lines]


def _mend_heads() -> None:
    """A worker that died between the block and its head left the last line out: add it."""
    last = Seal.objects.order_by("number").last()
    if last and set(heads()) == set(range(1, last.number)):
        _write_head(last)


def head_code() -> str:
    """The newest head in short, for papers; blank before the first block."""
    last = Seal.objects.order_by("number").last()
    return last.code[:8].upper() if last else ""


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: faults in sentences; rows sealed, blocks, rows that wait."""

    faults: list[str]
    sealed: int
    blocks: int
    waiting: int


def verify() -> Verdict:
    """Hold every sealed row, the chain and the heads against what stands in the database."""
    secret, faults, seen, before = key(), [], {}, ""
    blocks = list(Seal.objects.order_by("number"))
    for number, block in enumerate(blocks, start=1):
        faults += _chain_faults(secret, block, number, before)
        before = block.code
        for label, sealed in block.rows.items():
            faults += _row_faults(secret, block, label, sealed)
            seen.setdefault(label, set()).update(int(pk) for pk in sealed["codes"])
    faults += _head_faults(blocks)
    until = max((block.until for block in blocks if block.is_complete), default=None)
    inserted, waiting = _rest(seen, until)
    sealed = sum(len(keys) for keys in seen.values())
    return Verdict(faults + inserted, sealed, len(blocks), waiting)


def _rest(seen, until):
    """(faults, number of rows that wait) of the rows that no block holds."""
    faults, waiting = [], 0
    for model in _tables:
        label = model._meta.label_lower
        known = seen.get(label, set())
        highest = max(known, default=0)
        for pk, at in model.objects.values_list("pk", "at").iterator():
            if pk in known:
                continue
            if pk < highest or (until and at < until):
                faults.append(f"{_name(label)} {pk}: dòng chèn thêm vào phần đã khóa")
            else:
                waiting += 1
    return faults, waiting


def _name(label) -> str:
    return {"clusters.change": "Thay đổi"}.get(label, f"Bước chuyển ({label})")


def _chain_faults(secret, block, number, before):
    if block.number != number:
        return [f"Thiếu khối {number}: chuỗi nhảy tới khối {block.number}"]
    code = _block_code(secret, block.number, block.until, block.rows, block.before)
    if code != block.code:
        return [f"Khối {number}: nội dung khối bị sửa"]
    return [] if block.before == before else [f"Khối {number}: không nối với khối trước"]


def _row_faults(secret, block, label, sealed):
    model = next((m for m in _tables if m._meta.label_lower == label), None)
    if model is None:
        return [f"Khối {block.number}: không biết bảng {label}"]
    fields, codes = sealed["fields"], sealed["codes"]
    found = []
    stand = {
        str(pk): values
        for pk, *values in model.objects.filter(pk__in=list(codes)).values_list("pk", *fields)
    }
    for pk, code in codes.items():
        where = f"{_name(label)} {pk} (khối {block.number})"
        if pk not in stand:
            found.append(f"{where}: dòng bị xóa")
        elif _row_code(secret, label, fields, stand[pk]) != code:
            found.append(f"{where}: dòng bị sửa hoặc đổi chỗ")
    return found


def _head_faults(blocks):
    known, kept = {block.number: block.code for block in blocks}, heads()
    found = [
        f"Khối {number}: mất khỏi cơ sở dữ liệu (đuôi bị cắt)"
        if number not in known
        else f"Khối {number}: khác với đầu khối đã ghi ra tệp"
        for number, code in kept.items()
        if known.get(number) != code
    ]
    return found + [
        f"Khối {number}: không có trong tệp đầu khối" for number in known if number not in kept
    ]
