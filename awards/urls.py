"""The addresses of award decisions."""

from django.urls import path

from awards import views

urlpatterns = [
    path("khen-thuong/quyet-dinh/", views.DecisionList.as_view(), name="decisions"),
    path("khen-thuong/quyet-dinh/nhap/", views.DecisionEnter.as_view(), name="decision-create"),
    path("khen-thuong/quyet-dinh/<int:pk>/", views.DecisionDetail.as_view(), name="decision"),
    path(
        "khen-thuong/quyet-dinh/<int:pk>/sua/",
        views.DecisionCorrect.as_view(),
        name="decision-edit",
    ),
    path("don-vi/<int:u>/khen-thuong/", views.UnitAwards.as_view(), name="unit-awards"),
]
