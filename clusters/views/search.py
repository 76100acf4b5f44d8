"""S04: one box over units, clusters, sheets, decisions, people; accents and case do not matter."""

from django.contrib import messages
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.views.generic import View

from clusters import desk
from clusters.accounts import prefer_shortcuts
from clusters.text import search_key

LONGEST, MOST = 200, 60
A_MINUTE, MOST_A_MINUTE = 60, 60


class Search(View):
    """What this person may see of what was typed; a flood of questions is asked to wait."""

    def get(self, request):
        words = request.GET.get("q", "")[:LONGEST]
        if self.floods(request.user):
            response = render(request, "clusters/search.html", {"words": words, "waits": True})
            response.status_code, response["Retry-After"] = 429, str(A_MINUTE)
            return response
        hits = desk.find(request.user, words) if search_key(words) else []
        context = {"words": words, "hits": hits[:MOST], "more": len(hits) > MOST}
        return render(request, "clusters/search.html", context)

    def post(self, request):
        wants = request.POST.get("shortcuts") == "1"
        prefer_shortcuts(user=request.user, wants=wants)
        messages.success(request, "Đã bật phím tắt." if wants else "Đã tắt phím tắt.")
        return redirect("search")

    def floods(self, user):
        """More questions in this minute than a person can ask."""
        key = f"search-{user.pk}"
        if cache.add(key, 1, A_MINUTE):
            return False
        try:
            return cache.incr(key) > MOST_A_MINUTE
        except ValueError:  # the minute has just ended
            return False
