"""Drafts of criteria sets: the tree on screen, its sums and faults, two editors, Excel and back."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Change
from clusters.tests.factories import UserFactory
from emulation import scoring
from emulation.models import CriteriaSet, SetDraft
from emulation.set_drafting import book, book_read, nodes, tree, verbs
from emulation.tests.factories import SMALL_SET, make_sheet, small_set

pytestmark = pytest.mark.django_db
DATA = Path(scoring.__file__).parents[1] / "data"
FILES = ["criteria_12.json", "criteria_12_xa.json"]


def document(name="criteria_12.json"):
    return scoring.read_document((DATA / name).read_bytes())


def small():
    return scoring.read_document(json.dumps(SMALL_SET))


@pytest.fixture
def clerk():
    return UserFactory(provincial=True)


@pytest.fixture
def client_(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk):
    return verbs.begin(document=small(), by=clerk)


def node_url(draft, path):
    return reverse("criteria-draft-node", args=[draft.pk, path])


def add_url(draft, path):
    return reverse("criteria-draft-add", args=[draft.pk, path])


def act(client, draft, what, path=""):
    seen = tree.seen(SetDraft.objects.get(pk=draft.pk).plain, path) if path else ""
    mark = verbs.mark_of(SetDraft.objects.get(pk=draft.pk))
    data = {"what": what, "path": path, "seen": seen, "mark": mark}
    return client.post(reverse("criteria-draft-act", args=[draft.pk]), data, follow=True)


def sent(client, url):
    """The form of a page as a browser would send it unchanged."""
    form = client.get(url)
    data = {
        name: form.context["form"].initial.get(name, "") for name in form.context["form"].fields
    }
    data["seen"] = form.context["seen"]
    if form.context["form"].has_rule:
        data["rule_type"] = form.context["form"].rule_type
    return data


def now(draft):
    return SetDraft.objects.get(pk=draft.pk).plain


@pytest.mark.parametrize("name", FILES)
def test_every_node_saved_unchanged_leaves_the_set_as_it_is(client_, clerk, name):
    draft = verbs.begin(document=document(name), by=clerk)
    before = scoring.load_set(document(name))
    paths = [line.path for lines in tree.lines(draft.plain).values() for line in lines]
    for path in ["chung", paths[0], *paths[1::9], paths[-1]]:
        url = node_url(draft, path)
        assert client_.post(url, sent(client_, url)).status_code == 302, path
    assert scoring.load_set(now(draft)) == before


def test_a_changed_maximum_shows_at_once_what_no_longer_adds_up(client_, draft):
    url = node_url(draft, "criteria.0")
    client_.post(url, sent(client_, url) | {"max_points": "65,5"})
    page = client_.get(reverse("criteria-draft", args=[draft.pk]))
    sums = {label: (whole, parts) for label, whole, parts in page.context["declared"]}
    assert sums["Điểm các tiêu chí – các tiêu chí cộng lại"] == (100, 105.5)
    text = page.content.decode()
    assert "105,5 ≠" in text
    assert "Lưu thành bản mới" not in text
    assert "lỗi phải sửa" in text
    assert ("groups.0", "Nhóm tiêu chí A") in [fault[:2] for fault in page.context["faults"]]
    assert "Điểm tối đa: là 100" in text
    change = Change.objects.of(draft).latest("pk")
    assert (change.field, "65.5" in change.after) == ("Tiêu chí", True)


def test_a_node_is_added_moved_removed_and_taken_back(client_, draft):
    typed = {"number": "4", "title": "Tiêu chí mới", "group": "A", "max_points": "5"}
    url = add_url(draft, "criteria")
    client_.post(url, sent(client_, url) | typed | {"rule_type": "yes_no"})
    assert now(draft)["criteria"][3]["rule"] == {"type": "yes_no"}
    act(client_, draft, "up", "criteria.3")
    assert [c["number"] for c in now(draft)["criteria"]] == ["1", "2", "4", "3"]
    act(client_, draft, "remove", "criteria.2")
    assert [c["number"] for c in now(draft)["criteria"]] == ["1", "2", "3"]
    act(client_, draft, "undo")
    assert [c["number"] for c in now(draft)["criteria"]] == ["1", "2", "4", "3"]
    act(client_, draft, "up", "criteria.0")
    assert now(draft)["criteria"][0]["number"] == "1"


def test_a_part_of_a_criterion_is_added_below_it(client_, draft):
    url = add_url(draft, "criteria.0.sub")
    typed = {"number": "1.1", "title": "Thành phần", "max_points": "60"}
    client_.post(url, sent(client_, url) | typed)
    assert now(draft)["criteria"][0]["sub"][0]["number"] == "1.1"
    page = client_.get(reverse("criteria-draft", args=[draft.pk])).content.decode()
    assert "1.1 Thành phần" in page


def test_another_rule_shows_its_own_fields_and_keeps_the_rest(client_, draft):
    url = node_url(draft, "criteria.0")
    data = sent(client_, url) | {"title": "Tên mới", "rule_type": "steps", "retype": "1"}
    page = client_.post(url, data)
    fields = page.context["form"].fields
    assert {"rule_metric", "rule_rows"} <= set(fields)
    assert "rule_points_per_percent" not in fields
    assert "Tên mới" in page.content.decode()
    assert now(draft)["criteria"][0]["title"] == "Thu ngân sách"
    rows = {
        "rule_type": "steps",
        "rule_metric": "percent_of_target",
        "rule_rows": "95: 60\n0: 10,5",
    }
    client_.post(url, sent(client_, url) | rows)
    rule = now(draft)["criteria"][0]["rule"]
    assert rule["rows"] == [{"min": 95, "points": 60}, {"min": 0, "points": scoring_number("10.5")}]


def scoring_number(text):
    from decimal import Decimal

    return Decimal(text)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"max_points": ""}, "Nhập điểm tối đa"),
        ({"max_points": "sáu mươi"}, "số"),
        ({"title": " "}, "Nhập tên tiêu chí"),
        ({"expected_share": "một nửa"}, "số"),
        ({"title": "x" * 5000}, "Tối đa 4000 ký tự"),
        ({"rule_type": "choice", "rule_rows": "không có điểm"}, "mức: điểm"),
        ({"rule_type": "rank_based", "rule_table": "nhất: 9"}, "hạng phải là số nguyên"),
        ({"rule_points_per_percent": "=1+1"}, "số"),
    ],
)
def test_a_faulty_field_is_said_kept_and_not_written(client_, draft, typed, sentence):
    url, before = node_url(draft, "criteria.0"), draft.document
    page = client_.post(url, sent(client_, url) | typed).content.decode()
    assert sentence in page
    assert "<title>Lỗi:" in page
    assert SetDraft.objects.get(pk=draft.pk).document == before


def test_of_two_editors_of_one_node_the_second_is_told_and_loses_nothing(client_, draft, signed_in):
    url = node_url(draft, "criteria.1")
    first = sent(client_, url)
    second = first | {"title": "Của người thứ hai"}
    client_.post(url, first | {"title": "Của người thứ nhất"})
    page = client_.post(url, second).content.decode()
    assert "Người khác vừa sửa" in page
    assert "Của người thứ hai" in page
    assert now(draft)["criteria"][1]["title"] == "Của người thứ nhất"


def test_two_editors_of_different_nodes_both_write(client_, draft):
    one, head = node_url(draft, "criteria.1"), node_url(draft, "chung")
    first, second = sent(client_, one), sent(client_, head)
    client_.post(one, first | {"title": "Phong trào mới"})
    client_.post(head, second | {"title": "Tên bộ mới"})
    kept = now(draft)
    assert (kept["title"], kept["criteria"][1]["title"]) == ("Tên bộ mới", "Phong trào mới")


def test_a_node_that_moved_away_is_not_written_over(client_, draft):
    url = node_url(draft, "criteria.0")
    data = sent(client_, url)
    act(client_, draft, "down", "criteria.0")
    assert "Người khác vừa sửa" in client_.post(url, data).content.decode()


@pytest.mark.parametrize(
    "path", ["criteria.9", "criteria.x", "rule.0", "criteria.0.rule", "criteria." * 30, "sub.0"]
)
def test_a_path_that_leads_nowhere_is_404(client_, draft, path):
    assert client_.get(node_url(draft, path.strip("."))).status_code == 404
    answer = act_raw(client_, draft, path)
    assert answer.status_code == 200
    assert now(draft) == small()


def act_raw(client, draft, path):
    data = {"what": "remove", "path": path, "seen": "x"}
    return client.post(reverse("criteria-draft-act", args=[draft.pk]), data, follow=True)


def test_a_draft_without_faults_becomes_the_next_version_once(client_, clerk):
    kept = small_set()
    client_.post(reverse("criteria-begin"), {"based_on": kept.pk})
    draft = SetDraft.objects.get()
    url = node_url(draft, "chung")
    client_.post(url, sent(client_, url) | {"title": "Bộ sửa"})
    page = client_.get(reverse("criteria-draft", args=[draft.pk])).content.decode()
    assert "chỗ khác với" in page
    act(client_, draft, "store")
    made = CriteriaSet.objects.get(version=2)
    assert (made.title, made.state, made.drafted_as) == ("Bộ sửa", "draft", draft)
    assert "Tải lại trang" in act(client_, draft, "store").content.decode()
    assert client_.post(url, {"title": "x", "seen": ""}).status_code == 200
    assert CriteriaSet.objects.count() == 2


def test_a_draft_with_faults_is_not_stored(client_, draft):
    url = node_url(draft, "criteria.0")
    client_.post(url, sent(client_, url) | {"max_points": "1"})
    assert "lỗi phải sửa" in act(client_, draft, "store").content.decode()
    assert not CriteriaSet.objects.exists()


def test_an_empty_draft_names_what_it_lacks(client_):
    client_.post(reverse("criteria-begin"), {})
    draft = SetDraft.objects.get()
    page = client_.get(reverse("criteria-draft", args=[draft.pk]))
    assert page.status_code == 200
    assert len(page.context["faults"]) >= 3
    act(client_, draft, "drop")
    assert not SetDraft.objects.under_work().exists()


@pytest.mark.parametrize("name", FILES)
def test_a_set_goes_to_excel_and_back_unchanged(name):
    read = book_read.document_of(io.BytesIO(book.set_workbook(document(name))), "a.xlsx")
    assert scoring.load_set(read) == scoring.load_set(document(name))


def begin_from(client, content, name="a.xlsx"):
    return client.post(reverse("criteria-begin"), {"file": SimpleUploadedFile(name, content)})


def changed_book(**cells):
    made = openpyxl.load_workbook(io.BytesIO(book.set_workbook(small())))
    for place, value in cells.items():
        page, _, address = place.partition("__")
        made[{"c": "Tiêu chí", "h": "Bộ tiêu chí", "b": "Điểm thưởng"}[page]][address] = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_file_from_the_portal_becomes_a_draft(client_):
    title_row = [spec.name for spec in nodes.HEAD].index("title") + 1
    content = changed_book(**{f"h__B{title_row}": "Từ Excel"})
    assert begin_from(client_, content).status_code == 302
    draft = SetDraft.objects.get()
    assert draft.name == "Từ Excel"
    assert tree.faults_of(draft.plain) == []
    json_file = begin_from(client_, json.dumps(SMALL_SET).encode(), "a.json")
    assert json_file.status_code == 302


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"c__B2": "Bói bài"}, "ô B2: cách chấm “Bói bài” không có"),
        ({"c__A3": "77"}, "ô A3: không có tiêu chí “77”"),
        ({"c__H2": "nhiều"}, "Trang “Tiêu chí”, ô H2: Điểm tối đa"),
        ({"c__C1": "Cột lạ"}, "thiếu cột “Số”"),
        ({"b__C2": "=1+1"}, "Trang “Điểm thưởng”, ô C2"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_page_and_cell(client_, cells, sentence):
    page = begin_from(client_, changed_book(**cells)).content.decode()
    assert sentence in page
    assert not SetDraft.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"PK\x03\x04", "a.xlsx"),
        (b"[1, 2]", "a.json"),
        (b'{"criteria": "x"}', "a.json"),
        (b'{"criteria": [{"sub": [1]}]}', "a.json"),
        (b"\xff\xfe", "a.json"),
        (b"{" * 5000, "a.json"),
    ],
)
def test_what_is_no_set_is_refused_with_a_sentence(client_, content, name):
    answer = begin_from(client_, content, name)
    assert answer.status_code == 200
    assert "<title>Lỗi:" in answer.content.decode()
    assert not SetDraft.objects.exists()


def test_hostile_text_stays_text_on_the_page_and_in_the_file(client_, draft):
    url = node_url(draft, "criteria.0")
    evil = '=cmd|"/c calc"!A1 <script>alert(1)</script>'
    client_.post(url, sent(client_, url) | {"title": evil})
    page = client_.get(reverse("criteria-draft", args=[draft.pk])).content.decode()
    assert "<script>alert(1)" not in page
    content = client_.get(reverse("criteria-draft-file", args=[draft.pk])).content
    made = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(c.data_type == "f" for p in made for row in p.iter_rows() for c in row)
    read = book_read.document_of(io.BytesIO(content), "a.xlsx")
    assert read["criteria"][0]["title"] == evil


def test_the_page_of_a_draft_costs_the_same_queries_for_any_tree(
    client_, clerk, django_assert_max_num_queries
):
    counts = []
    for plain in (small(), document()):
        draft = verbs.begin(document=plain, by=clerk)
        with django_assert_max_num_queries(15) as queries:
            client_.get(reverse("criteria-draft", args=[draft.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_draft_is_tried_on_figures_that_are_there_and_nothing_is_saved(client_, draft):
    sheet = make_sheet(verified=True)
    address = reverse("criteria-draft-try", args=[draft.pk])
    before = CriteriaSet.objects.count()
    page = client_.get(address, {"ky": sheet.cluster_period_id})
    assert [line.unit for line in page.context["trial"].units] == [sheet.unit.short_name]
    assert CriteriaSet.objects.count() == before
    url = node_url(draft, "criteria.0")
    client_.post(url, sent(client_, url) | {"max_points": "65,5"})
    assert "lỗi phải sửa trước khi thử" in client_.get(address, follow=True).content.decode()


def test_an_old_page_takes_nobodys_change_back(client_, draft):
    mark = verbs.mark_of(SetDraft.objects.get(pk=draft.pk))
    act(client_, draft, "remove", "criteria.0")
    for what in ("undo", "store"):
        data = {"what": what, "mark": mark}
        url = reverse("criteria-draft-act", args=[draft.pk])
        page = client_.post(url, data, follow=True).content.decode()
        assert "vừa sửa dự thảo này" in page
    assert SetDraft.objects.get(pk=draft.pk).previous
