"""What a cross-check asks of a person: sheets to look at, a round to end."""

from django.urls import reverse

from clusters.desk import Task
from clusters.text import moment
from emulation import rights
from emulation.due import keeper
from emulation.models import CheckPair


def check_tasks(user):
    """Pairs in which the person's unit checks; rounds that every unit has finished."""
    rounds = {}
    for pair in CheckPair.objects.due_for(user).for_list():
        rounds.setdefault(pair.check_round, []).append(pair)
        if pair.done_at is None and rights.may_check(user, pair):
            yield _to_check(pair)
    for check, pairs in rounds.items():
        if all(pair.done_at for pair in pairs) and rights.may_close_checks(user, check):
            yield _to_close(user, check)


def _to_check(pair):
    due = pair.check_round.due
    return Task(
        title=f"Kiểm tra chéo bảng của {pair.sheet.unit.short_name}",
        detail=f"Hạn: {moment(due)} · đã xem {pair.seen_rows}/{pair.all_rows} dòng",
        due=due,
        action="Kiểm tra",
        url=reverse("cross-check-pair", args=[pair.pk]),
    )


def _to_close(user, check):
    part = check.cluster_period
    return Task(
        title=f"Đóng vòng kiểm tra chéo – {part.period}",
        detail=f"{part.cluster}: mọi cặp đã hoàn thành",
        due=check.due,
        action="Xem và đóng",
        url=reverse("cross-check", args=[part.period.code, part.cluster.code]),
        keeper=keeper(user, part.cluster_id),
    )
