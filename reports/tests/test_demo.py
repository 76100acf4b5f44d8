"""The demo province and the commands: from the files to the ranking and to the words on paper."""

import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from awards.models import Award
from clusters.models import Province, User
from emulation import scoring
from emulation.models import ClusterPeriod, CriteriaSet, Placing, ScoreSheet
from reports.demo import loader

pytestmark = pytest.mark.django_db
DATA = Path(scoring.__file__).parents[1] / "data"


def run(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def demo(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "demo-pass-123")
    return run("load_demo")


def test_the_demo_holds_every_state_and_says_that_it_is_made_up(demo):
    sheets = ScoreSheet.objects.filter(cluster_period__period__code="2020-H1")
    states = {s.unit.short_name: s.state for s in sheets.select_related("unit")}
    assert states == {
        "TP Bắc Kạn": "approved",
        "Ba Bể": "submitted",
        "Bạch Thông": "draft",
        "Chợ Đồn": "approved",
        "Chợ Mới": "submitted",
        "Na Rì": "approved",
        "Ngân Sơn": "returned",
        "Pác Nặm": "confirmed",
    }
    closed = ClusterPeriod.objects.exclude(period__code="2020-H1")
    assert {str(p.period.code): p.state for p in closed} == {
        "2018-Y": "published",
        "2019-H1": "published",
    }
    assert Province.objects.current().is_demo
    assert not ClusterPeriod.objects.filter(is_illustrative=False).exists()
    assert User.objects.count() == 15
    assert all("mẫu" in user.full_name for user in User.objects.all())
    assert "demo-pass-123" in demo


def test_the_year_2018_was_won_as_the_awards_say(demo):
    first = Placing.objects.filter(cluster_period__period__code="2018-Y").in_rank_order()[:2]
    assert [p.unit_short_name for p in first] == ["Bạch Thông", "Chợ Đồn"]
    assert [
        (a.unit.short_name, a.decision.printed_name, a.decision.is_illustrative)
        for a in Award.objects.select_related("unit", "decision").order_by("pk")
    ] == [
        ("Bạch Thông", "Cờ thi đua của UBND tỉnh", True),
        ("Chợ Đồn", "Bằng khen của UBND tỉnh", True),
    ]


def test_loading_again_changes_nothing(demo):
    before = (ScoreSheet.objects.count(), User.objects.count(), Award.objects.count())
    assert "đã có" in run("load_demo")
    assert (ScoreSheet.objects.count(), User.objects.count(), Award.objects.count()) == before


def test_the_demo_is_not_mixed_into_other_data():
    from clusters.tests.factories import UserFactory

    UserFactory()
    with pytest.raises(loader.NotEmpty):
        loader.load()
    with pytest.raises(SystemExit):
        run("load_demo", stderr=io.StringIO())


def test_the_ranking_gives_the_totals_of_try_criteria(demo):
    run("load_demo", "--complete")
    run("load_demo", "--complete")
    ranking = json.loads(run("ranking", "--cluster", "bk-htp", "--period", "2020-H1"))
    files = [str(DATA / "criteria_12.json"), str(DATA / "backan_2020_h1.csv")]
    tried = json.loads(run("try_criteria", *files, "--half-year"))
    assert ranking["units"][0]["unit"] == "Huyện Bạch Thông"
    assert ranking["units"][0]["total"] == "916.07"
    for mine, theirs in zip(ranking["units"], tried["units"], strict=True):
        for outcome in (mine, theirs):
            for criterion in outcome["criteria"].values():
                del criterion["explanation"]
        assert mine == theirs


def test_a_sheet_that_is_not_approved_has_no_rank(demo):
    ranking = json.loads(run("ranking", "--cluster", "bk-htp", "--period", "2020-H1"))
    waiting = [u for u in ranking["units"] if u["rank"] is None]
    assert len(waiting) == 5
    assert all(u["incomplete"] for u in waiting)
    assert [u["rank"] for u in ranking["units"][:3]] == [1, 2, 3]


def test_the_journey_ends_on_paper_with_what_was_published(demo, tmp_path):
    run("load_demo", "--complete")
    file = tmp_path / "bao-cao.pdf"
    run("render_report", "--cluster", "bk-htp", "--period", "2020-H1", "--output", str(file))
    tool = ["pdftotext", "-layout", str(file), "-"]
    said = subprocess.run(tool, capture_output=True, check=True).stdout.decode()
    said = re.sub(r"\s+", " ", said)
    for words in [
        "Thành lập mới 26 hợp tác xã",
        "đạt trên 50% dự toán năm: Bạch Thông, Pác Nặm, Na Rì, Ngân Sơn",
        "Cờ thi đua của UBND tỉnh tặng Nhân dân và cán bộ huyện Bạch Thông",
        "Bằng khen của UBND tỉnh tặng Nhân dân và cán bộ huyện Chợ Đồn",
        "Chưa chấm 07 tiêu chí thành phần (325/950 điểm); điểm đã quy đổi",
        "916,07",
        "Số liệu minh họa",
        "trong đó điểm thưởng tạm tính được ghi ở cột riêng",
    ]:
        assert words in said, words
    assert file.stat().st_size < 400_000


def test_import_and_export_of_a_set_round_trip(tmp_path):
    source = DATA / "criteria_12_xa.json"
    assert "bản 1" in run("import_criteria", str(source))
    assert "không đổi" in run("import_criteria", str(source))
    code = CriteriaSet.objects.get().code
    assert json.loads(run("export_criteria", code)) == json.loads(source.read_text("utf-8"))


@pytest.mark.parametrize(
    "words",
    [
        ["import_criteria", "/không/có"],
        ["import_criteria", "."],
        ["export_criteria", "KHONG"],
        ["ranking", "--cluster", "x", "--period", "y"],
        ["render_report", "--cluster", "x", "--period", "y", "--output", "/tmp/x.pdf"],
        ["try_criteria", "/không/có", "/không/có"],
    ],
)
def test_a_failing_command_says_one_line_and_exits_with_1(words):
    err = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        run(*words, stderr=err)
    assert stop.value.code == 1
    assert len(err.getvalue().strip().splitlines()) == 1


def test_a_faulty_set_lists_its_faults_and_writes_nothing(tmp_path):
    file = tmp_path / "set.json"
    file.write_text('{"format": "criteria-set/1", "extra": 1}')
    err = io.StringIO()
    with pytest.raises(SystemExit):
        run("import_criteria", str(file), stderr=err)
    assert len(err.getvalue().splitlines()) > 5
    assert not CriteriaSet.objects.exists()


RESULTS = "unit,criterion,target,actual,points,level,count,note\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("A,99,1,1,,,,", "Dòng 2: không có tiêu chí hoặc mã “99”"),
        ("A,1,1,1,,,,", "Dòng 2: 1 là tiêu chí có thành phần"),
        ("A,2,1,-1,,,,", "Dòng 2: cột actual"),
        ("A,2,1,1e5,,,,", "Dòng 2: cột actual: “1e5” không phải là số"),
        ("A,T2,,,,,0,", "Dòng 2: cột count"),
        ("A,12.4,,,30.1,,,", "Dòng 2: cột points"),
        ("A,12.1,,2,,,,", "Dòng 2: cột actual: Chỉ nhận có"),
        ("A,2,1,1,,,,\nA,2,1,1,,,,", "Dòng 3: A đã có dòng cho 2"),
        ("A,2", "Dòng 2: có 2 cột"),
    ],
)
def test_a_faulty_results_file_names_the_row(tmp_path, row, sentence):
    file = tmp_path / "r.csv"
    file.write_text(RESULTS + row + "\n", "utf-8")
    err = io.StringIO()
    with pytest.raises(SystemExit):
        run("try_criteria", str(DATA / "criteria_12.json"), str(file), stderr=err)
    assert sentence in err.getvalue()
