"""Results of a past period from a file: all of it or nothing, every fault named."""

import pytest
from django.core.management import call_command

from clusters.models import Change, Mail
from clusters.tests.factories import ClusterFactory, MembershipFactory, UnitFactory, UserFactory
from emulation.models import ClusterPeriod, Period, Placing, ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, PeriodFactory, small_set

pytestmark = pytest.mark.django_db

HEAD = "unit,criterion,target,actual,points,level,count,note\n"
BODY = """Huyện An,1,1000,1000,,,,
Huyện An,2,,,30,,,
Huyện An,3,100,100,,,,
Huyện An,T1,,,,,2,
Huyện Bình,1,1000,900,,,,
Huyện Bình,2,,,30,,,
Huyện Bình,3,100,50,,,,
"""


@pytest.fixture
def cluster():
    small_set()
    cluster = ClusterFactory(code="bk")
    for name in ("An", "Bình"):
        unit = UnitFactory(full_name=f"Huyện {name}", short_name=name)
        MembershipFactory(cluster=cluster, unit=unit)
    UserFactory(provincial=True, username="tinh", email="tinh@example.vn")
    return cluster


@pytest.fixture
def bring(tmp_path):
    """`bring(text, *words)` runs the command on a file of that text."""

    def run(text, *words):
        file = tmp_path / "kq.csv"
        file.write_text(HEAD + text, encoding="utf-8")
        call_command("import_results", *words or ["2020-Y"], str(file))

    return run


def refused(capsys, act, *args):
    """What a refused command says; and that it wrote nothing."""
    with pytest.raises(SystemExit) as end:
        act(*args)
    assert end.value.code == 1
    assert not ScoreSheet.objects.exists()
    return capsys.readouterr().err.strip()


def test_a_past_period_is_frozen_and_published_with_its_points(cluster, bring):
    bring(BODY)

    part = ClusterPeriod.objects.get(period__code="2020-Y")
    assert part.state == "published"
    rows = part.placings.in_rank_order()
    assert [(r.unit_short_name, r.place, str(r.total)) for r in rows] == [
        ("An", 1, "104.0000"),
        ("Bình", 2, "75.0000"),
    ]
    assert {sheet.state for sheet in part.sheets.all()} == {"approved"}
    assert part.publications.get().version == 1
    sheet = part.sheets.get(unit__short_name="An")
    assert sheet.entries.get(leaf__number="1").actual == 1000
    assert not sheet.receipts.exists()
    assert not Mail.objects.exists()
    assert Change.objects.under(sheet).filter(reason="Nhập kết quả kỳ trước").exists()


def test_names_are_found_without_accents_and_unknown_ones_get_the_nearest(cluster, bring, capsys):
    bring(BODY.replace("Huyện Bình", "binh"))
    assert Placing.objects.count() == 2
    ScoreSheet.objects.all()
    said = refused_after(capsys, bring, BODY.replace("Huyện Bình", "Huyện Bình Minh"), "2019-Y")
    assert "Không có đơn vị “Huyện Bình Minh” trong" in said


def refused_after(capsys, bring, text, code):
    before = ScoreSheet.objects.count(), Period.objects.count()
    with pytest.raises(SystemExit):
        bring(text, code)
    assert (ScoreSheet.objects.count(), Period.objects.count()) == before
    return capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2020", "Mã kỳ “2020” không đúng dạng 2018-Y"),
        ("2020-H2", "Mã kỳ “2020-H2” không đúng dạng"),
        ("2099-Y", "chưa kết thúc; chỉ nhập kết quả của kỳ đã qua"),
    ],
)
def test_a_period_that_is_none_or_not_over_is_refused(cluster, bring, capsys, code, said):
    assert said in refused(capsys, bring, BODY, code)


def test_every_lacking_thing_is_named(cluster, bring, capsys):
    near = refused(capsys, bring, BODY.replace("Huyện Bình", "Huyện Bìn"), "2020-Y")
    assert "Không có đơn vị “Huyện Bìn”" in near
    assert "Gần giống: Huyện Bình" in near
    without = "".join(line + "\n" for line in BODY.splitlines() if "Bình" not in line)
    assert "Tệp thiếu thành viên" in refused(capsys, bring, without, "2020-Y")
    lacking = BODY.replace("Huyện An,2,,,30,,,\n", "")
    assert "Huyện An: thiếu số liệu tiêu chí 2." in refused(capsys, bring, lacking, "2020-Y")
    assert "Dòng 2" in refused(capsys, bring, BODY.replace("1000,1000", "1000,abc"), "2020-Y")


def test_a_period_that_was_opened_is_left_alone(cluster, bring, capsys):
    ClusterPeriodFactory(cluster=cluster, period=PeriodFactory(kind="year"), state="open")
    assert "chỉ nhập vào kỳ chưa mở" in refused(capsys, bring, BODY, "2020-Y")


def test_who_is_named_in_the_history_is_of_the_province(cluster, bring, capsys):
    UserFactory(username="xa")
    said = refused(capsys, bring, BODY, "2020-Y", "--by", "xa")
    assert said == "Chọn tài khoản của cơ quan thường trực bằng --by."
