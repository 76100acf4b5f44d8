"""S32, S50: who has handed in, who is awaited, and the clusters at a glance for leaders."""

from collections import Counter

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from clusters.access import require
from clusters.models import User
from clusters.text import moment
from clusters.ticks import ticked
from emulation import reminders, rights
from emulation.models import Appeal, ClusterPeriod, Period, Placing, ScoreSheet
from emulation.views.ranking import PartDoor

State = ScoreSheet.State


class Progress(PartDoor, View):
    """The board of one cluster's period: units by state, contact, one press reminds the awaited."""

    def get(self, request, p, c):
        part = self.part(p, c)
        sheets = list(self.sheets(part))
        awaited = [sheet for sheet in sheets if sheet.state in reminders.IN_UNIT]
        contacts = User.objects.contacts_of([sheet.unit_id for sheet in sheets])
        context = {
            "part": part,
            "lines": [(sheet, contacts.get(sheet.unit_id)) for sheet in sheets],
            "awaited": awaited,
            "counts": dict(Counter(sheet.state_label for sheet in sheets)),
            "handed_in": len(sheets) - len(awaited),
            "may_remind": rights.may_remind(request.user, part) and part.state == part.State.OPEN,
            "chat": reminders.chat_words(awaited),
        }
        return render(request, "emulation/progress.html", context)

    def sheets(self, part):
        found = ScoreSheet.objects.of_part(part).for_list().with_numbers()
        return found.prefetch_related("steps").annotate(reminded_at=Max("reminders__at"))

    def post(self, request, p, c):
        part = self.part(p, c)
        require(rights.may_remind, request.user, part)
        awaited = self.sheets(part).filter(state__in=reminders.IN_UNIT)
        if "all" not in request.POST:
            awaited = awaited.filter(pk__in=ticked(request.POST, "sheet"))
        if not awaited:
            messages.warning(request, "Chưa chọn đơn vị nào, hoặc các đơn vị vừa nộp.")
            return redirect(request.path)
        before = max((s.reminded_at for s in awaited if s.reminded_at), default=None)
        told = reminders.remind(sheets=list(awaited), by=request.user)
        last = f" Lần nhắc trước: {moment(before)}." if before else ""
        messages.success(request, f"Đã nhắc {told} đơn vị.{last}")
        return redirect("progress-all" if "tu" in request.GET else request.path)


class RemindAll(View):
    """Remind every unit that is awaited in an open period of the clusters this person steers."""

    http_method_names = ["post"]

    def post(self, request):
        parts = ClusterPeriod.objects.steered_by(request.user).filter(state="open").with_names()
        parts = [part for part in parts if rights.may_remind(request.user, part)]
        if not parts:
            raise Http404
        awaited = reminders.waiting_sheets().filter(cluster_period__in=parts)
        told = reminders.remind(sheets=list(awaited), by=request.user)
        messages.success(request, f"Đã nhắc {told} đơn vị ở {len(parts)} cụm, khối.")
        return redirect("progress-all")


class ProgressAll(TemplateView):
    """All clusters of the open periods: how many have handed in, how many are awaited."""

    template_name = "emulation/progress_all.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        parts = ClusterPeriod.objects.steered_by(user).with_names()
        if not (rights.may_see_overview(user) or user.steered_clusters()):
            raise Http404
        code = self.request.GET.get("ky", "")
        parts = parts.filter(period__code=code) if code else parts.filter(state="open")
        lines = counted(parts).order_by("-period__ends_on", "cluster__order", "cluster__name")
        awaited = sum(p.units - p.given for p in lines if p.state == "open")
        return super().get_context_data(**kwargs) | {
            "lines": lines,
            "awaited": awaited,
            "periods": Period.objects.visible_to(user).order_by("-ends_on"),
            "chosen": code,
            "may_remind": user.is_provincial or bool(user.steered_clusters()),
        }


def counted(parts):
    """With how many sheets there are, handed in, approved, and overdue."""
    given = ~Q(sheets__state__in=reminders.IN_UNIT) & Q(sheets__isnull=False)
    return parts.annotate(
        units=Count("sheets", distinct=True),
        given=Count("sheets", filter=given, distinct=True),
        approved=Count("sheets", filter=Q(sheets__state=State.APPROVED), distinct=True),
    )


class Overview(TemplateView):
    """S50: three numbers, the clusters, the published places: half a minute for a leader."""

    template_name = "emulation/overview.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        if not rights.may_see_overview(user):
            raise Http404
        open_parts = ClusterPeriod.objects.standing().filter(state__in=["open", "notified"])
        lines = list(counted(open_parts.with_names()).order_by("cluster__order"))
        last = Placing.objects.filter(cluster_period__state="published", place__lte=3)
        last = last.select_related("cluster_period__period", "cluster_period__cluster")
        return super().get_context_data(**kwargs) | {
            "lines": lines,
            "units": sum(line.units for line in lines),
            "given": sum(line.given for line in lines),
            "approved": sum(line.approved for line in lines),
            "appeals": Appeal.objects.blocking()
            .filter(sheet__cluster_period__state="notified")
            .count(),
            "published": by_part(last),
        }


def by_part(placings):
    """The first places of the newest published period of each cluster."""
    found = {}
    for placing in placings.order_by("-cluster_period__period__ends_on", "place"):
        part = placing.cluster_period
        kept = found.setdefault(part.cluster_id, (part, []))
        if kept[0].pk == part.pk:
            kept[1].append(placing)
    return list(found.values())
