"""The addresses of reports."""

from django.urls import path

from reports.views import checks, jobs, kits, papers, reports, signed

urlpatterns = [
    path("bao-cao/", jobs.ReportList.as_view(), name="report-jobs"),
    path("bao-cao/<int:r>/", reports.ReportEdit.as_view(), name="report-edit"),
    path("bao-cao/<int:r>/tien-do/", reports.ReportProgress.as_view(), name="report-progress"),
    path("bao-cao/<int:r>/dong/", jobs.ReportRow.as_view(), name="report-row"),
    path("bao-cao/<int:r>/xoa/", reports.ReportDiscard.as_view(), name="report-discard"),
    path("bao-cao/<int:r>/ban-moi/", reports.ReportRenew.as_view(), name="report-renew"),
    path("bao-cao/<int:r>/luu/", reports.ReportText.as_view(), name="report-text"),
    path("bao-cao/<int:r>/huy/", reports.ReportCancel.as_view(), name="report-cancel"),
    path("bao-cao/<int:r>/thu-lai/", reports.ReportRetry.as_view(), name="report-retry"),
    path("bao-cao/<int:r>/phat-hanh/", reports.ReportIssue.as_view(), name="report-issue"),
    path("bao-cao/<int:r>/da-ky/", signed.ReportSigned.as_view(), name="report-signed"),
    path(
        "bao-cao/<int:r>/da-ky/<int:s>/",
        signed.SignedReportFile.as_view(),
        name="report-signed-file",
    ),
    path("bao-cao/<int:r>/xem/", reports.ReportPreview.as_view(), name="report-preview"),
    path("bao-cao/<int:r>/tai/", reports.ReportFile.as_view(), name="report-file"),
    path(
        "bao-cao/<int:r>/tai/docx/",
        reports.ReportFile.as_view(),
        {"extension": "docx"},
        name="report-word",
    ),
    path(
        "bao-cao/<int:r>/tai/xlsx/",
        reports.ReportFile.as_view(),
        {"extension": "xlsx"},
        name="report-book",
    ),
    path("hoi-nghi/<int:m>/tai-lieu/", kits.KitPage.as_view(), name="meeting-kit"),
    path(
        "hoi-nghi/<int:m>/tai-lieu/<int:n>/tien-do/",
        kits.KitProgress.as_view(),
        name="kit-progress",
    ),
    path("hoi-nghi/<int:m>/tai-lieu/<int:n>/dong/", jobs.KitRow.as_view(), name="kit-row"),
    path("hoi-nghi/<int:m>/tai-lieu/<int:n>/huy/", kits.KitCancel.as_view(), name="kit-cancel"),
    path("hoi-nghi/<int:m>/tai-lieu/<int:n>/thu-lai/", kits.KitRetry.as_view(), name="kit-retry"),
    path("hoi-nghi/<int:m>/tai-lieu/tep/<int:f>/", kits.KitDownload.as_view(), name="kit-file"),
    path("v/", checks.PaperLookup.as_view(), name="paper-lookup"),
    path("v/<str:code>/", checks.PaperCheck.as_view(), name="paper-check"),
    path("phieu/<int:pk>/trinh-ky/", papers.SheetPapers.as_view(), name="sheet-print"),
    path(
        "phieu/<int:pk>/trinh-ky/<int:n>/tien-do/",
        papers.PrintProgress.as_view(),
        name="print-progress",
    ),
    path("phieu/<int:pk>/trinh-ky/tep/<int:f>/", papers.PrintDownload.as_view(), name="print-file"),
    path(
        "phieu/<int:pk>/trinh-ky/da-ky/<int:s>/",
        papers.SignedDownload.as_view(),
        name="signed-file",
    ),
    path(
        "phieu/<int:pk>/bien-nhan/<int:n>/in/", papers.ReceiptPaper.as_view(), name="receipt-paper"
    ),
    path(
        "phieu/<int:pk>/de-nghi-so-lieu/<int:n>/in/",
        papers.RequestPaper.as_view(),
        name="request-paper",
    ),
]
