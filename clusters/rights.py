"""May this person do this to units, clusters, accounts, settings? Each question in one place."""

from clusters.access import held_by


@held_by("tỉnh, quản trị viên, người kiểm tra")
def may_see_management(user, record=None):
    return user.is_provincial or user.is_administrator or user.is_auditor


@held_by("tỉnh, quản trị viên")
def may_manage_units(user, record=None):
    """Units, clusters, memberships, issuer profiles, names of the portal."""
    return user.is_provincial or user.is_administrator


@held_by("quản trị viên")
def may_manage_accounts(user, record=None):
    return user.is_administrator


def may_see_audit(user, record=None):
    return may_see_management(user)


def may_see_mails(user, record=None):
    return may_see_management(user)


@held_by("tỉnh, quản trị viên")
def may_resend_mails(user, record=None):
    return may_manage_units(user)


@held_by("tỉnh")
def may_look_after(user, cluster):
    """Become the specialist who follows a cluster; a colleague's too (taking over)."""
    return user.is_provincial and cluster.specialist_id != user.pk
