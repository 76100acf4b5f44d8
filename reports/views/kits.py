"""S40: the papers of a meeting: which, for whom, how far they have come, the files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from clusters.access import require
from clusters.downloads import attachment
from clusters.way_back import way_back
from emulation.models import Meeting
from emulation.rights import may_arrange_meeting
from reports import rights
from reports.forms import KitForm
from reports.models import Kit, KitFile
from reports.views.reports import PATIENCE_SECONDS, STOP_POLLING


class KitDoor(View):
    """A meeting in one's sight whose papers one may see."""

    def meeting(self, m):
        seen = Meeting.objects.visible_to(self.request.user).for_list()
        meeting = get_object_or_404(seen, pk=m)
        if not rights.may_see_kits(self.request.user, meeting):
            raise Http404
        return meeting


class KitPage(KitDoor):
    """Tick the papers, ask for them, fetch them."""

    UNDER_WAY = (
        "Một bộ tài liệu với lựa chọn khác đang được tạo. Đợi bộ đó xong hoặc hủy, "
        "rồi chọn và tạo lại."
    )

    def get(self, request, m):
        meeting = self.meeting(m)
        last = Kit.objects.filter(meeting=meeting).last()
        return self.show(meeting, KitForm(meeting=meeting, last=last))

    def post(self, request, m):
        meeting = self.meeting(m)
        require(may_arrange_meeting, request.user, meeting)
        form = KitForm(request.POST, meeting=meeting)
        if not form.is_valid():
            return self.show(meeting, form)
        said = {"with_leaves": False} | form.cleaned_data
        kit = Kit.request(meeting, by=request.user, **said)
        if any(getattr(kit, name) != value for name, value in said.items()):
            messages.warning(request, self.UNDER_WAY)
        return redirect("meeting-kit", m)

    def show(self, meeting, form):
        kits = list(Kit.objects.filter(meeting=meeting).for_list()[:20])
        context = {
            "meeting": meeting,
            "form": form,
            "kits": kits,
            "latest": kits[0] if kits else None,
            "polls": bool(kits) and kits[0].is_under_way,
            "writes": may_arrange_meeting(self.request.user, meeting),
        }
        return render(self.request, "reports/meeting_kit.html", context)


class KitProgress(KitDoor):
    """The partial that asks again each second until the files are there or hope is lost."""

    def get(self, request, m, n):
        kits = Kit.objects.filter(meeting=self.meeting(m)).for_list()
        latest = get_object_or_404(kits, pk=n)
        polls = latest.is_under_way and latest.seconds_waited < PATIENCE_SECONDS
        writes = may_arrange_meeting(request.user, latest.meeting)
        context = {"latest": latest, "polls": polls, "writes": writes}
        status = 200 if polls else STOP_POLLING
        return render(request, "reports/_kit.html", context, status=status)


class KitAction(KitDoor):
    """One press on a kit; what it says about a kit that has moved on meanwhile is left alone."""

    http_method_names = ["post"]

    def post(self, request, m, n):
        meeting = self.meeting(m)
        require(may_arrange_meeting, request.user, meeting)
        kit = get_object_or_404(Kit.objects.filter(meeting=meeting), pk=n)
        self.act(kit)
        return way_back(request, kit)


class KitCancel(KitAction):
    """Give up the making of a kit."""

    def act(self, kit):
        kit.cancel()


class KitRetry(KitAction):
    """Ask again for what failed or was given up."""

    def act(self, kit):
        kit.enqueue()


class KitDownload(KitDoor):
    """One file of a kit, always as a download."""

    def get(self, request, m, f):
        mine = KitFile.objects.filter(kit__meeting=self.meeting(m))
        file = get_object_or_404(mine, pk=f)
        return attachment(file.file, file.name, file.extension)
