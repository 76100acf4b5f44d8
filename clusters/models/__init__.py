from clusters.models.changes import Change, note_change, note_changes
from clusters.models.clusters import Cluster, Membership, Steering
from clusters.models.holidays import Holiday
from clusters.models.mails import Mail
from clusters.models.notices import Notice
from clusters.models.people import User
from clusters.models.province import Province
from clusters.models.seals import Seal
from clusters.models.signed import SignedFile
from clusters.models.units import Issuer, Succession, Unit

__all__ = [
    "Change",
    "Cluster",
    "Holiday",
    "Issuer",
    "Mail",
    "Membership",
    "Notice",
    "Province",
    "Seal",
    "SignedFile",
    "Steering",
    "Succession",
    "Unit",
    "User",
    "note_change",
    "note_changes",
]
