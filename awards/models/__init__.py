from awards.models.decisions import Award, Decision
from awards.models.kinds import AwardKind
from awards.models.nominations import Nomination, Quota

__all__ = ["Award", "AwardKind", "Decision", "Nomination", "Quota"]
