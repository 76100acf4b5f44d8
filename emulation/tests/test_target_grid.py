"""Plan figures as a grid, from Excel, and as units propose them."""

import io
from decimal import Decimal as D

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Mail
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation import rights, target_proposals
from emulation.models import ScoreSheet, Target, TargetProposal, Verifier
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db
DOCUMENT = {"document_number": "15/QĐ-UBND", "document_date": "05/01/2020", "source": "province"}


@pytest.fixture
def part():
    return ClusterPeriodFactory()


@pytest.fixture
def unit(part):
    return MembershipFactory(cluster=part.cluster).unit


@pytest.fixture
def clerk(signed_in):
    return signed_in(UserFactory(provincial=True))


def leaf_of(part, number="1"):
    return part.criteria_set.criteria.get(number=number)


def page(part, name="target-grid"):
    return reverse(name, args=[part.period.year, part.pk])


def cell(unit, part):
    return f"k-{unit.pk}-{leaf_of(part).pk}"


def value(unit):
    target = Target.objects.filter(unit=unit).first()
    return target and (target.value, target.not_assigned_reason)


def test_a_grid_is_typed_with_its_document_and_open_sheets_follow(part, clerk):
    sheet = make_sheet(part)
    sent = DOCUMENT | {cell(sheet.unit, part): "1.250,5"}
    assert clerk.post(page(part), sent).status_code == 302
    given = Target.objects.get(unit=sheet.unit)
    assert (given.value, given.document_number) == (D("1250.5"), "15/QĐ-UBND")
    assert sheet.entries.get(leaf__number="1").target == D("1250.5")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12 ha", "Nhập số, ví dụ 87,5"),
        ("Không giao", "Ghi lý do"),
        ("-5", "không được nhỏ hơn 0"),
    ],
)
def test_a_faulty_cell_is_named_and_nothing_is_written(part, unit, clerk, typed, said):
    other = MembershipFactory(cluster=part.cluster).unit
    answer = clerk.post(page(part), DOCUMENT | {cell(unit, part): typed, cell(other, part): "5"})
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert (value(unit), value(other)) == (None, None)


def test_without_a_document_nothing_is_written(part, unit, clerk):
    answer = clerk.post(page(part), {cell(unit, part): "500", "source": "province"})
    assert "Số văn bản giao" in answer.text
    assert value(unit) is None


def test_none_with_its_reason(part, unit, clerk):
    clerk.post(page(part), DOCUMENT | {cell(unit, part): "không giao: Không có rừng"})
    assert value(unit) == (None, "Không có rừng")


def book(client, part):
    return openpyxl.load_workbook(io.BytesIO(client.get(page(part, "target-book")).content))


def upload(client, part, filled):
    out = io.BytesIO()
    filled.save(out)
    file = SimpleUploadedFile("chi-tieu.xlsx", out.getvalue())
    return client.post(page(part, "target-import"), {"file": file})


def kept(answer):
    return answer.context["kept"]


def test_the_excel_file_goes_round(part, unit, clerk):
    filled = book(clerk, part)
    assert filled["Chỉ tiêu"].cell(4, 2).value == unit.full_name
    filled["Chỉ tiêu"].cell(4, 3).value = 777.5
    preview = upload(clerk, part, filled)
    assert "777,5" in preview.text
    assert value(unit) is None
    sent = DOCUMENT | {"kept": kept(preview)}
    assert clerk.post(page(part, "target-import"), sent).status_code == 302
    assert value(unit) == (D("777.5"), "")
    again = upload(clerk, part, book(clerk, part))
    assert "không có số nào khác" in again.text


def test_faults_of_the_file_are_named_by_cell(part, unit, clerk):
    filled = book(clerk, part)
    filled["Chỉ tiêu"].cell(4, 3).value = "abc"
    filled["Chỉ tiêu"].cell(9, 2).value = "Huyện lạ"
    answer = upload(clerk, part, filled)
    assert f"ô C4: {unit.short_name}, tiêu chí 1: Nhập số" in answer.text
    assert "“Huyện lạ” không có trong mẫu" in answer.text
    assert "Lưu 1 kế hoạch" not in answer.text


def test_the_file_of_another_cluster_is_refused(part, unit, clerk):
    other = ClusterPeriodFactory(period=part.period, criteria_set=part.criteria_set)
    assert "là mẫu của cụm hoặc kỳ khác" in upload(clerk, part, book(clerk, other)).text


def test_what_somebody_changed_meanwhile_is_said(part, unit, clerk):
    filled = book(clerk, part)
    filled["Chỉ tiêu"].cell(4, 3).value = 700
    preview = upload(clerk, part, filled)
    Target.objects.create(unit=unit, leaf=leaf_of(part), year=2020, value=650)
    answer = clerk.post(page(part, "target-import"), DOCUMENT | {"kept": kept(preview)})
    assert "người khác vừa sửa thành 650" in answer.text
    assert value(unit) == (D(650), "")


def test_a_page_left_open_does_not_take_back_what_others_wrote(part, unit, clerk):
    other = MembershipFactory(cluster=part.cluster).unit
    base = clerk.get(page(part)).context["base"]
    Target.objects.create(unit=unit, leaf=leaf_of(part), year=2020, value=650)
    sent = DOCUMENT | {"base": base, cell(unit, part): "", cell(other, part): "80"}
    assert clerk.post(page(part), sent).status_code == 302
    assert (value(unit), value(other)) == ((D(650), ""), (D(80), ""))
    answer = clerk.post(page(part), DOCUMENT | {"base": base, cell(unit, part): "9"})
    assert "người khác vừa sửa thành 650" in answer.text


def test_a_department_gives_its_own_leaves_only(part, unit, signed_in):
    department = UnitFactory(kind="department")
    client = signed_in(UserFactory(unit=department))
    assert client.get(page(part)).status_code == 404
    Verifier.objects.create(period=part.period, leaf=leaf_of(part), unit=department)
    assert cell(unit, part) in client.get(page(part)).text
    assert client.post(page(part), DOCUMENT | {cell(unit, part): "42"}).status_code == 302
    assert value(unit) == (D(42), "")
    officer = signed_in(UserFactory(unit=unit))
    assert officer.get(page(part)).status_code == 404
    auditor = signed_in(UserFactory(auditor=True))
    assert auditor.post(page(part), DOCUMENT | {cell(unit, part): "43"}).status_code == 403


def propose(sheet, **facts):
    given = {"value": D(900), "not_assigned": False, "reason": "Giao cao", "document_number": ""}
    return target_proposals.propose(
        unit=sheet.unit,
        leaf=leaf_of(sheet.cluster_period),
        year=2020,
        facts=given | facts,
        by=UserFactory(unit=sheet.unit, email="xa@example.vn"),
    )


def test_a_correction_is_accepted_and_reaches_the_sheet(part):
    sheet = make_sheet(part)
    made = propose(sheet)
    assert made.kind == "correction"
    target_proposals.accept(proposal=made, by=UserFactory(provincial=True))
    assert sheet.entries.get(leaf__number="1").target == D(900)
    assert Mail.objects.filter(subject__contains="đã chấp nhận").exists()
    with pytest.raises(Refused, match="đã chấp nhận"):
        target_proposals.decline(proposal=made, by=UserFactory(provincial=True), answer="x")


def test_a_registered_figure_has_the_covenant_as_its_source(part):
    sheet = make_sheet(part)
    Target.objects.all().delete()
    made = propose(sheet)
    assert made.kind == "registered"
    target_proposals.accept(proposal=made, by=UserFactory(provincial=True))
    assert Target.objects.get().source == "covenant"


def test_no_such_task_with_its_reason(part):
    sheet = make_sheet(part)
    made = propose(sheet, value=None, not_assigned=True, reason="Không có rừng")
    target_proposals.accept(proposal=made, by=UserFactory(provincial=True))
    entry = sheet.entries.get(leaf__number="1")
    assert (entry.target, entry.not_assigned, entry.not_assigned_reason) == (
        None,
        True,
        "Không có rừng",
    )


def test_one_open_proposal_a_figure(part):
    sheet = make_sheet(part)
    made = propose(sheet)
    with pytest.raises(Refused, match="đang chờ"):
        propose(sheet)
    target_proposals.withdraw(proposal=made, by=UserFactory(unit=sheet.unit))
    propose(sheet)


def test_who_proposes_and_who_decides(part, signed_in):
    sheet = make_sheet(part)
    made = propose(sheet)
    department = UnitFactory(kind="department")
    Verifier.objects.create(period=part.period, leaf=leaf_of(part), unit=department)
    people = {
        "own officer": UserFactory(unit=sheet.unit),
        "own leader": UserFactory(unit=sheet.unit, leader=True),
        "verifier": UserFactory(unit=department),
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "stranger": UserFactory(),
    }

    def who(right, record):
        return {name for name, user in people.items() if right(user, record)}

    assert who(rights.may_propose_target, sheet.unit) == {"own officer"}
    assert who(rights.may_decide_target, made) == {"verifier", "province"}
    address = reverse("target-proposal", args=[made.pk])
    seen = {n for n, u in people.items() if signed_in(u).get(address).status_code == 200}
    assert seen == {"own officer", "own leader", "verifier", "province", "auditor"}


def test_the_way_through_the_pages(part, signed_in):
    sheet = make_sheet(part)
    officer = signed_in(UserFactory(unit=sheet.unit))
    address = reverse("target-propose", args=[sheet.unit_id, 2020, leaf_of(part).pk])
    assert address in officer.get(reverse("unit-targets", args=[sheet.unit_id, 2020])).text
    assert "Nhập số đề nghị" in officer.post(address, {"reason": "x"}).text
    assert officer.post(address, {"value": "800", "reason": "Sai số"}).status_code == 302
    made = TargetProposal.objects.get()
    detail = reverse("target-proposal", args=[made.pk])
    assert detail in officer.get(reverse("sheet-check", args=[sheet.pk])).text
    clerk = signed_in(UserFactory(provincial=True))
    assert detail in clerk.get("/").text
    assert "Ghi lý do không chấp nhận" in clerk.post(detail, {"decline": "1"}).text
    clerk.post(detail, {"accept": "1"})
    assert ScoreSheet.objects.get().entries.get(leaf__number="1").target == D(800)
    stranger = signed_in(UserFactory())
    assert [stranger.get(a).status_code for a in (address, detail)] == [404, 404]
