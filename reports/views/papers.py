"""S14: the papers a chairman signs: made, handed out, taken back signed; receipts on paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from clusters import files
from clusters.access import require
from clusters.downloads import attachment
from clusters.models import Issuer
from emulation import moments, signed
from emulation.forms.signed import SignedForm
from emulation.rights import may_bring_signed
from emulation.views.evidence import LARGEST_REQUEST
from emulation.views.sheets import SheetDoor, sheet_facts
from reports import rights
from reports.models import JobState, PrintFile, SheetPrint
from reports.printing import TITLES
from reports.views.reports import PATIENCE_SECONDS, STOP_POLLING


class PaperDoor(SheetDoor, SingleObjectMixin):
    """A sheet whose papers this person may see; else 404."""

    def get_object(self, queryset=None):
        sheet = super().get_object(queryset)
        if not rights.may_see_prints(self.request.user, sheet):
            raise Http404
        return sheet

    def prints(self, sheet):
        return SheetPrint.objects.filter(sheet=sheet)


class SheetPapers(PaperDoor, View):
    """The three papers: ask for them, fetch them, see what changed since, bring the signed one."""

    largest_body = LARGEST_REQUEST

    def get(self, request, pk):
        return self.show(self.get_object(), SignedForm())

    def post(self, request, pk):
        sheet = self.get_object()
        if "signed" in request.POST:
            return self.take_signed(sheet)
        require(rights.may_print, request.user, sheet)
        SheetPrint.request(sheet, by=request.user)
        return redirect("sheet-print", pk)

    def take_signed(self, sheet):
        require(may_bring_signed, self.request.user, sheet)
        form = SignedForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            try:
                signed.take_signed(
                    sheet=sheet, upload=form.cleaned_data["file"], by=self.request.user
                )
            except files.FileFault as fault:
                form.add_error("file", str(fault))
        if not form.is_valid():
            return self.show(sheet, form)
        messages.success(self.request, "Đã nhận bản đã ký.")
        return redirect("sheet-print", sheet.pk)

    def show(self, sheet, form):
        issuer = Issuer.objects.filter(unit=sheet.unit_id).first()
        listed = list(self.prints(sheet).filter(kind=SheetPrint.Kind.SIGN_OFF).for_list()[:20])
        done = next((p for p in listed if p.state == JobState.READY), None)
        user = self.request.user
        context = {
            "sheet": sheet,
            "prints": listed,
            "latest": listed[0] if listed else None,
            "polls": bool(listed and listed[0].is_under_way),
            "titles": TITLES,
            "changed": self.changed_since(sheet, done),
            "missing": issuer.missing if issuer else ["thể thức văn bản của đơn vị"],
            "may_print": rights.may_print(user, sheet),
            "may_bring_signed": may_bring_signed(user, sheet),
            "form": form,
            "copies": list(sheet.signed_copies.select_related("uploaded_by"))[::-1],
            **sheet_facts(self.request.user, sheet, []),
        }
        return render(self.request, "reports/papers.html", context)

    def changed_since(self, sheet, done):
        """What the unit changed after the last finished print."""
        if done is None:
            return []
        return moments.differences(sheet, done.figures_at, fields=moments.OWN_FIELDS)


class PrintProgress(PaperDoor, View):
    """The partial that asks again each second until the files are there or hope is lost."""

    def get(self, request, pk, n):
        sheet = self.get_object()
        wanted = get_object_or_404(self.prints(sheet).for_list(), pk=n)
        polls = wanted.is_under_way and wanted.seconds_waited < PATIENCE_SECONDS
        context = {"latest": wanted, "polls": polls, "titles": TITLES, "sheet": sheet}
        status = 200 if polls else STOP_POLLING
        return render(request, "reports/_print.html", context, status=status)


class PrintDownload(PaperDoor, View):
    """One paper in one form."""

    def get(self, request, pk, f):
        mine = PrintFile.objects.filter(print__in=self.prints(self.get_object()))
        kept = get_object_or_404(mine, pk=f)
        return attachment(kept.file, kept.name, kept.extension)


class SignedDownload(PaperDoor, View):
    """The signed paper as it was taken back."""

    def get(self, request, pk, s):
        copy = get_object_or_404(self.get_object().signed_copies, pk=s)
        return attachment(copy.file, copy.name, copy.extension)


class OnePaper(PaperDoor, View):
    """A paper that is made by the worker at the first asking, then kept. Subclasses name it."""

    title = ""

    def subject(self, sheet, n):
        """The keyword and record that the paper is about."""
        raise NotImplementedError

    def get(self, request, pk, n):
        sheet = self.get_object()
        about = self.subject(sheet, n)
        wanted = self.prints(sheet).filter(**about).for_list().first()
        context = {
            "sheet": sheet,
            "title": f"{self.title} {next(iter(about.values()))}",
            "latest": wanted,
            "polls": bool(wanted and wanted.is_under_way),
            "titles": TITLES,
        }
        return render(request, "reports/one_paper.html", context)

    def post(self, request, pk, n):
        sheet = self.get_object()
        about = self.subject(sheet, n)
        require(rights.may_print, request.user, sheet)
        SheetPrint.request(sheet, by=request.user, **about)
        return redirect(request.path)


class ReceiptPaper(OnePaper):
    title = "Biên nhận"

    def subject(self, sheet, n):
        return {"receipt": get_object_or_404(sheet.receipts.select_related("part__period"), pk=n)}


class RequestPaper(OnePaper):
    def subject(self, sheet, n):
        return {"data_request": get_object_or_404(sheet.data_requests, pk=n)}
