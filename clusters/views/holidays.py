"""Days off and days worked instead: the data from which working days are counted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import ListView, View

from clusters import rights
from clusters.actions import remove_holiday
from clusters.models import Holiday
from clusters.views.manage import RuledPage


class HolidayList(RuledPage, ListView):
    template_name = "clusters/manage/holidays.html"
    paginate_by = 50

    def get_queryset(self):
        return Holiday.objects.in_order()


class HolidayRemove(RuledPage, View):
    """Take a day off the list."""

    rule = staticmethod(rights.may_manage_units)
    http_method_names = ["post"]

    def post(self, request, pk):
        holiday = get_object_or_404(Holiday, pk=pk)
        remove_holiday(holiday=holiday, by=request.user)
        messages.success(request, f"Đã xóa {holiday}.")
        return redirect("holidays")
