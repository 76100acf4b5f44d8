"""The outbox on a page: what the portal wrote to whom, and whether it went out."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import ListView, View

from clusters import rights
from clusters.models import Mail
from clusters.outbox import send_soon
from clusters.views.manage import RuledPage


class MailList(RuledPage, ListView):
    """Mails, newest first, by state."""

    rule = staticmethod(rights.may_see_mails)
    template_name = "clusters/manage/mails.html"
    paginate_by = 50

    def get_queryset(self):
        mails = Mail.objects.for_list()
        state = self.request.GET.get("trang-thai", "")
        return mails.filter(state=state) if state in Mail.State.values else mails

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "states": Mail.State.choices,
            "chosen": self.request.GET.get("trang-thai", ""),
            "may_resend": rights.may_resend_mails(self.request.user),
            "has_server": bool(settings.EMAIL_URL),
        }


class MailRetry(RuledPage, View):
    """Try one mail again now."""

    rule = staticmethod(rights.may_resend_mails)
    http_method_names = ["post"]

    def post(self, request, pk):
        mail = get_object_or_404(Mail, pk=pk)
        if mail.retry():
            send_soon(mail.pk)
            messages.success(request, f"Đang gửi lại thư tới {mail.address}.")
        else:
            messages.error(request, "Thư này đã gửi hoặc đang được gửi.")
        return redirect("mails")
