"""Plan figures that units proposed: what waits for the decision of who gives them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from clusters.desk import Task
from clusters.text import moment
from emulation import rights
from emulation.due import verifies_any
from emulation.models import TargetProposal

WITHIN = timedelta(days=7)
"""A proposal has no deadline of its own; it should not wait longer than this."""


def target_tasks(user):
    """One task for all proposals that this person may decide."""
    if not (user.is_provincial or (user.is_of_member and verifies_any(user))):
        return
    waiting = TargetProposal.objects.visible_to(user).open().for_list()
    mine = [proposal for proposal in waiting if rights.may_decide_target(user, proposal)]
    if mine:
        names = ", ".join(dict.fromkeys(proposal.unit.short_name for proposal in mine))
        alone = len(mine) == 1
        yield Task(
            title=f"{len(mine)} đề nghị về kế hoạch chờ quyết định",
            detail=f"{names} · từ {moment(mine[-1].at)}",
            due=timezone.now() + WITHIN,
            action="Mở đề nghị" if alone else "Xem danh sách",
            url=reverse("target-proposal", args=[mine[0].pk])
            if alone
            else reverse("target-proposals"),
        )
