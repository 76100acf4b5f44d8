"""Back to the page on which a button was pressed."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, otherwise):
    """A redirect to the page that the form names in `back`, if it is ours; else to `otherwise`."""
    back = request.POST.get("back", "")
    is_whole = back.startswith(("/", "http://", "https://"))
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back) if is_whole and is_ours else redirect(otherwise)
