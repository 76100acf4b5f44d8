"""The door of every page that is not public, and what guards the way in; it needs the models."""

from datetime import timedelta
from urllib.parse import urlsplit

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import redirect_to_login
from django.db.models import Sum
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

MOST_FAILURES_FROM_ONE_ADDRESS = 60
"""Wrong passwords of all names from one machine within the cool-off time; an office shares one."""


class SignedInOnly(LoginRequiredMiddleware):
    """Every page but the public ones asks for sign-in; a script is told so instead of led there.

    A form that was sent after the session ended is not saved: sign-in says so and leads back to
    the page that it stood on, never to an address that only takes forms.
    """

    ENDED = (
        "Phiên làm việc đã hết, nội dung vừa gửi chưa được lưu. Đăng nhập lại để về trang đang làm."
    )

    def handle_no_permission(self, request, view_func):
        if "X-Portal" in request.headers or "HX-Request" in request.headers:
            return JsonResponse({"sentence": "Phiên làm việc đã hết. Đăng nhập lại."}, status=401)
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        messages.warning(request, self.ENDED)
        return redirect_to_login(page_of_form(request))


def page_of_form(request):
    """The page on which a sent form stood, as far as it can be opened.

    That is the page it came from; a form that was shown again by an address that only takes forms
    leads to the next address above that opens.
    """
    came = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure()):
        parts = urlsplit(came)
        if _opens(parts.path):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    path = request.path
    while path != "/" and not _opens(path):
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
    return path


def _opens(path):
    """Whether a page answers there when it is asked for by GET."""
    try:
        page = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return False
    return page is None or ("get" in page.http_method_names and hasattr(page, "get"))


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
