"""S52: the report that was signed elsewhere: brought back, handed out again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from clusters import files
from clusters.downloads import attachment
from emulation.views.evidence import LARGEST_REQUEST
from reports import rights, signing
from reports.forms import ReportForm, SignedReportForm
from reports.views.reports import ReportDoor, ReportEdit


class ReportSigned(ReportEdit):
    """Take the signed PDF back; a file that is not taken is said on the report's own page."""

    rule = staticmethod(rights.may_bring_signed)
    largest_body = LARGEST_REQUEST

    def get(self, request, r):
        # where a sign-in that came between leads back to
        return redirect(self.get_object())

    def post(self, request, r):
        report = self.get_object()
        form = SignedReportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                copy = signing.take_signed(
                    report=report, upload=form.cleaned_data["file"], by=request.user
                )
            except files.FileFault as fault:
                form.add_error("file", str(fault))
        if not form.is_valid():
            return self.show(report, ReportForm(report=report), signed_form=form)
        say = messages.warning if copy.differs else messages.success
        say(request, f"Đã nhận bản đã ký. {copy.get_agreement_display()}.")
        return redirect(report)


class SignedReportFile(ReportDoor, View):
    """The signed report as it came back."""

    def get(self, request, r, s):
        copy = get_object_or_404(self.get_object().signed, pk=s)
        return attachment(copy.file, copy.name, copy.extension)
