"""The pages of refusal: what happened, and the way on."""

import logging
import secrets

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from clusters.sign_in import page_of_form

logger = logging.getLogger(__name__)


class UnknownFields(BadRequest):
    """A form was posted with fields that it does not have; nothing was written."""

    def __init__(self, names):
        logger.warning("Posted fields outside the form: %s", ", ".join(sorted(names))[:300])
        super().__init__("Trang gửi lên có ô không thuộc biểu mẫu này. Tải lại trang rồi nhập lại.")


def bad_request(request, exception):
    """Says what could not be read: too many fields, too much text, or characters of no text."""
    words = {
        TooManyFieldsSent: "Trang gửi lên có quá nhiều ô. Chia nội dung thành nhiều lần gửi.",
        RequestDataTooBig: "Nội dung gửi lên quá dài. Rút gọn rồi gửi lại.",
    }
    context = {"sentence": words.get(type(exception), str(exception.args[0] or ""))}
    known = type(exception) in words or isinstance(exception, UnknownFields)
    return render(request, "400.html", context if known else {}, status=400)


def forbidden(request, exception):
    """A record that is seen and an act that is not allowed; says who holds the right."""
    holder = exception.args[0] if exception.args else ""
    return render(request, "403.html", {"holder": holder}, status=403)


def not_found(request, exception):
    """The same page for what does not exist and what is out of sight."""
    return render(request, "404.html", status=404)


def server_error(request):
    """A short code to read on the phone, the same as in the log; the page needs no database."""
    code = secrets.token_hex(3).upper()
    logger.error("Server error %s at %s", code, request.path)
    page = render_to_string("500.html", {"code": code, "at": timezone.now()})
    return HttpResponseServerError(page)


def csrf_failure(request, reason=""):
    """The form was open too long or came from elsewhere; nothing was written."""
    return render(request, "csrf.html", {"page": page_of_form(request)}, status=403)
