"""Verbs on award decisions: the kinds of the law, a past decision with its recipients."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from awards.models import Award, AwardKind, Decision
from clusters.models import Unit, note_change, note_changes

KINDS_FILE = Path(__file__).parent / "data" / "award_kinds.json"
FACTS = [
    "kind", "printed_name", "number", "signed_on", "signer_name", "signer_post", "title",
    "for_year", "handed_over_on", "handed_over_at",
]  # fmt: skip


@dataclass(frozen=True)
class Recipient:
    """One recipient as typed: the unit it belongs to, the name on the decision, what for."""

    name: str
    type: str
    unit: Unit | None = None
    merit: str = ""


@transaction.atomic
def load_kinds() -> int:
    """Put the kinds of the file into the database, known ones brought up to date; how many."""
    rows = json.loads(KINDS_FILE.read_text(encoding="utf-8"))
    for order, row in enumerate(rows):
        recipients = row["recipients"]
        AwardKind.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "kind": row["kind"],
                "level": row["level"],
                "order": order,
                "for_persons": "individual" in recipients,
                "for_collectives": "collective" in recipients,
                "for_households": "household" in recipients,
                "authority": row["authority"],
                "legal_basis": "; ".join(row["legal_basis"]),
                "valid_from": _day(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "is_historical": row["historical"],
            },
        )
    return len(rows)


def _day(text):
    return date.fromisoformat(text) if text else None


@transaction.atomic
def enter_decision(*, facts, recipients, by, is_illustrative=False) -> Decision:
    """Enter a past decision with its recipients; `facts` are the fields named in FACTS."""
    decision = Decision.objects.create(**facts, is_illustrative=is_illustrative)
    note_changes([(decision, name, None, facts[name], "", "") for name in facts], by=by)
    _write_recipients(decision, recipients, by)
    return decision


@transaction.atomic
def correct_decision(*, decision, facts, recipients, reason, by) -> Decision:
    """Correct an entered decision; every change is kept with its reason."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    changes = [
        (decision, name, getattr(decision, name), value, reason, "")
        for name, value in facts.items()
    ]
    for name, value in facts.items():
        setattr(decision, name, value)
    decision.save()
    note_changes(changes, by=by)
    _write_recipients(decision, recipients, by, reason)
    return decision


def _write_recipients(decision, recipients, by, reason=""):
    """Replace the rows by the list as it now is; the history keeps both lists in words."""
    before = "; ".join(_in_words(award) for award in decision.awards.select_related("unit"))
    decision.awards.all().delete()
    written = Award.objects.bulk_create(
        Award(
            decision=decision,
            unit=recipient.unit,
            recipient_name=recipient.name,
            recipient_type=recipient.type,
            merit=recipient.merit,
            order=order,
        )
        for order, recipient in enumerate(recipients)
    )
    after = "; ".join(_in_words(award) for award in written)
    note_change(decision, "người, tập thể được tặng", before, after, by=by, reason=reason)


def _in_words(award):
    """One recipient with everything that stands about it: name, type, unit, merit."""
    unit = str(award.unit) if award.unit else "ngoài các đơn vị"
    merit = f": {award.merit}" if award.merit else ""
    return f"{award.recipient_name} ({award.get_recipient_type_display().lower()}, {unit}){merit}"
