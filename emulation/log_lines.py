"""The steps of sheets and of clusters' periods as lines of the audit page."""

from django.db.models import Q

from clusters.audit_log import LogLine, Source
from emulation.models import ClusterPeriod, ClusterPeriodStep, ScoreSheet, SheetStep


def _sheet_steps():
    steps = SheetStep.objects.select_related("by__unit", "sheet__unit")
    return steps.select_related("sheet__cluster_period__period").order_by("-pk")


def _part_steps():
    steps = ClusterPeriodStep.objects.select_related("by__unit", "cluster_period__cluster")
    return steps.select_related("cluster_period__period").order_by("-pk")


def _line(step, name, states):
    labels = dict(states.choices)
    before, after = labels[step.from_state], labels[step.to_state]
    return LogLine(step.at, step.by, "", name, "trạng thái", before, after, step.note)


SOURCES = (
    Source(
        key="buoc",
        label="Bước của bảng điểm",
        rows=_sheet_steps,
        words=lambda words: Q(sheet__unit__full_name__icontains=words) | Q(note__icontains=words),
        line=lambda step: _line(step, str(step.sheet), ScoreSheet.State),
    ),
    Source(
        key="buoc-ky",
        label="Bước của kỳ",
        rows=_part_steps,
        words=lambda words: (
            Q(cluster_period__cluster__name__icontains=words) | Q(note__icontains=words)
        ),
        line=lambda step: _line(step, str(step.cluster_period), ClusterPeriod.State),
    ),
)
