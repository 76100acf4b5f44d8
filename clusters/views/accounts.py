"""S62: accounts, found, made, changed, closed, opened again, handed over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import ListView, View

from clusters import accounts, desk, rights
from clusters.forms.accounts import AccountFilter, AccountForm, HandOverForm, ReasonForm
from clusters.models import User
from clusters.ticks import ticked
from clusters.views.manage import RecordEdit, RuledPage


class AccountList(RuledPage, ListView):
    """Accounts by unit, narrowed by words, cluster, state; the administrator acts on many."""

    template_name = "clusters/manage/accounts.html"
    paginate_by = 50

    def get_queryset(self):
        self.filter = AccountFilter(self.request.GET)
        return User.objects.narrowed(**self.filter.asked).in_order()

    def get_context_data(self, **kwargs):
        found = {"filter": self.filter, "is_narrowed": bool(self.filter.asked)}
        return super().get_context_data(**kwargs) | found


class AccountEdit(RecordEdit):
    """Make an account, its first password shown once; or change its facts."""

    rule = staticmethod(rights.may_manage_accounts)
    model, form_class, leads_to, title = User, AccountForm, "users-admin", "Tài khoản"
    template_name = "clusters/manage/account.html"

    def write(self, record, form):
        try:
            if record.pk is None:
                made = accounts.create_account(facts=form.facts, by=self.request.user)
                return show_passwords(self.request, [made])
            accounts.change_account(user=record, facts=form.facts, by=self.request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(form)
        messages.success(self.request, self.done)
        return redirect(self.leads_to)


class AccountDoor(RuledPage, View):
    """One act on accounts, by the administrator alone."""

    rule = staticmethod(rights.may_manage_accounts)

    def page(self, form, title, **context):
        context |= {"form": form, "title": title, "button": form.button}
        return render(self.request, "clusters/manage/account_act.html", context)

    def chosen(self, asked):
        """The accounts ticked in the list, in its order."""
        return list(User.objects.filter(pk__in=ticked(asked, "tk", most=200)).in_order())


class AccountReset(AccountDoor):
    """Give the ticked accounts new passwords, shown once."""

    http_method_names = ["post"]

    def post(self, request):
        chosen = self.chosen(request.POST)
        if not chosen:
            messages.warning(request, "Chưa chọn tài khoản nào. Đánh dấu ở đầu dòng.")
            return redirect("users-admin")
        try:
            with transaction.atomic():
                made = [
                    (user, accounts.reset_password(user=user, by=request.user)) for user in chosen
                ]
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("users-admin")
        return show_passwords(request, made)


class AccountClose(AccountDoor):
    """Close the ticked accounts with one reason: all of them, or none with the name of which."""

    def get(self, request):
        return self.show(self.chosen(request.GET), ReasonForm(button="Đóng tài khoản"))

    def post(self, request):
        chosen, form = self.chosen(request.POST), ReasonForm(request.POST, button="Đóng tài khoản")
        if not chosen or not form.is_valid():
            return self.show(chosen, form)
        try:
            with transaction.atomic():
                for user in chosen:
                    accounts.close_account(user=user, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(chosen, form)
        messages.success(request, f"Đã đóng {len(chosen)} tài khoản; phiên làm việc đã kết thúc.")
        return redirect("users-admin")

    def show(self, chosen, form):
        if not chosen:
            messages.warning(self.request, "Chưa chọn tài khoản nào. Đánh dấu ở đầu dòng.")
            return redirect("users-admin")
        works = [(user, desk.tasks_for(user)) for user in chosen]
        return self.page(form, "Đóng tài khoản", works=works, is_many=True)


class OneAccount(AccountDoor):
    """An act on one account."""

    def dispatch(self, request, pk):
        if request.user.is_authenticated and rights.may_manage_accounts(request.user):
            self.account = get_object_or_404(User, pk=pk)
        return super().dispatch(request)


class AccountReopen(OneAccount):
    """Let a closed account in again with a new password."""

    def get(self, request):
        return self.page(ReasonForm(button="Mở lại tài khoản"), self.title)

    def post(self, request):
        form = ReasonForm(request.POST, button="Mở lại tài khoản")
        if form.is_valid():
            try:
                made = accounts.reopen_account(
                    user=self.account, by=request.user, **form.cleaned_data
                )
                return show_passwords(request, [(self.account, made)])
            except ValidationError as refusal:
                form.add_error(None, refusal)
        return self.page(form, self.title)

    @property
    def title(self):
        return f"Mở lại tài khoản của {self.account}"


class AccountHandOver(OneAccount):
    """Pass a person's open work to a colleague; the old account may be closed with it."""

    def get(self, request):
        return self.show(HandOverForm(user=self.account))

    def post(self, request):
        form = HandOverForm(request.POST, user=self.account)
        if not form.is_valid():
            return self.show(form)
        tasks = [f"{task.title} – {task.detail}" for task in desk.tasks_for(self.account)]
        try:
            accounts.hand_over(user=self.account, tasks=tasks, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(form)
        to = form.cleaned_data["to"]
        messages.success(request, f"Đã bàn giao cho {to}; {to} nhận thông báo với danh sách việc.")
        return redirect("users-admin")

    def show(self, form):
        works = [(self.account, desk.tasks_for(self.account))]
        looked_after = self.account.clusters_looked_after.in_order()
        title = f"Bàn giao việc của {self.account}"
        return self.page(form, title, works=works, looked_after=looked_after)


def show_passwords(request, made):
    """Names and new passwords; what is shown here is nowhere else."""
    return render(request, "clusters/manage/passwords_once.html", {"made": made})
