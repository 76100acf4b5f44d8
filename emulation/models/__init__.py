from emulation.models.appeals import Appeal
from emulation.models.criteria import CriteriaSet, Criterion, SetItem
from emulation.models.cross_checks import CheckPair, CheckRow, CrossCheck
from emulation.models.evidence import Document, Evidence
from emulation.models.meetings import AgendaItem, Guest, Meeting
from emulation.models.period_papers import PeriodPaper
from emulation.models.periods import ClusterPeriod, ClusterPeriodStep, Period, Target
from emulation.models.places import Placing, Publication
from emulation.models.presence import Presence
from emulation.models.receipts import Receipt
from emulation.models.reminders import Reminder
from emulation.models.requests import DataRequest, GuestVisit, RequestedFigure
from emulation.models.returns import RowReturn
from emulation.models.set_drafts import SetDraft
from emulation.models.sheets import (
    CommendationFigure,
    ScoreEntry,
    ScoreSheet,
    SheetItem,
    SheetStep,
    SheetTotal,
)
from emulation.models.signed import SignedCopy
from emulation.models.target_proposals import TargetProposal
from emulation.models.verifiers import Verifier
from emulation.models.votes import Vote, VoteLine

__all__ = [
    "AgendaItem",
    "Appeal",
    "CheckPair",
    "CheckRow",
    "ClusterPeriod",
    "ClusterPeriodStep",
    "CommendationFigure",
    "CriteriaSet",
    "Criterion",
    "CrossCheck",
    "DataRequest",
    "Document",
    "Evidence",
    "Guest",
    "GuestVisit",
    "Meeting",
    "Period",
    "PeriodPaper",
    "Placing",
    "Presence",
    "Publication",
    "Receipt",
    "Reminder",
    "RequestedFigure",
    "RowReturn",
    "ScoreEntry",
    "ScoreSheet",
    "SetDraft",
    "SetItem",
    "SheetItem",
    "SheetStep",
    "SheetTotal",
    "SignedCopy",
    "Target",
    "TargetProposal",
    "Verifier",
    "Vote",
    "VoteLine",
]
