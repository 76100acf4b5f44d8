"""Days off and days worked instead, from which working days are counted (Labour Code 2019, 112)."""

from datetime import timedelta

from django.db import models

from clusters.fields import TextLine

SATURDAY = 5


class HolidayQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("-day")

    def working_day_after(self, day, count):
        """The last of `count` working days that follow `day`; `day` itself when count is 0.

        Saturdays and Sundays are off unless they are worked instead of another day.
        """
        known = dict(self.filter(day__gt=day).values_list("day", "is_worked"))
        while count > 0:
            day += timedelta(days=1)
            if known.get(day, day.weekday() < SATURDAY):
                count -= 1
        return day

    def working_days_between(self, first, last):
        """How many working days lie from `first` to `last`, both included."""
        known = dict(self.filter(day__range=(first, last)).values_list("day", "is_worked"))
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return sum(1 for day in days if known.get(day, day.weekday() < SATURDAY))


class Holiday(models.Model):
    """A public holiday, or a Saturday or Sunday worked instead of a day off."""

    day = models.DateField(
        "ngày", unique=True, error_messages={"unique": "Ngày này đã có trong danh sách."}
    )
    name = TextLine("nội dung", max_length=120)
    is_worked = models.BooleanField("là ngày làm bù", default=False)

    objects = HolidayQuerySet.as_manager()

    def __str__(self):
        return f"{self.name} ({self.day:%d/%m/%Y})"
