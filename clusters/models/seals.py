"""Seals of the audit trail: blocks of rows under a code whose key lies outside the database."""

from django.db import models


class Seal(models.Model):
    """One block of sealed rows, chained to the block before it.

    `rows` lists by table the keys of its rows, their fields and a code each (see `clusters.audit`);
    `code` covers all of it and the code before. `highest` is the highest key of each table that is
    sealed in this block or before; `is_complete`: everything until `until` is sealed with it.
    """

    number = models.PositiveIntegerField("khối", unique=True)
    at = models.DateTimeField("khóa lúc", auto_now_add=True)
    until = models.DateTimeField("khóa các dòng đến")
    is_complete = models.BooleanField("hết các dòng đến lúc đó", default=False)
    highest = models.JSONField()
    rows = models.JSONField()
    before = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"Khối {self.number}"
