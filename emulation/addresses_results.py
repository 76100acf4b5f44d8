"""The addresses of results: ranking, its steps, result, notice, history."""

from django.urls import path

from emulation import actions, rights
from emulation.views import (
    analysis,
    cross_check,
    hearing,
    history,
    leaf_review,
    matrix,
    meetings,
    progress,
    publishing,
    ranking,
    votes,
)

PART = "ky/<str:p>/cum/<slug:c>"
VOTE = "hoi-nghi/<int:m>/bo-phieu/<slug:b>"
LEAF = "ky/<str:p>/tieu-chi/<int:k>/tham-dinh"

urlpatterns = [
    path("tham-dinh/", leaf_review.LeafWorkList.as_view(), name="verify-list"),
    path(f"{LEAF}/", leaf_review.VerifyLeaf.as_view(), name="verify"),
    path(f"{LEAF}/dong-y/", leaf_review.VerifyAgree.as_view(), name="verify-agree"),
    path(f"{LEAF}/dong/<int:d>/", leaf_review.LeafRow.as_view(), name="verify-row"),
    path(
        f"{LEAF}/minh-chung/<int:d>/tai/",
        leaf_review.LeafDocumentFile.as_view(),
        name="verify-file",
    ),
    path(
        f"{LEAF}/minh-chung/<int:d>/trang/<int:n>/",
        leaf_review.LeafDocumentPage.as_view(),
        name="verify-page",
    ),
    path(f"{PART}/kiem-tra-cheo/", cross_check.Board.as_view(), name="cross-check"),
    path(f"{PART}/kiem-tra-cheo/cap/", cross_check.Arrange.as_view(), name="cross-check-arrange"),
    path(f"{PART}/kiem-tra-cheo/dong/", cross_check.Close.as_view(), name="cross-check-close"),
    path("kiem-tra-cheo/<int:n>/", cross_check.Pair.as_view(), name="cross-check-pair"),
    path(
        "kiem-tra-cheo/<int:n>/minh-chung/<int:d>/tai/",
        cross_check.PairDocumentFile.as_view(),
        name="cross-check-file",
    ),
    path(
        "kiem-tra-cheo/<int:n>/minh-chung/<int:d>/trang/<int:page>/",
        cross_check.PairDocumentPage.as_view(),
        name="cross-check-page",
    ),
    path("ket-qua/", ranking.ResultList.as_view(), name="result-list"),
    path(f"{PART}/ket-qua/", ranking.Result.as_view(), name="result"),
    path(f"{PART}/xep-hang/", ranking.Ranking.as_view(), name="ranking"),
    path(
        f"{PART}/xep-hang/thong-bao-du-kien/",
        hearing.NotifyUnits.as_view(),
        name="ranking-notify",
    ),
    path(f"{PART}/tien-do/", progress.Progress.as_view(), name="progress"),
    path("tien-do/nhac/", progress.RemindAll.as_view(), name="remind-all"),
    path("tien-do/", progress.ProgressAll.as_view(), name="progress-all"),
    path("tong-quan/", progress.Overview.as_view(), name="overview"),
    path(f"{PART}/tong-hop/", matrix.MatrixPage.as_view(), name="matrix"),
    path("phieu/<int:pk>/tieu-chi/<str:number>/", matrix.MatrixCell.as_view(), name="matrix-cell"),
    path(f"{PART}/kien-nghi/", hearing.AppealList.as_view(), name="appeals"),
    path("kien-nghi/<int:n>/", hearing.AppealDetail.as_view(), name="appeal-detail"),
    path(
        "phieu/<int:pk>/dong/<int:rid>/kien-nghi/",
        hearing.AppealCreate.as_view(),
        name="appeal",
    ),
    path(
        "phieu/<int:pk>/phan/<slug:key>/kien-nghi/",
        hearing.AppealCreate.as_view(),
        name="appeal-part",
    ),
    path(
        "phieu/<int:pk>/du-kien/khong-kien-nghi/",
        hearing.ResultAccept.as_view(),
        name="notice-accept",
    ),
    path(
        f"{PART}/xep-hang/chot/",
        ranking.RankingClose.as_view(
            verb=actions.close_ranking, allowed=rights.may_close, done="Đã chốt xếp hạng."
        ),
        name="ranking-close",
    ),
    path(
        f"{PART}/xep-hang/cong-bo/",
        publishing.RankingPublish.as_view(),
        name="ranking-publish",
    ),
    path(f"{PART}/ban/<int:n>/", publishing.PublicationPage.as_view(), name="publication"),
    path(f"{PART}/phan-tich/", analysis.Analysis.as_view(), name="analysis"),
    path(f"{PART}/xep-hang/thu/", analysis.WhatIf.as_view(), name="what-if"),
    path("phieu/<int:pk>/cach-tinh/", analysis.Working.as_view(), name="working"),
    path("don-vi/<int:u>/ket-qua/", analysis.UnitResults.as_view(), name="unit-results"),
    path(
        f"{PART}/xep-hang/mo-lai/",
        ranking.RankingReopen.as_view(
            verb=actions.reopen_part, allowed=rights.may_reopen_part, done="Đã mở lại kỳ."
        ),
        name="ranking-reopen",
    ),
    path("phieu/<int:pk>/du-kien/", ranking.Notice.as_view(), name="notice"),
    path("hoi-nghi/", meetings.MeetingList.as_view(), name="meetings"),
    path("hoi-nghi/lap/", meetings.MeetingNew.as_view(), name="meeting-new"),
    path("hoi-nghi/<int:m>/", meetings.MeetingPage.as_view(), name="meeting"),
    path(f"{VOTE}/", votes.VotePage.as_view(), name="ballot"),
    path(f"{VOTE}/don-vi/", votes.VoteCandidates.as_view(), name="ballot-candidates"),
    path(f"{VOTE}/chot/", votes.VoteSettle.as_view(), name="ballot-settle"),
    path(f"{VOTE}/mo-lai/", votes.VoteReopen.as_view(), name="ballot-reopen"),
    path("phieu/<int:pk>/lich-su/", history.SheetHistory.as_view(), name="sheet-history"),
]
