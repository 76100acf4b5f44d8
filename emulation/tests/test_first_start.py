"""Without the demo: from the set-up page to an open period, on the management pages alone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Cluster, Unit, User
from emulation.models import ClusterPeriod, CriteriaSet, ScoreSheet, Target
from emulation.tests.factories import SMALL_SET

pytestmark = pytest.mark.django_db
PASSWORD = "mật-khẩu-dài-123"


def post(client, name, data, *args):
    """Post to a page of management and demand that it was taken."""
    answer = client.post(reverse(name, args=args), data)
    assert answer.status_code in (200, 302), answer.content.decode()[:2000]
    if answer.status_code == 200:
        assert "error-summary" not in answer.content.decode(), answer.content.decode()
    return answer


def set_up(client):
    names = {"province": "tỉnh Mẫu", "standing_body": "Ban Thi đua"}
    account = {"username": "quantri", "full_name": "Quản trị", "password": PASSWORD}
    post(client, "setup", names | account | {"again": PASSWORD})
    body = Unit.objects.get()
    for number in (1, 2):
        unit = {"kind": "commune", "full_name": f"Xã {number}", "short_name": f"Xã {number}"}
        post(client, "unit-create", unit | {"order": str(number)})
    cluster = {"code": "cum-1", "kind": "cluster", "name": "Cụm 1", "order": "1"}
    post(client, "cluster-create", cluster | {"lead_label": "Trưởng cụm", "deputy_label": "Phó"})
    for unit, role in zip(Unit.objects.filter(kind="commune"), ("lead", "member"), strict=True):
        member = {"unit": unit.pk, "year": "2026", "role": role, "active_from": "1/1/2020"}
        post(client, "membership-create", member, "cum-1")
    clerk = {"username": "tinh", "full_name": "Chuyên viên", "unit": body.pk, "duty": "officer"}
    post(client, "user-create", clerk | {"is_active": "on"})


def targets_of(name):
    return reverse("unit-targets", kwargs={"u": Unit.objects.get(short_name=name).pk, "y": 2026})


def give_a_target(client, kept):
    """One unit's figure: what is no number is refused, the right one kept; (unit, leaf)."""
    leaf, address = kept.criteria.get(number="1"), targets_of("Xã 2")
    page = client.post(address, {f"leaf-{leaf.pk}": "mười"}).content.decode()
    assert "Nhập số, ví dụ 87,5" in page
    assert not Target.objects.exists()
    client.post(address, {f"leaf-{leaf.pk}": "1.234,5", "document_number": "12/QĐ-UBND"})
    return Unit.objects.get(short_name="Xã 2"), leaf


def test_from_the_set_up_page_to_an_open_period(client, signed_in):
    set_up(client)
    client = signed_in(User.objects.get(username="tinh"))
    file = SimpleUploadedFile("set.json", json.dumps(SMALL_SET).encode())
    post(client, "criteria-import", {"file": file})
    kept = CriteriaSet.objects.get()
    post(client, "period-create", {"kind": "half", "year": "2026"})
    times = {
        "opens_at": "1/6/2026 8:00",
        "deadline": "10/7/2096 17:00",
        "closes_at": "20/7/2096 17:00",
        "late_policy": "accept",
        "hearing_days": "3",
    }
    part = {"cluster": Cluster.objects.get().pk, "criteria_set": kept.pk} | times
    post(client, "part-create", part, "2026-H1")
    unit, leaf = give_a_target(client, kept)
    opened = ClusterPeriod.objects.get()
    check = client.get(reverse("period-open", args=[opened.pk])).content.decode()
    assert "Xã 1: thiếu 1/1 kế hoạch" in check
    client.post(reverse("period-open", args=[opened.pk]))
    assert not ScoreSheet.objects.exists()
    post(client, "period-verifiers", {"rest": "1"}, opened.pk)
    client.post(targets_of("Xã 1"), {f"none-{leaf.pk}": "Chưa thành lập"})
    post(client, "period-open", {}, opened.pk)
    assert ScoreSheet.objects.count() == 2
    kept.refresh_from_db()
    assert kept.state == "applied"
    entry = ScoreSheet.objects.get(unit=unit).entries.get(leaf=leaf)
    assert str(entry.target.normalize()) == "1234.5"


FAULTY = [
    ("period-create", {"kind": "half", "year": "20"}, "Nhập năm từ 1945"),
    ("period-create", {"kind": "tuần", "year": "2026"}, "Chọn một mục trong danh sách"),
    ("period-create", {"kind": "half", "year": "2026", "ends_on": "1/1/2020"}, "Ngày kết thúc"),
    ("criteria-import", {}, "Chọn tệp bộ tiêu chí"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), FAULTY)
def test_faulty_input_is_said_and_not_written(signed_in, name, data, sentence):
    from clusters.tests.factories import UserFactory
    from emulation.models import Period

    client = signed_in(UserFactory(provincial=True))
    assert sentence in client.post(reverse(name), data).content.decode()
    assert not Period.objects.exists()


@pytest.mark.parametrize("content", [b"\0", b"{}", b"PK\x03\x04", b"\xff" * 50, b"[" * 9999])
def test_a_faulty_set_file_lists_its_faults_and_writes_nothing(signed_in, content):
    from clusters.tests.factories import UserFactory

    client = signed_in(UserFactory(provincial=True))
    file = SimpleUploadedFile("set.json", content)
    page = client.post(reverse("criteria-import"), {"file": file}).content.decode()
    assert "error-summary" in page
    assert not CriteriaSet.objects.exists()


def test_a_period_of_a_cluster_needs_times_in_order(signed_in):
    from clusters.tests.factories import ClusterFactory, UserFactory
    from emulation.tests.factories import PeriodFactory, small_set

    period = PeriodFactory()
    client = signed_in(UserFactory(provincial=True))
    data = {"cluster": ClusterFactory().pk, "criteria_set": small_set().pk}
    data |= {"opens_at": "2/1/2020 8:00", "deadline": "1/1/2020 8:00", "closes_at": "1/1/2019 8:00"}
    page = client.post(reverse("part-create", args=[period.code]), data).content.decode()
    assert "Hạn nộp phải sau thời điểm mở" in page
    assert "Thời điểm ngừng nhận phải từ hạn nộp trở đi" in page
    assert not ClusterPeriod.objects.exists()
