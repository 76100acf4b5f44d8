"""The document of a draft as a tree: nodes found by path, changed, counted, their faults placed.

A path names lists and places from the top: "criteria.0.sub.2", "bonuses.1"; "" is the head.
"""

import copy
import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal

from emulation import scoring
from emulation.scoring.reading import exact
from emulation.set_drafting.nodes import KINDS, LISTS, label_of, name_of, rule_name

EMPTY = {
    "format": "criteria-set/1",
    "code": "",
    "title": "",
    "total_points": Decimal(0),
    "base_points": Decimal(0),
    **{name: [] for name in LISTS},
}
DEEPEST = 4


class NoSuchNode(Exception):
    """The path leads nowhere in this document."""


def shape_fault(document) -> str:
    """Why a document cannot be worked on as a tree; "" when it can."""
    if not isinstance(document, dict):
        return "Tệp không phải một bộ tiêu chí."
    for name in LISTS:
        if not _are_nodes(document.get(name, [])):
            return f"Phần “{KINDS[name][0]}” của tệp không đúng dạng."
    return ""


def _are_nodes(listed, depth=0):
    if not isinstance(listed, list) or depth > DEEPEST:
        return False
    return all(
        isinstance(node, dict)
        and _are_nodes(node.get("sub", []), depth + 1)
        and isinstance(node.get("rule", {}), dict)
        and isinstance(node.get("highlight") or {}, dict)
        for node in listed
    )


def _steps(path):
    steps = path.split(".") if path else []
    if len(steps) > 2 * DEEPEST + 2:
        raise NoSuchNode(path)
    return steps


def find(document, path):
    """The node or list at a path.

    Raises:
        NoSuchNode: there is none.
    """
    here = document
    for step in _steps(path):
        if isinstance(here, list) and step.isascii() and step.isdigit() and len(step) < 5:
            if int(step) >= len(here):
                raise NoSuchNode(path)
            here = here[int(step)]
        elif isinstance(here, dict) and step in KINDS:
            here = here.get(step, [])
        else:
            raise NoSuchNode(path)
    return here


def kind_of(path) -> str:
    """The list in which a node or a new one stands: groups, criteria, sub …; "" for the head."""
    names = [step for step in _steps(path) if not step.isdigit()]
    return names[-1] if names else ""


def mark(node) -> str:
    """A short mark of what stands in a node, to see whether somebody changed it meanwhile."""
    text = scoring.document_text({"node": node})
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def head(document) -> dict:
    """What stands at the top of a document beside its lists."""
    return {key: value for key, value in document.items() if key not in LISTS}


def seen(document, path) -> str:
    """The mark of the node at `path`; of the top only what stands beside its lists.

    Raises:
        NoSuchNode: there is none.
    """
    return mark(find(document, path) if path else head(document))


def replaced(document, path, node):
    """A copy of the document with another node there; children of the old one stay with it."""
    made = copy.deepcopy(document)
    if not path:
        return head(node) | {name: made.get(name, []) for name in LISTS}
    above, _, place = path.rpartition(".")
    find(made, path)
    find(made, above)[int(place)] = node
    return made


def added(document, path, node):
    """A copy with a new node at the end of the list at `path`."""
    made = copy.deepcopy(document)
    above, _, name = path.rpartition(".")
    holder = find(made, above)
    if name not in KINDS or not isinstance(holder, dict):
        raise NoSuchNode(path)
    holder.setdefault(name, []).append(node)
    return made


def removed(document, path):
    """A copy without the node and all below it."""
    made = copy.deepcopy(document)
    above, _, place = path.rpartition(".")
    find(made, path)
    del find(made, above)[int(place)]
    return made


def moved(document, path, step):
    """A copy with the node one place up (-1) or down (1) in its list; at the end it stays."""
    made = copy.deepcopy(document)
    above, _, place = path.rpartition(".")
    find(made, path)
    listed, at = find(made, above), int(place)
    to = at + step
    if 0 <= to < len(listed):
        listed[at], listed[to] = listed[to], listed[at]
    return made


@dataclass
class Line:
    """One node as the page shows it. `below`: what its parts add up to; None without parts."""

    path: str
    kind: str
    depth: int
    node: dict
    points: Decimal | None = None
    below: Decimal | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def mark(self):
        return mark(self.node)

    @property
    def name(self):
        return name_of(self.node)

    @property
    def rule(self):
        return rule_name(self.node)

    @property
    def differs(self):
        return self.below is not None and self.below != (self.points or 0)


def lines(document, faults=()) -> dict[str, list[Line]]:
    """Every node by the list it stands in, in order, each with its sums and its faults."""
    found = {name: [] for name in LISTS}
    for name in LISTS:
        for at, node in enumerate(document.get(name, [])):
            found[name] += _lines(node, f"{name}.{at}", name, 0)
    for line in found["groups"]:
        members = [c for c in found["criteria"] if not c.depth]
        own = [c.points or 0 for c in members if c.node.get("group") == line.node.get("code")]
        line.below = sum(own, Decimal(0))
    by_path = {line.path: line for listed in found.values() for line in listed}
    for fault in faults:
        path, words = placed(fault)
        if path in by_path:
            by_path[path].faults.append(words)
    return found


def _lines(node, path, kind, depth):
    parts = node.get("sub") or []
    line = Line(path, kind, depth, node, exact(node.get("max_points")))
    if parts and (node.get("rule") or {}).get("type") != "average_of_children":
        line.below = sum((exact(part.get("max_points")) or 0 for part in parts), Decimal(0))
    below = []
    for at, part in enumerate(parts):
        below += _lines(part, f"{path}.sub.{at}", "sub", depth + 1)
    return [line, *below]


_LISTED = re.compile(r"\.(\d+)")
_PLACE = re.compile(r"\[(\d+)\]")


def placed(fault) -> tuple[str, str]:
    """(path of the node that a fault is about, what is wrong); "" for the head."""
    where, mark_, words = fault.partition(": ")
    if not mark_:
        return "", fault
    steps = _PLACE.sub(r".\1", where).split(".")
    path, rest = [], list(steps)
    while len(rest) >= 2 and rest[0] in KINDS and rest[1].isdigit():
        path += rest[:2]
        rest = rest[2:]
    name = _LISTED.sub(r"[\1]", ".".join(rest))
    label = label_of(path[-2] if path else "", name) if name else ""
    return ".".join(path), f"{label}: {words}" if label else words


def named(document, path) -> str:
    """What people call the node at a path: Tiêu chí 1.2."""
    if not path:
        return "Thông tin chung"
    return f"{KINDS[kind_of(path)][0]} {name_of(find(document, path))}".strip()


def faults_of(document) -> list[str]:
    """Everything that keeps the document from being a set."""
    try:
        scoring.load_set(document)
    except scoring.SetFaults as refusal:
        return refusal.faults
    return []


def declared(document) -> list[tuple]:
    """(what is declared, its points, what its parts add up to) for the sums of the whole."""
    groups = sum((exact(g.get("max_points")) or 0 for g in document.get("groups", [])), Decimal(0))
    criteria = sum(
        (exact(c.get("max_points")) or 0 for c in document.get("criteria", [])), Decimal(0)
    )
    base = exact(document.get("base_points")) or Decimal(0)
    total = exact(document.get("total_points")) or Decimal(0)
    bonus = exact(document.get("bonus_cap")) or Decimal(0)
    return [
        ("Điểm các tiêu chí – các nhóm cộng lại", base, groups),
        ("Điểm các tiêu chí – các tiêu chí cộng lại", base, criteria),
        ("Tổng điểm – tiêu chí và thưởng cộng lại", total, base + bonus),
    ]
