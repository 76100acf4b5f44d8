"""What every page shows around its content: the province, and the navigation of this person."""

from django.urls import reverse

from clusters.models import Notice, Province


def portal(request):
    """`province` and `navigation` for templates/base.html."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "province": Province.objects.current(),
        "navigation": navigation(user, request.path) if signed_in else [],
        "unread_notices": Notice.objects.of(user).unread().count() if signed_in else 0,
    }


def navigation(user, path):
    """The items of the one row that this person needs, with the current one marked."""
    return [
        {"label": label, "url": reverse(name), "current": _is_current(path, reverse(name), name)}
        for label, name, shown in _ITEMS
        if shown(user)
    ]


def _is_current(path, url, name):
    return path == url if name == "my-work" else path.startswith(url)


def _works(user):
    return not user.is_auditor


def _sees_sheets(user):
    return not user.is_administrator


def _reports(user):
    return user.is_provincial or user.is_auditor or user.is_of_member


def _manages(user):
    return user.is_provincial or user.is_administrator or user.is_auditor


_ITEMS = [
    ("Việc của tôi", "my-work", _works),
    ("Bảng điểm", "sheet-list", _sees_sheets),
    ("Kết quả", "result-list", _sees_sheets),
    ("Khen thưởng", "decisions", _sees_sheets),
    ("Hội nghị", "meetings", _reports),
    ("Báo cáo", "report-jobs", _reports),
    ("Quản trị", "manage", _manages),
]
