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
from clusters.actions import (
    change_account,
    create_account,
    reset_password,
    save_membership,
    save_traced,
)
from clusters.forms import manage as forms
from clusters.models import (
    Cluster,
    Issuer,
    Membership,
    Province,
    Succession,
    Unit,
    User,
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
        return render(self.request, "clusters/manage/edit.html", context)


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
            "members": members,
            "today": timezone.localdate(),
            "writes": rights.may_manage_units(self.request.user),
            "issuer": Issuer.objects.filter(cluster=self.object).first(),
        }


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


class AccountList(RuledPage, ListView):
    """S62: accounts by name; the administrator makes and changes them."""

    template_name = "clusters/manage/accounts.html"
    paginate_by = 50

    def get_queryset(self):
        return User.objects.select_related("unit").order_by("unit__order", "sort_key", "pk")


class AccountEdit(RecordEdit):
    """Make an account, its first password shown once; or change its facts."""

    rule = staticmethod(rights.may_manage_accounts)
    model, form_class, leads_to, title = User, forms.AccountForm, "users-admin", "Tài khoản"

    def write(self, record, form):
        try:
            if record.pk is None:
                user, password = create_account(facts=form.facts, by=self.request.user)
                return show_password(self.request, user, password)
            change_account(user=record, facts=form.facts, by=self.request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(form)
        messages.success(self.request, self.done)
        return redirect(self.leads_to)


class AccountReset(RuledPage, View):
    """Give an account a new password, shown once."""

    rule = staticmethod(rights.may_manage_accounts)
    http_method_names = ["post"]

    def post(self, request, pk):
        user = get_object_or_404(User, pk=pk)
        return show_password(request, user, reset_password(user=user, by=request.user))


def show_password(request, user, password):
    context = {"account": user, "password": password}
    return render(request, "clusters/manage/password_once.html", context)


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
