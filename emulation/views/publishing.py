"""Publishing: what units will see, a typed word, then a version that is never changed."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from clusters.fields import BlockField, LineField
from clusters.forms.base import crispy
from clusters.text import search_key
from emulation import actions, rights
from emulation.models import ClusterPeriod
from emulation.views.ranking import PartForm
from emulation.workflow import Refused

WORD = "công bố"


class PublishForm(forms.Form):
    """The word that shows that nobody pressed by accident; from the second version a reason."""

    word = LineField(
        label=f"Gõ “{WORD}” để xác nhận", max_length=20, help_text="Không cần dấu, không cần hoa."
    )

    def __init__(self, *args, asks_reason, reason, **kwargs):
        super().__init__(*args, **kwargs)
        if asks_reason:
            self.fields["reason"] = BlockField(
                label="Lý do công bố lại", max_length=1000, rows=2, initial=reason
            )
        self.helper = crispy("Công bố kết quả")

    def clean_word(self):
        if search_key(self.cleaned_data["word"]) != search_key(WORD):
            raise forms.ValidationError(f"Gõ đúng chữ “{WORD}”.")
        return self.cleaned_data["word"]


class RankingPublish(PartForm):
    """The preview is the result page's own table; publishing is a step of its own."""

    allowed = staticmethod(rights.may_publish)
    template_name = "emulation/results/publish.html"
    form_class = PublishForm

    def get_form_kwargs(self):
        part = self.object
        last = part.steps.filter(to_state=part.State.OPEN).exclude(note="").last()
        return super().get_form_kwargs() | {
            "asks_reason": part.publications.exists(),
            "reason": last.note if last else "",
        }

    def form_valid(self, form):
        part = self.object
        reason = form.cleaned_data.get("reason", "")
        try:
            made = actions.publish(part=part, by=self.request.user, reason=reason)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"Đã công bố kết quả, bản số {made.version}.")
        return redirect("ranking", part.period.code, part.cluster.code)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "part": self.object,
            "placings": self.object.placings.in_rank_order(),
            "version": self.object.publications.count() + 1,
        }


class PublicationPage(View):
    """One version as it was published; open to whoever reads the period's result."""

    def get(self, request, p, c, n):
        seen = ClusterPeriod.objects.visible_to(request.user).with_names()
        part = get_object_or_404(seen, period__code=p, cluster__code=c)
        publication = part.publications.select_related("by__unit").filter(version=n).first()
        open_now = part.state == part.State.PUBLISHED
        if publication is None or not (open_now or rights.may_see_ranking(request.user, part)):
            raise Http404
        context = {"part": part, "publication": publication, "content": publication.content}
        return render(request, "emulation/results/publication.html", context)
