"""Meetings of clusters: the list, a new one, its page with agenda and invited."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.generic import FormView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from clusters.access import RuledObjectMixin, require
from clusters.models import Cluster
from emulation import meetings, rights, votes
from emulation.forms.meetings import MeetingForm, NewMeetingForm
from emulation.models import Meeting


class MeetingList(ListView):
    """Meetings that this person may see, the latest first."""

    template_name = "emulation/meetings/list.html"
    paginate_by = 50

    def get_queryset(self):
        return Meeting.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs):
        may_call = rights.may_call_meetings(self.request.user)
        return super().get_context_data(**kwargs) | {"may_call": may_call}


class MeetingNew(FormView):
    """Call a meeting of a cluster."""

    template_name = "emulation/meetings/new.html"
    form_class = NewMeetingForm

    def dispatch(self, request):
        if request.user.is_authenticated:
            require(rights.may_call_meetings, request.user)
        return super().dispatch(request)

    def get_form_kwargs(self):
        user, mine = self.request.user, Cluster.objects.in_order()
        if not user.is_provincial:
            mine = mine.filter(pk__in=user.steered_clusters())
        return super().get_form_kwargs() | {"clusters": mine}

    def form_valid(self, form):
        meeting = meetings.begin_meeting(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "Đã lập hội nghị. Kiểm tra chương trình và đại biểu mời.")
        return redirect(meeting)


class MeetingPage(RuledObjectMixin, SingleObjectMixin, View):
    """One meeting: to write for who arranges it, to read for the members of the cluster."""

    model = Meeting
    pk_url_kwarg = "m"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get(self, request, m):
        meeting = self.get_object()
        return self.show(meeting, MeetingForm(meeting=meeting))

    @transaction.atomic
    def post(self, request, m):
        meeting = self.get_object()
        require(rights.may_arrange_meeting, request.user, meeting)
        # nobody saves between the look at the base and the writing
        Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
        meeting = self.get_object()
        form = MeetingForm(request.POST, meeting=meeting)
        if not form.is_valid():
            return self.show(meeting, form)
        said = form.cleaned_data
        meeting.write(form.facts, agenda=said["agenda"], guests=said["guests"], by=request.user)
        messages.success(request, "Đã lưu hội nghị.")
        return redirect(meeting)

    def show(self, meeting, form):
        context = {
            "meeting": meeting,
            "form": form,
            "writes": rights.may_arrange_meeting(self.request.user, meeting),
            "agenda": meeting.agenda.all(),
            "guests": meeting.guests.all(),
            "votes": votes.votes_of(meeting),
            "part": meeting.part,
        }
        return render(self.request, "emulation/meetings/page.html", context)
