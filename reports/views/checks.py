"""S70: what became of a printed paper; open to whoever holds it, without a figure on the page."""

import threading

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from reports.checking import changes_since, paper_with
from reports.forms import CodeForm, tidy_code
from reports.models import Report

PATIENCE_SECONDS = 3
_strangers = threading.BoundedSemaphore(1)


class Busy(Exception):
    """Somebody who is not signed in is being answered already."""


public = method_decorator([login_not_required, never_cache], name="dispatch")


@public
class PaperLookup(View):
    """Where the code is typed."""

    def get(self, request):
        form = CodeForm(request.GET or None)
        if form.is_valid():
            return redirect("paper-check", form.cleaned_data["code"])
        return render(request, "reports/lookup.html", {"form": form})


@public
class PaperCheck(View):
    """Whether the paper with this code still equals the figures.

    Everybody reads yes or no; what changed only those who may see the report.
    """

    def get(self, request, code):
        paper = paper_with(tidy_code(code))
        if paper is None:
            context = {"form": CodeForm(initial={"code": code[:20]}), "unknown": code[:20]}
            return render(request, "reports/lookup.html", context, status=404)
        try:
            changes = self.changes(request.user, paper)
        except Busy:
            context = {"form": CodeForm(initial={"code": code[:20]}), "is_busy": True}
            return render(request, "reports/lookup.html", context, status=503)
        kind = type(paper).objects
        knows = request.user.is_authenticated and (
            kind.visible_to(request.user).filter(pk=paper.pk).exists()
        )
        context = {
            "paper": paper,
            "report": paper if isinstance(paper, Report) else None,
            "changes": changes if knows else [],
            "has_changed": bool(changes),
            "knows": knows,
        }
        return render(request, "reports/check.html", context)

    @staticmethod
    def changes(user, paper):
        """Reckoning a paper anew takes seconds: strangers wait for one another, not all threads."""
        if user.is_authenticated:
            return changes_since(paper)
        if not _strangers.acquire(timeout=PATIENCE_SECONDS):
            raise Busy
        try:
            return changes_since(paper)
        finally:
            _strangers.release()
