from awards.models.decisions import Award, Decision
from awards.models.kinds import AwardKind

__all__ = ["Award", "AwardKind", "Decision"]
