"""S03: what was told to this person; opening one marks it read and leads to the work."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import ListView, View

from clusters.accounts import prefer_mail
from clusters.models import Notice


class NoticeList(ListView):
    """Own notices, newest first; all may be marked read, mails switched off or on."""

    template_name = "clusters/notices.html"
    paginate_by = 50

    def get_queryset(self):
        return Notice.objects.of(self.request.user)

    def post(self, request):
        if "mail" in request.POST:
            wants = request.POST["mail"] == "1"
            prefer_mail(user=request.user, wants=wants)
            messages.success(request, "Đã bật gửi thư." if wants else "Đã tắt gửi thư.")
        else:
            Notice.objects.of(request.user).unread().update(read_at=timezone.now())
        return redirect("notifications")


class NoticeOpen(View):
    """Mark one read and go where it leads; another person's is 404."""

    http_method_names = ["post"]

    def post(self, request, pk):
        notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
        if notice.read_at is None:
            notice.read_at = timezone.now()
            notice.save(update_fields=["read_at"])
        return redirect(notice.path or "notifications")
