"""Management: units, clusters and members, accounts, settings, the audit trail."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, ListView, TemplateView, View

from clusters import desk, rights
from clusters.access import RuledObjectMixin, require
from clusters.actions import add_members, record_succession, save_membership, save_traced
from clusters.forms import manage as forms
from clusters.models import (
    Cluster,
    Issuer,
    Membership,
    Province,
    Succession,
    Unit,
)


class RuledPage:
    """A page as a whole is for those whom `rule` lets in; others get 403."""

    rule = staticmethod(rights.may_see_management)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(self.rule, request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        writes = rights.may_manage_units(self.request.user)
        accounts = rights.may_manage_accounts(self.request.user)
        return super().get_context_data(**kwargs) | {"writes": writes, "manages_accounts": accounts}


class Manage(RuledPage, TemplateView):
    """The way to every management page this person may open."""

    template_name = "clusters/manage/index.html"

    def get_context_data(self, **kwargs):
        links = desk.management_links(self.request.user)
        return super().get_context_data(**kwargs) | {"links": links}


class UnitList(RuledPage, ListView):
    """S61: all units in official order, found by words."""

    template_name = "clusters/manage/units.html"
    paginate_by = 50

    def get_queryset(self):
        return Unit.objects.matching(self.request.GET.get("q", "")[:200]).in_order()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "query": self.request.GET.get("q", ""),
            "clusters": Cluster.objects.in_order(),
            "successions": Succession.objects.select_related("predecessor", "successor").order_by(
                "-effective_on"
            ),
        }


class RecordEdit(RuledPage, View):
    """Create or change one record by an ordinary form; `model`, `form_class`, `leads_to` vary."""

    rule = staticmethod(rights.may_manage_units)
    model = None
    form_class = None
    leads_to = "units-admin"
    title = ""
    done = "Đã lưu."
    template_name = "clusters/manage/edit.html"
    save = staticmethod(save_traced)

    def record(self, pk=None, **kwargs):
        return get_object_or_404(self.model, pk=pk) if pk else self.model()

    def form(self, record, data=None):
        return self.form_class(data, instance=record)

    def get(self, request, **kwargs):
        return self.show(self.form(self.record(**kwargs)))

    def post(self, request, **kwargs):
        record = self.record(**kwargs)
        form = self.form(record, request.POST)
        if not form.is_valid():
            return self.show(form)
        return self.write(self.record(**kwargs), form)

    def write(self, record, form):
        for name in ("cluster", "unit"):
            if name not in form.facts and getattr(form.instance, f"{name}_id", None):
                setattr(record, f"{name}_id", getattr(form.instance, f"{name}_id"))
        try:
            self.save(record=record, facts=form.facts, by=self.request.user)
        except (ValidationError, IntegrityError) as refusal:
            form.add_error(None, refused_meanwhile(refusal))
            return self.show(form)
        messages.success(self.request, self.done)
        return redirect(self.next_page(record))

    def next_page(self, record):
        return reverse(self.leads_to)

    def show(self, form):
        context = {"form": form, "title": self.title, "back": reverse(self.leads_to)}
        return render(self.request, self.template_name, context)


class SuccessionCreate(RecordEdit):
    """Merger, split or new name, recorded once."""

    model, form_class = Succession, forms.SuccessionForm
    title = "Sáp nhập, chia tách, đổi tên"
    done = "Đã ghi. Kết quả cũ vẫn đứng tên đơn vị cũ và hiện bên cạnh đơn vị mới."

    def form(self, record, data=None):
        self.asked = forms.SuccessionForm(data, instance=record)
        return self.asked

    def save(self, **kwargs):
        record_succession(**kwargs, ends_predecessor=self.asked.cleaned_data["ends_predecessor"])


def refused_meanwhile(refusal):
    """What the page says when somebody else wrote between our look and our write."""
    if isinstance(refusal, ValidationError):
        return refusal
    return "Người khác vừa ghi dữ liệu trùng với nội dung này. Tải lại trang rồi nhập lại."


class ClusterDetail(RuledObjectMixin, DetailView):
    """S30: a cluster with its members at a day, their roles, its periods."""

    model = Cluster
    slug_field, slug_url_kwarg = "code", "c"
    template_name = "clusters/cluster.html"

    def get_context_data(self, **kwargs):
        members = self.object.memberships.in_order().order_by(
            "-year", "unit__order", "unit__sort_key"
        )
        for member in members:
            member.cluster = self.object
        return super().get_context_data(**kwargs) | {
            "takes_over": rights.may_look_after(self.request.user, self.object),
            "members": members,
            "today": timezone.localdate(),
            "writes": rights.may_manage_units(self.request.user),
            "issuer": Issuer.objects.filter(cluster=self.object).first(),
        }


class ClusterTake(RuledObjectMixin, DetailView):
    """Look after a cluster from now on: its work and letters come to this person first."""

    model, slug_field, slug_url_kwarg = Cluster, "code", "c"
    rule = staticmethod(rights.may_look_after)
    http_method_names = ["post"]

    def post(self, request, c):
        cluster = self.get_object()
        save_traced(record=cluster, facts={"specialist": request.user}, by=request.user)
        messages.success(request, f"Từ nay bạn theo dõi {cluster}.")
        return redirect("cluster", cluster.code)


class MembersAdd(RuledPage, View):
    """Many units into a cluster in one act, from one day."""

    rule = staticmethod(rights.may_manage_units)

    def dispatch(self, request, c):
        if request.user.is_authenticated:
            self.cluster = get_object_or_404(Cluster, code=c)
        return super().dispatch(request)

    def get(self, request):
        typed = {"year": timezone.localdate().year}
        return self.show(forms.MembersForm(initial=typed, cluster=self.cluster))

    def post(self, request):
        form = forms.MembersForm(request.POST, cluster=self.cluster)
        if not form.is_valid():
            return self.show(form)
        try:
            added = add_members(cluster=self.cluster, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(form)
        messages.success(request, f"Đã thêm {added} đơn vị vào {self.cluster}.")
        return redirect("cluster", self.cluster.code)

    def show(self, form):
        back = reverse("cluster", args=[self.cluster.code])
        context = {"form": form, "title": f"Thêm đơn vị vào {self.cluster}", "back": back}
        return render(self.request, "clusters/manage/edit.html", context)


class MembershipEdit(RecordEdit):
    """Add a unit to a cluster for a span of time, or correct the span."""

    model, form_class, title = Membership, forms.MembershipForm, "Thành viên của cụm, khối"
    save = staticmethod(save_membership)

    def record(self, c, pk=None, **kwargs):
        self.cluster = get_object_or_404(Cluster, code=c)
        if pk:
            return get_object_or_404(self.cluster.memberships, pk=pk)
        return Membership(cluster=self.cluster)

    def form(self, record, data=None):
        return forms.MembershipForm(data, instance=record, cluster=self.cluster)

    def next_page(self, record):
        return reverse("cluster", args=[self.cluster.code])


class Settings(RuledPage, TemplateView):
    """S64: names of the portal, and the heads of papers per unit and cluster."""

    template_name = "clusters/manage/settings.html"

    def get_context_data(self, **kwargs):
        issuers = Issuer.objects.select_related("unit", "cluster")
        return super().get_context_data(**kwargs) | {
            "record": Province.objects.current(),
            "issuers": issuers.order_by("cluster__order", "unit__order"),
            "units": Unit.objects.filter(issuer=None).in_order(),
            "clusters": Cluster.objects.filter(issuer=None).in_order(),
        }


class ProvinceEdit(RecordEdit):
    model, form_class, leads_to, title = (
        Province,
        forms.ProvinceForm,
        "settings",
        "Tên gọi của cổng",
    )

    def record(self, **kwargs):
        return Province.objects.current()


class IssuerEdit(RecordEdit):
    """The head of papers of one unit or cluster; made on first use."""

    model, form_class, leads_to, title = Issuer, forms.IssuerForm, "settings", "Thể thức văn bản"

    def record(self, owner, pk, **kwargs):
        if owner == "cum":
            cluster = get_object_or_404(Cluster, pk=pk)
            return Issuer.objects.filter(cluster=cluster).first() or Issuer(cluster=cluster)
        unit = get_object_or_404(Unit, pk=pk)
        return Issuer.objects.filter(unit=unit).first() or Issuer(unit=unit)
