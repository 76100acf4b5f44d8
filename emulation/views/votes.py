"""S42: candidates and counted ballots of a year's meeting; members read what is settled."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from clusters.access import require
from emulation import rights, votes
from emulation.forms.votes import CandidatesForm, CountForm, ReopenCountForm
from emulation.models import Meeting, Vote
from emulation.workflow import Refused


class VoteDoor(View):
    """One vote of a year's meeting in one's sight; it need not be stored yet."""

    rule = staticmethod(rights.may_count_votes)

    def dispatch(self, request, m, b):
        if not request.user.is_authenticated:
            return super().dispatch(request)
        seen = Meeting.objects.visible_to(request.user).for_list()
        self.meeting = get_object_or_404(seen, pk=m, kind=Meeting.Kind.YEAR)
        subject = Vote.SLUGS.get(b)
        if subject is None:
            raise Http404
        self.vote = votes.vote_of(self.meeting, subject)
        return super().dispatch(request)

    def hold(self):
        """Nobody writes between the look at what the page was opened with and the writing."""
        if self.vote.pk:
            Vote.objects.select_for_update().only("pk").get(pk=self.vote.pk)
            self.vote = votes.vote_of(self.meeting, self.vote.subject)

    def show(self, counts=None, candidates=None, reopening=None):
        vote, user = self.vote, self.request.user
        writes = rights.may_count_votes(user, self.meeting) and not vote.is_settled
        has_lines = vote.pk is not None and vote.lines.exists()
        context = {
            "meeting": self.meeting,
            "vote": vote,
            "writes": writes,
            "counts": counts or (CountForm(vote=vote) if writes and has_lines else None),
            "candidates": candidates or (self.candidates() if writes else None),
            "is_ready": has_lines and counts is None and not vote.lacking,
            "reopening": reopening or self.reopening(),
            "results": [(line, votes.share_words(vote, line.votes)) for line in vote.standings]
            if vote.is_settled
            else [],
        }
        return render(self.request, "emulation/meetings/vote.html", context)

    def candidates(self, data=None):
        candidates = votes.candidates_for(self.meeting, self.vote.subject)
        return CandidatesForm(data, vote=self.vote, candidates=candidates)

    def reopening(self, data=None):
        if not (self.vote.is_settled and rights.may_reopen_count(self.request.user, self.meeting)):
            return None
        return ReopenCountForm(data)


class VotePage(VoteDoor):
    """The counts of two people line by line; saved as often as it takes."""

    def get(self, request):
        return self.show()

    @transaction.atomic
    def post(self, request):
        require(self.rule, request.user, self.meeting)
        if self.vote.pk is None:
            return redirect(self.vote)
        self.hold()
        form = CountForm(request.POST, vote=self.vote)
        if not form.is_valid():
            return self.show(counts=form)
        try:
            self.vote.count(form.facts, form.counts, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(counts=form)
        messages.success(request, "Đã lưu số phiếu.")
        return redirect(self.vote)


class VoteAct(VoteDoor):
    """One press on the vote; a refusal is said on its page."""

    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request):
        require(self.rule, request.user, self.meeting)
        self.hold()
        try:
            answer = self.act()
        except Refused as refusal:
            messages.error(request, str(refusal))
            answer = None
        return answer or redirect(self.vote)


class VoteCandidates(VoteAct):
    """Which units stand on the ballot."""

    def act(self):
        form = self.candidates(self.request.POST)
        if not form.is_valid():
            return self.show(candidates=form)
        if self.vote.pk is None:
            known = {"meeting": self.meeting, "subject": self.vote.subject}
            self.vote, _ = Vote.objects.get_or_create(**known)
        self.vote.stand(form.chosen, most=form.cleaned_data["most"], by=self.request.user)
        messages.success(self.request, "Đã lưu đơn vị trên phiếu.")


class VoteSettle(VoteAct):
    """The count stands, as the page showed it."""

    def act(self):
        if self.vote.pk is None:
            return
        if self.request.POST.get("base") != CountForm(vote=self.vote).base:
            raise Refused("Số phiếu đã thay đổi sau khi trang này mở. Xem lại rồi chốt.")
        self.vote.settle(by=self.request.user)
        messages.success(self.request, "Đã chốt kết quả kiểm phiếu.")


class VoteReopen(VoteAct):
    """Open a settled count again."""

    rule = staticmethod(rights.may_reopen_count)

    def act(self):
        form = ReopenCountForm(self.request.POST)
        if self.vote.pk is None:
            return None
        if not form.is_valid():
            return self.show(reopening=form)
        self.vote.reopen(reason=form.cleaned_data["reason"], by=self.request.user)
        messages.success(self.request, "Đã mở lại kết quả kiểm phiếu.")
