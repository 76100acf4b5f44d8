"""The addresses of award decisions."""

from django.urls import path

from awards.views import decisions, nominations

urlpatterns = [
    path("khen-thuong/quyet-dinh/", decisions.DecisionList.as_view(), name="decisions"),
    path("khen-thuong/quyet-dinh/nhap/", decisions.DecisionEnter.as_view(), name="decision-create"),
    path("khen-thuong/quyet-dinh/<int:pk>/", decisions.DecisionDetail.as_view(), name="decision"),
    path(
        "khen-thuong/quyet-dinh/<int:pk>/sua/",
        decisions.DecisionCorrect.as_view(),
        name="decision-edit",
    ),
    path("ky/<str:p>/so-luong-de-nghi/", nominations.QuotaGrid.as_view(), name="quotas"),
    path("ky/<str:p>/cum/<slug:c>/de-nghi/", nominations.Nominations.as_view(), name="nominations"),
    path("don-vi/<int:u>/khen-thuong/", decisions.UnitAwards.as_view(), name="unit-awards"),
]
