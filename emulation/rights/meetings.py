"""Rights on a meeting of a cluster and its votes."""

from clusters.access import held_by
from emulation.models import Meeting


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_arrange_meeting(user, meeting):
    """Set the facts of a meeting and make its papers: who steers the cluster, the province."""
    return user.is_provincial or meeting.cluster_id in user.steered_clusters()


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_call_meetings(user):
    return user.is_provincial or bool(user.steered_clusters())


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh; sau khi kỳ năm đã chốt xếp hạng")
def may_count_votes(user, meeting):
    """Enter the candidates and the counted ballots of a year's meeting, its ranking closed."""
    if meeting.kind != Meeting.Kind.YEAR or not may_arrange_meeting(user, meeting):
        return False
    part = meeting.part
    return part is not None and part.is_frozen


@held_by("tỉnh")
def may_reopen_count(user, meeting):
    """Open a settled count again: the province, with a reason."""
    return user.is_provincial and may_count_votes(user, meeting)
