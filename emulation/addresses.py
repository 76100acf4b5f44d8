"""The addresses of score sheets. Each button's address names its verb and its right."""

from django.urls import path

from emulation import rights
from emulation.forms.returns import ReopenForm
from emulation.models import ScoreSheet
from emulation.views import evidence, requests, review, rows, sheets, workbook

urlpatterns = [
    path("phieu/", sheets.SheetList.as_view(), name="sheet-list"),
    path("phieu/<int:pk>/", sheets.SheetEdit.as_view(), name="sheet-edit"),
    path("phieu/<int:pk>/dong/<int:rid>/", rows.SheetRow.as_view(), name="sheet-row-save"),
    path("phieu/<int:pk>/phan/<slug:key>/", rows.SheetPart.as_view(), name="sheet-part-save"),
    path(
        "phieu/<int:pk>/dong/<int:rid>/minh-chung/",
        evidence.RowEvidence.as_view(),
        name="evidence",
    ),
    path(
        "phieu/<int:pk>/phan/<slug:key>/minh-chung/",
        evidence.RowEvidence.as_view(),
        name="evidence-part",
    ),
    path("phieu/<int:pk>/minh-chung/<int:d>/", evidence.DocumentFacts.as_view(), name="document"),
    path(
        "phieu/<int:pk>/minh-chung/<int:d>/tai/",
        evidence.DocumentFile.as_view(),
        name="document-file",
    ),
    path(
        "phieu/<int:pk>/minh-chung/<int:d>/trang/<int:n>/",
        evidence.DocumentPage.as_view(),
        name="document-page",
    ),
    path("phieu/<int:pk>/de-nghi-so-lieu/", requests.DataRequests.as_view(), name="data-request"),
    path(
        "phieu/<int:pk>/de-nghi-so-lieu/<int:n>/thu-hoi/",
        requests.DataRequestRevoke.as_view(),
        name="data-request-revoke",
    ),
    path(
        "phieu/<int:pk>/so-lieu/<int:f>/",
        requests.ProposalDecide.as_view(),
        name="proposal-decide",
    ),
    path("so-lieu/<str:token>/", requests.GuestFigures.as_view(), name="data-request-guest"),
    path("phieu/<int:pk>/excel/", workbook.WorkbookImport.as_view(), name="workbook-import"),
    path("phieu/<int:pk>/excel/mau/", workbook.WorkbookFile.as_view(), name="workbook"),
    path("phieu/<int:pk>/hien-dien/", rows.SheetPresence.as_view(), name="sheet-presence"),
    path("phieu/<int:pk>/kiem-tra/", sheets.SheetCheck.as_view(), name="sheet-check"),
    path("phieu/<int:pk>/bien-nhan/", sheets.SheetReceipt.as_view(), name="sheet-receipt"),
    path("phieu/<int:pk>/xem-xet/", review.SheetReview.as_view(), name="sheet-review"),
    path("phieu/<int:pk>/nhap-ho/", review.SheetBehalf.as_view(), name="sheet-behalf"),
    path("phieu/<int:pk>/gia-han/", review.SheetExtend.as_view(), name="sheet-extend"),
    path("phieu/<int:pk>/dong-y/", review.SheetAgree.as_view(), name="sheet-agree"),
    path("phieu/<int:pk>/nop/", sheets.SheetSubmit.as_view(), name="sheet-submit"),
    path(
        "phieu/<int:pk>/trinh/",
        sheets.SheetMove.as_view(
            verb=ScoreSheet.sign_off,
            rule=rights.may_sign_off,
            done="Đã trình lãnh đạo đơn vị duyệt.",
            on_refusal="sheet-check",
        ),
        name="sheet-sign-off",
    ),
    path(
        "phieu/<int:pk>/chuyen-lai/",
        sheets.SheetMove.as_view(
            verb=ScoreSheet.hand_back,
            rule=rights.may_hand_back,
            done="Đã chuyển lại cho cán bộ để sửa.",
        ),
        name="sheet-hand-back",
    ),
    path(
        "phieu/<int:pk>/ban-giao/",
        sheets.SheetHandOver.as_view(
            verb=ScoreSheet.hand_over, rule=rights.may_edit, done="Đã ghi nội dung bàn giao."
        ),
        name="sheet-hand-over",
    ),
    path(
        "phieu/<int:pk>/rut-lai/",
        sheets.SheetMove.as_view(
            verb=ScoreSheet.recall, rule=rights.may_recall, done="Đã rút lại bảng tự chấm để sửa."
        ),
        name="sheet-recall",
    ),
    path(
        "phieu/<int:pk>/thong-nhat/",
        sheets.SheetMove.as_view(
            verb=ScoreSheet.confirm,
            rule=rights.may_confirm,
            done="Đã thống nhất bảng tự chấm.",
            leads_to="sheet-review",
            on_refusal="sheet-review",
        ),
        name="sheet-confirm",
    ),
    path(
        "phieu/<int:pk>/duyet/",
        sheets.SheetMove.as_view(
            verb=ScoreSheet.approve,
            rule=rights.may_approve,
            done="Đã duyệt điểm thẩm định.",
            leads_to="sheet-review",
            on_refusal="sheet-review",
        ),
        name="sheet-approve",
    ),
    path(
        "phieu/<int:pk>/tra-lai/",
        review.SheetSendBack.as_view(verb=ScoreSheet.send_back, rule=rights.may_send_back),
        name="sheet-return",
    ),
    path(
        "phieu/<int:pk>/mo-lai/",
        review.SheetSendBack.as_view(
            verb=ScoreSheet.reopen, rule=rights.may_reopen, form_class=ReopenForm, prefix="r"
        ),
        name="sheet-reopen",
    ),
]
