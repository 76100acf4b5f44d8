"""The verbs on drafts of criteria sets: begun, changed node by node, stored, dropped."""

from django.db import transaction
from django.utils import timezone

from clusters.models import note_change
from emulation import actions, scoring
from emulation.models import SetDraft
from emulation.set_drafting import nodes, tree
from emulation.workflow import Refused, lock

MOST_NODES = 600


@transaction.atomic
def begin(*, document, by, based_on=None) -> SetDraft:
    """A new draft: from a set, from a file, or from nothing.

    Raises:
        Refused: the document is no tree of criteria.
    """
    document = document or tree.EMPTY
    wrong = tree.shape_fault(document)
    if wrong:
        raise Refused(wrong)
    made = SetDraft.objects.create(
        name=_name(document),
        document=scoring.document_text(document),
        based_on=based_on,
        created_by=by,
        changed_by=by,
    )
    note_change(made, "dự thảo", "", str(based_on or made.name or "bộ mới"), by=by)
    return made


def mark_of(draft) -> str:
    """What a draft is known by as it stands: a page sends it with what concerns the whole."""
    return f"{draft.changed_at.timestamp():.6f}"


def _unmoved(draft, mark):
    if mark != mark_of(draft):
        raise Refused(
            f"{draft.changed_by} vừa sửa dự thảo này. Xem lại trang vừa tải rồi bấm lần nữa."
        )


def _name(document):
    title = document.get("title")
    return str(title)[:300] if isinstance(title, str) else ""


def _hold(draft):
    lock(draft)
    if not draft.is_open:
        raise Refused("Dự thảo này đã lưu thành bản chính thức hoặc đã bỏ. Tải lại trang để xem.")
    return draft.plain


def _same(document, path, seen):
    """Refuse to write over a node that is no longer what the page showed."""
    try:
        now = tree.seen(document, path)
    except tree.NoSuchNode:
        now = ""
    if now != seen:
        raise Refused(
            "Người khác vừa sửa, xóa hoặc chuyển mục này. Nội dung đang nhập còn trên trang, chưa "
            "lưu; mở lại mục từ trang dự thảo rồi nhập."
        )


def _write(draft, document, by, field, before, after):
    if sum(len(listed) for listed in tree.lines(document).values()) > MOST_NODES:
        raise Refused(f"Bộ tiêu chí có quá {MOST_NODES} mục.")
    draft.previous = draft.document
    draft.document = scoring.document_text(document)
    draft.name = _name(document)
    draft.changed_by, draft.changed_at = by, timezone.now()
    draft.save()
    note_change(draft, field, before, after, by=by)


def described(node) -> str:
    """A node in one line of the history."""
    points = node.get("max_points", node.get("points_each", node.get("min_percent")))
    shown = "" if points is None else f" ({points})"
    words = f"{nodes.name_of(node)} {node.get('title', '')}{shown} {nodes.rule_name(node)}"
    return words.strip()


@transaction.atomic
def change_node(*, draft, path, node, seen, by) -> None:
    """Put `node` where `path` leads; `seen` marks what stood there when the page was made.

    Raises:
        Refused: somebody changed or moved it meanwhile.
    """
    document = _hold(draft)
    _same(document, path, seen)
    before = tree.find(document, path)
    made = tree.replaced(document, path, node)
    label = nodes.KINDS[tree.kind_of(path)][0] if path else "Thông tin chung"
    _write(draft, made, by, label, described(before), described(node))


@transaction.atomic
def add_node(*, draft, path, node, seen, by) -> None:
    """Add `node` at the end of the list at `path`; `seen` marks the node that holds the list."""
    document = _hold(draft)
    if "." in path:
        _same(document, path.rpartition(".")[0], seen)
    made = tree.added(document, path, node)
    _write(draft, made, by, nodes.KINDS[tree.kind_of(path)][0], "", described(node))


@transaction.atomic
def act(*, draft, path, what, seen, by) -> None:
    """Move a node up or down, or remove it with all below it (taken back by `undo`)."""
    document = _hold(draft)
    _same(document, path, seen)
    node = tree.find(document, path)
    if not path or isinstance(node, list):
        raise Refused("Không có mục này. Tải lại trang để xem.")
    label = nodes.KINDS[tree.kind_of(path)][0]
    if what == "remove":
        _write(draft, tree.removed(document, path), by, label, described(node), "")
    elif what in ("up", "down"):
        made = tree.moved(document, path, -1 if what == "up" else 1)
        place = "lên" if what == "up" else "xuống"
        _write(draft, made, by, label, described(node), f"chuyển {place}")
    else:
        raise Refused("Không có việc này. Tải lại trang để xem.")


@transaction.atomic
def undo(*, draft, by, mark) -> None:
    """Take the last change back; once more brings it again."""
    _hold(draft)
    _unmoved(draft, mark)
    if not draft.previous:
        raise Refused("Chưa có thay đổi nào để hoàn tác.")
    before = scoring.read_document(draft.previous)
    _write(draft, before, by, "hoàn tác", "", "đã hoàn tác thay đổi vừa rồi")


@transaction.atomic
def store(*, draft, by, mark):
    """Keep the document as the next version of its set; returns the set.

    Raises:
        Refused: it holds faults, or is no longer what the page showed.
    """
    document = _hold(draft)
    _unmoved(draft, mark)
    faults = tree.faults_of(document)
    if faults:
        raise Refused(f"Còn {len(faults)} lỗi phải sửa trước khi lưu bản chính thức.")
    kept = actions.store_set(plain=scoring.load_set(document), by=by)
    draft.stored_as = kept
    draft.save(update_fields=["stored_as"])
    note_change(draft, "stored_as", "", str(kept), by=by)
    return kept


@transaction.atomic
def drop(*, draft, by) -> None:
    """Give a draft up; its history stays."""
    _hold(draft)
    draft.dropped_at = timezone.now()
    draft.save(update_fields=["dropped_at"])
    note_change(draft, "dropped_at", None, draft.dropped_at, by=by)
