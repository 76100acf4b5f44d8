"""The door of every request: text that no page can mean is refused, the caller's address kept."""

import logging
import re
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.shortcuts import render

_ip: ContextVar[str | None] = ContextVar("request_ip", default=None)


def request_ip() -> str | None:
    """The address of the machine whose request is being served; None outside a request."""
    return _ip.get()


class RequestFacts:
    """Keeps the caller's address for the change log while the request lasts."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _ip.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            _ip.reset(token)


class BodyLimit:
    """Refuses (413) a body larger than its page takes, before a byte of it is read.

    A view that takes files says so by `largest_body`, in bytes.
    """

    LARGEST = 6 * 1024 * 1024

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = getattr(view, "view_class", view)
        told = request.META.get("CONTENT_LENGTH") or ""
        size = int(told) if told.isascii() and told.isdigit() else 0
        if size > getattr(page, "largest_body", self.LARGEST):
            return render(request, "413.html", status=413)


class PrivatePages:
    """What a signed-in person sees stays out of every cache; no page needs camera or place."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = self.POLICY
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class SavedForms:
    """Tells the browser by a cookie which form was saved, so that it forgets what it kept of it.

    A form that is saved is answered by leading on; one with faults is shown again. The script that
    keeps what is typed (`typed.js`) sends the name of the form along.
    """

    NAME = re.compile(r"[\w.!~*'()%-]{1,600}", re.ASCII)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_saved = request.method == "POST" and response.status_code == 302
        if is_saved and request.user.is_authenticated:
            name = request.POST.get("typed_form", "")
            if self.NAME.fullmatch(name):
                secure = settings.SESSION_COOKIE_SECURE
                response.set_cookie("typed_form", name, secure=secure, samesite="Lax")
        return response


class BriefRefusals(logging.Filter):
    """A refused request is one line in the log; the traceback of the refusal tells nothing."""

    def filter(self, record):
        if record.exc_info and isinstance(record.exc_info[1], SuspiciousOperation | BadRequest):
            record.exc_info = None
        return True


class CleanInput:
    """Refuses (400) addresses and forms with NUL or broken UTF-8; forms clean the rest."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _is_broken(request.path_info):
            raise BadRequest("The address holds characters that no text has.")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Look at the values once the request is known to be for one of our pages."""
        sources = [request.GET] + ([request.POST] if request.method == "POST" else [])
        for source in sources:
            for name, values in source.lists():
                if _is_broken(name) or any(_is_broken(value) for value in values):
                    raise BadRequest("A field holds characters that no text has.")


def _is_broken(text):
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)
