"""The door of every page that is not public, and what guards the way in; it needs the models."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

MOST_FAILURES_FROM_ONE_ADDRESS = 60
"""Wrong passwords of all names from one machine within the cool-off time; an office shares one."""


class SignedInOnly(LoginRequiredMiddleware):
    """Every page but the public ones asks for sign-in; a script is told so instead of led there."""

    def handle_no_permission(self, request, view_func):
        if "X-Portal" in request.headers or "HX-Request" in request.headers:
            return JsonResponse({"sentence": "Phiên làm việc đã hết. Đăng nhập lại."}, status=401)
        return super().handle_no_permission(request, view_func)


def counted_name(request, credentials):
    """The name under which failures are counted: as sign-in compares it, without regard to case."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(name).casefold()[:200]


def locked(request, username=""):
    """The answer (429) for a name or a machine with too many failures; None when it may try."""
    allowed = AxesProxyHandler.is_allowed(request, {"username": username})
    if allowed and not _address_has_failed_too_often(request):
        return None
    return render(request, settings.AXES_LOCKOUT_TEMPLATE, status=429)


def _address_has_failed_too_often(request):
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    recent = AccessAttempt.objects.filter(
        ip_address=request.META.get("REMOTE_ADDR"), attempt_time__gte=since
    )
    failures = recent.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
    return failures >= MOST_FAILURES_FROM_ONE_ADDRESS


def count_failure(request, username):
    """A wrong password outside the sign-in page counts like one there."""
    user_login_failed.send(
        sender=count_failure, credentials={"username": username}, request=request
    )
