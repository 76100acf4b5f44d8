"""The addresses of criteria sets, periods and targets."""

from django.urls import path

import clusters.converters  # noqa: F401  registers <year:…>
from emulation.views import (
    manage,
    period_papers,
    periods,
    set_drafts,
    sets,
    target_grid,
    target_proposals,
    targets,
)

DRAFT = "quan-tri/bo-tieu-chi/soan/<int:n>"

urlpatterns = [
    path("bo-tieu-chi/", manage.SetList.as_view(), name="criteria-sets"),
    path("bo-tieu-chi/<int:v>/", manage.SetDetail.as_view(), name="criteria-set"),
    path("bo-tieu-chi/<int:v>/tep/", manage.SetFile.as_view(), name="criteria-set-file"),
    path("bo-tieu-chi/<int:v>/so-sanh/", sets.SetCompare.as_view(), name="criteria-compare"),
    path("quan-tri/bo-tieu-chi/<int:v>/thu/", sets.SetTry.as_view(), name="criteria-try"),
    path("bo-tieu-chi/<int:v>/excel/", set_drafts.SetBook.as_view(), name="criteria-set-book"),
    path("quan-tri/bo-tieu-chi/soan/", set_drafts.DraftBegin.as_view(), name="criteria-begin"),
    path(f"{DRAFT}/", set_drafts.Draft.as_view(), name="criteria-draft"),
    path(f"{DRAFT}/viec/", set_drafts.DraftAct.as_view(), name="criteria-draft-act"),
    path(f"{DRAFT}/thu/", set_drafts.DraftTry.as_view(), name="criteria-draft-try"),
    path(f"{DRAFT}/tep/", set_drafts.DraftFile.as_view(), name="criteria-draft-file"),
    path(f"{DRAFT}/muc/<str:path>/", set_drafts.DraftNode.as_view(), name="criteria-draft-node"),
    path(
        f"{DRAFT}/them/<str:path>/",
        set_drafts.DraftNode.as_view(adds=True),
        name="criteria-draft-add",
    ),
    path("quan-tri/bo-tieu-chi/nhap/", manage.SetImport.as_view(), name="criteria-import"),
    path("quan-tri/bo-tieu-chi/<int:v>/ap-dung/", manage.SetApply.as_view(), name="criteria-apply"),
    path("quan-tri/bo-tieu-chi/<int:v>/khoa/", manage.SetClose.as_view(), name="criteria-close"),
    path("quan-tri/ky/", periods.PeriodAdmin.as_view(), name="period-admin"),
    path("quan-tri/ky/them/", periods.PeriodCreate.as_view(), name="period-create"),
    path("quan-tri/ky/<str:p>/", periods.PeriodSetup.as_view(), name="period-setup"),
    path("quan-tri/ky/<str:p>/sao-chep/", periods.PeriodCopy.as_view(), name="period-copy"),
    path("quan-tri/ky/<str:p>/cum/", periods.PartEdit.as_view(), name="part-create"),
    path("quan-tri/ky/<str:p>/cum/<int:pk>/", periods.PartEdit.as_view(), name="part-edit"),
    path("quan-tri/ky/mo/<int:pk>/", periods.PartOpen.as_view(), name="period-open"),
    path(
        "quan-tri/ky/tham-dinh/<int:pk>/",
        periods.PartVerifiers.as_view(),
        name="period-verifiers",
    ),
    path("quan-tri/ky/huy/<int:pk>/", periods.PartCancel.as_view(), name="period-cancel"),
    path("ky/<str:p>/van-ban/", period_papers.PeriodPapers.as_view(), name="period-papers"),
    path(
        "ky/<str:p>/van-ban/<int:n>/tai/",
        period_papers.PaperFile.as_view(),
        name="period-paper-file",
    ),
    path(
        "ky/<str:p>/van-ban/<int:n>/rut/",
        period_papers.PaperWithdraw.as_view(),
        name="period-paper-withdraw",
    ),
    path("chi-tieu/de-nghi/", target_proposals.ProposalList.as_view(), name="target-proposals"),
    path(
        "chi-tieu/de-nghi/<int:n>/",
        target_proposals.ProposalDetail.as_view(),
        name="target-proposal",
    ),
    path("chi-tieu/<year:y>/ky/<int:pk>/", target_grid.TargetGrid.as_view(), name="target-grid"),
    path(
        "chi-tieu/<year:y>/ky/<int:pk>/mau/", target_grid.TargetBook.as_view(), name="target-book"
    ),
    path(
        "chi-tieu/<year:y>/ky/<int:pk>/nhap/",
        target_grid.TargetImport.as_view(),
        name="target-import",
    ),
    path(
        "don-vi/<int:u>/chi-tieu/<year:y>/<int:k>/de-nghi/",
        target_proposals.ProposalCreate.as_view(),
        name="target-propose",
    ),
    path("chi-tieu/<year:y>/", targets.Targets.as_view(), name="targets"),
    path("don-vi/<int:u>/chi-tieu/<year:y>/", targets.UnitTargets.as_view(), name="unit-targets"),
]
