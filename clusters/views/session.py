"""Signing in and out, the own password, and the very first set-up."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET
from django.views.generic import FormView

from clusters import sign_in
from clusters.forms.session import LoginForm, PasswordForm, SetupForm
from clusters.models import User


class Login(LoginView):
    """S01. Failures are counted by django-axes; the answer never says whether the name exists."""

    template_name = "clusters/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request, *args, **kwargs):
        refused = sign_in.locked(request, request.POST.get("username", ""))
        return refused or super().post(request, *args, **kwargs)

    def form_valid(self, form):
        answer = super().form_valid(form)
        self.request.session["shared_computer"] = form.cleaned_data["shared"]
        return answer

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_new": not User.objects.exists()}


@require_GET
def keep(request):
    """The person is still there: any request prolongs the session, this one does nothing else.

    Says who is signed in, and the token for pages that were opened before signing in anew.
    """
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


class Password(PasswordChangeView):
    """S01b: a new password, with the old one."""

    template_name = "clusters/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("my-work")

    def post(self, request, *args, **kwargs):
        refused = sign_in.locked(request, request.user.username)
        return refused or super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        if "old_password" in form.errors:
            sign_in.count_failure(self.request, self.request.user.username)
        return super().form_invalid(form)

    def form_valid(self, form):
        messages.success(self.request, "Đã đổi mật khẩu.")
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
class Setup(FormView):
    """S01a: province, standing body and first accounts; only while no account exists."""

    template_name = "clusters/setup.html"
    form_class = SetupForm

    def dispatch(self, request, *args, **kwargs):
        if User.objects.exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        administrator = form.save()
        if administrator is None:
            raise Http404
        login(self.request, administrator, "django.contrib.auth.backends.ModelBackend")
        messages.success(self.request, "Đã thiết lập cổng. Tiếp theo: nhập đơn vị, cụm, tài khoản.")
        return redirect("manage")
