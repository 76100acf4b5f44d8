"""The addresses of accounts, the desk, clusters and management."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from clusters.forms import manage as forms
from clusters.intake import accounts as account_list
from clusters.intake import units as unit_list
from clusters.models import Cluster, Holiday, Unit
from clusters.rights import may_manage_accounts, may_manage_units
from clusters.views import (
    accounts,
    audit,
    desk,
    holidays,
    imports,
    mails,
    manage,
    notices,
    search,
    session,
)

RecordEdit = manage.RecordEdit

urlpatterns = [
    path("", desk.MyWork.as_view(), name="my-work"),
    path("tim-kiem/", search.Search.as_view(), name="search"),
    path("thong-bao/", notices.NoticeList.as_view(), name="notifications"),
    path("thong-bao/<int:pk>/mo/", notices.NoticeOpen.as_view(), name="notice-open"),
    path("dang-nhap/", session.Login.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("phien/", session.keep, name="session-keep"),
    path("mat-khau/", session.Password.as_view(), name="password"),
    path("thiet-lap/", session.Setup.as_view(), name="setup"),
    path("cum/<slug:c>/", manage.ClusterDetail.as_view(), name="cluster"),
    path("quan-tri/", manage.Manage.as_view(), name="manage"),
    path("quan-tri/don-vi/", manage.UnitList.as_view(), name="units-admin"),
    path(
        "quan-tri/don-vi/them/",
        RecordEdit.as_view(model=Unit, form_class=forms.UnitForm, title="Thêm đơn vị"),
        name="unit-create",
    ),
    path(
        "quan-tri/don-vi/<int:pk>/",
        RecordEdit.as_view(model=Unit, form_class=forms.UnitForm, title="Sửa đơn vị"),
        name="unit-edit",
    ),
    path(
        "quan-tri/don-vi/sap-nhap/",
        manage.SuccessionCreate.as_view(),
        name="succession-create",
    ),
    path(
        "quan-tri/cum/them/",
        RecordEdit.as_view(model=Cluster, form_class=forms.ClusterForm, title="Thêm cụm, khối"),
        name="cluster-create",
    ),
    path(
        "quan-tri/cum/<int:pk>/",
        RecordEdit.as_view(model=Cluster, form_class=forms.ClusterForm, title="Sửa cụm, khối"),
        name="cluster-edit",
    ),
    path("cum/<slug:c>/theo-doi/", manage.ClusterTake.as_view(), name="cluster-take"),
    path("quan-tri/cum/<slug:c>/them-don-vi/", manage.MembersAdd.as_view(), name="members-add"),
    path("quan-tri/don-vi/nhap/", imports.UnitImport.as_view(), name="units-import"),
    path(
        "quan-tri/don-vi/tep/",
        imports.ListFile.as_view(what=unit_list, rule=may_manage_units),
        name="units-file",
    ),
    path(
        "quan-tri/cum/<slug:c>/thanh-vien/",
        manage.MembershipEdit.as_view(),
        name="membership-create",
    ),
    path(
        "quan-tri/cum/<slug:c>/thanh-vien/<int:pk>/",
        manage.MembershipEdit.as_view(),
        name="membership-edit",
    ),
    path("quan-tri/tai-khoan/", accounts.AccountList.as_view(), name="users-admin"),
    path("quan-tri/tai-khoan/them/", accounts.AccountEdit.as_view(), name="user-create"),
    path("quan-tri/tai-khoan/nhap/", imports.AccountImport.as_view(), name="users-import"),
    path(
        "quan-tri/tai-khoan/tep/",
        imports.ListFile.as_view(what=account_list, rule=may_manage_accounts),
        name="users-file",
    ),
    path("quan-tri/tai-khoan/dong/", accounts.AccountClose.as_view(), name="users-close"),
    path("quan-tri/tai-khoan/dat-lai/", accounts.AccountReset.as_view(), name="users-reset"),
    path("quan-tri/tai-khoan/<int:pk>/", accounts.AccountEdit.as_view(), name="user-edit"),
    path(
        "quan-tri/tai-khoan/<int:pk>/mo-lai/", accounts.AccountReopen.as_view(), name="user-reopen"
    ),
    path(
        "quan-tri/tai-khoan/<int:pk>/ban-giao/",
        accounts.AccountHandOver.as_view(),
        name="user-hand-over",
    ),
    path("quan-tri/nhat-ky/", audit.Audit.as_view(), name="audit"),
    path("quan-tri/nhat-ky/tep/", audit.AuditFile.as_view(), name="audit-file"),
    path("quan-tri/thu/", mails.MailList.as_view(), name="mails"),
    path("quan-tri/thu/<int:pk>/gui-lai/", mails.MailRetry.as_view(), name="mail-retry"),
    path("quan-tri/ngay-nghi/", holidays.HolidayList.as_view(), name="holidays"),
    path(
        "quan-tri/ngay-nghi/them/",
        RecordEdit.as_view(
            model=Holiday, form_class=forms.HolidayForm, leads_to="holidays", title="Thêm ngày"
        ),
        name="holiday-create",
    ),
    path(
        "quan-tri/ngay-nghi/<int:pk>/xoa/", holidays.HolidayRemove.as_view(), name="holiday-remove"
    ),
    path("quan-tri/thiet-lap/", manage.Settings.as_view(), name="settings"),
    path("quan-tri/thiet-lap/ten-goi/", manage.ProvinceEdit.as_view(), name="province-edit"),
    path(
        "quan-tri/thiet-lap/the-thuc/<str:owner>/<int:pk>/",
        manage.IssuerEdit.as_view(),
        name="issuer-edit",
    ),
]
