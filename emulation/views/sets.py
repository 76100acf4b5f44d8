"""S31: what a set version changes, and what it would do to figures that are there already."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import DetailView

from clusters.access import RuledObjectMixin
from emulation.models import ClusterPeriod, CriteriaSet
from emulation.set_diff import set_changes
from emulation.try_set import try_set
from emulation.views.manage import ProvincePage


class SetCompare(RuledObjectMixin, DetailView):
    """What one version says otherwise than another: `?voi=`, else the version before."""

    model = CriteriaSet
    pk_url_kwarg = "v"
    template_name = "emulation/sets/compare.html"

    def get_context_data(self, **kwargs):
        seen = CriteriaSet.objects.visible_to(self.request.user).exclude(pk=self.object.pk)
        other = self.other(seen)
        changes = set_changes(other.plain, self.object.plain) if other else []
        return super().get_context_data(**kwargs) | {
            "others": seen.newest_first(),
            "other": other,
            "changes": changes,
        }

    def other(self, seen):
        key = self.request.GET.get("voi", "")
        if not key:
            return seen.before(self.object)
        if not (key.isascii() and key.isdigit() and len(key) < 10):
            raise Http404
        return get_object_or_404(seen, pk=int(key))


class SetTry(ProvincePage, DetailView):
    """Score an earlier period's figures with this set: who would move."""

    model = CriteriaSet
    pk_url_kwarg = "v"
    template_name = "emulation/sets/try.html"

    def get_context_data(self, **kwargs):
        tried = self.object
        return (
            super().get_context_data(**kwargs)
            | trial_on(self.request, tried.plain)
            | {
                "name": f"{tried.code}, bản {tried.version}",
                "back": reverse("criteria-set", args=[tried.pk]),
            }
        )


def trial_on(request, plain) -> dict:
    """The periods whose figures can be chosen (`?ky=`), the chosen one, what would come of it."""
    parts = ClusterPeriod.objects.standing().exclude(state="planned").newest_first()
    key = request.GET.get("ky", "")
    part = next((part for part in parts if str(part.pk) == key), None)
    if key and part is None:
        raise Http404
    return {"parts": parts, "part": part, "trial": try_set(plain, part) if part else None}
