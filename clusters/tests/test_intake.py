"""Lists of units and accounts: what is read, what each row would do, what is written."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.intake import accounts, units
from clusters.models import Change, Cluster, Membership, Succession, Unit, User
from clusters.tests.factories import ClusterFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
HEAD = "Tên đầy đủ\tLoại đơn vị\tTên ngắn\tThứ tự\tTừ ngày\tĐến hết ngày\tCụm, khối\tVai trò\tVào cụm từ ngày"  # noqa: E501
PEOPLE = "Tên đăng nhập\tHọ và tên\tĐơn vị\tNhiệm vụ\tThay mặt cụm, khối\tĐiện thoại"


@pytest.fixture
def administrator(signed_in):
    return signed_in(UserFactory(administrator=True))


def paste(*lines, head=HEAD):
    return {"pasted": "\n".join([head, *lines])}


def preview(client, data, route="units-import"):
    return client.post(reverse(route), data)


def write(client, page, route="units-import", **more):
    return client.post(reverse(route), {"kept": page.context["kept"]} | more)


def workbook(rows, change=None):
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("danh-sach.xlsx", out.getvalue())


def states(page):
    return [str(line.state) for line in page.context["lines"]]


def test_a_preview_writes_nothing_and_the_word_writes_all(administrator):
    ClusterFactory(code="cum-1", name="Cụm số 1")
    page = preview(
        administrator,
        paste(
            "Xã Mẫu Sơn\tXã\t\t3\t1/7/2025\t\tCụm số 1\tĐơn vị trưởng\t1/1/2026",
            "Phường Mẫu\tphuong\t\t4\t\t\tcum-1\t\t1/1/2026",
        ),
    )
    assert states(page) == ["new", "new"]
    assert not Unit.objects.filter(kind="commune").exists()
    assert not Change.objects.exists()
    assert write(administrator, page).url == reverse("units-admin")
    kept = Membership.objects.order_by("unit__order").values_list(
        "unit__full_name", "unit__short_name", "role", "year"
    )
    assert list(kept) == [
        ("Xã Mẫu Sơn", "Mẫu Sơn", "lead", 2026),
        ("Phường Mẫu", "Mẫu", "member", 2026),
    ]
    assert Change.objects.filter(field="full_name").count() == 2


def test_the_same_list_again_changes_nothing(administrator):
    ClusterFactory(code="cum-1")
    rows = paste("Xã Mẫu Sơn\tXã\tMẫu Sơn\t3\t1/7/2025\t\tcum-1\t\t1/1/2026")
    write(administrator, preview(administrator, rows))
    before = Change.objects.count()
    page = preview(administrator, rows)
    assert states(page) == ["same"]
    assert "không có gì để ghi" in page.content.decode()
    assert Change.objects.count() == before


def test_a_known_unit_is_changed_only_where_the_row_says_so(administrator):
    UnitFactory(full_name="Xã Mẫu", short_name="Mẫu", kind="commune", order=7)
    page = preview(administrator, paste("Xã Mẫu\tPhường\t\t\t\t"))
    assert page.context["lines"][0].changes == (("Loại đơn vị", "Xã", "Phường"),)
    write(administrator, page)
    unit = Unit.objects.get(full_name="Xã Mẫu")
    assert (unit.kind, unit.order, unit.short_name) == ("ward", 7, "Mẫu")


FAULTY = [
    ("Xã Một\tHành tinh", "Loại đơn vị “Hành tinh” không có"),
    ("\tXã", "Nhập tên đầy đủ"),
    ("Xã Một\tXã\t\tbốn", "Nhập số nguyên"),
    ("Xã Một\tXã\t\t\t31/2/2025", "Không có ngày 31/2/2025"),
    ("Xã Một\tXã\t\t\t2/1/2025\t1/1/2025", "Ngày kết thúc phải từ ngày bắt đầu"),
    ("Xã Một\tXã\t\t\t\t\tCụm lạ\t\t1/1/2026", "Cụm, khối “Cụm lạ” chưa có"),
    ("Xã Một\tXã\t\t\t\t\tcum-1\t\t", "Vào cụm từ ngày: cần ghi"),
    ("Xã Một\tXã\t\t\t\t\tcum-1\tTrùm\t1/1/2026", "Vai trò “Trùm” không có"),
    ("Xã Một\tXã\t\t\t\t\t\tThành viên\t", "Ghi cụm, khối khi có vai trò"),
]


@pytest.mark.parametrize(("row", "sentence"), FAULTY)
def test_a_faulty_row_is_named_and_the_good_ones_wait_for_a_tick(administrator, row, sentence):
    ClusterFactory(code="cum-1")
    page = preview(administrator, paste("Xã Tốt\tXã", row))
    assert states(page) == ["new", "faulty"]
    assert sentence in page.content.decode()
    assert page.context["lines"][1].at == "Dòng 3"
    again = write(administrator, page)
    assert "Đánh dấu đồng ý bỏ qua" in again.content.decode()
    assert not Unit.objects.filter(full_name="Xã Tốt").exists()
    write(administrator, page, skip="1")
    assert list(Unit.objects.filter(kind="commune").values_list("full_name", flat=True)) == [
        "Xã Tốt"
    ]


def test_two_leads_in_one_list_are_refused_by_row(administrator):
    ClusterFactory(code="cum-1")
    row = "Xã {}\tXã\t\t\t\t\tcum-1\tđơn vị trưởng\t1/1/2026"
    page = preview(administrator, paste(row.format("Một"), row.format("Hai")))
    assert states(page) == ["new", "faulty"]
    assert "đã có" in page.context["lines"][1].faults[0]


def test_a_unit_twice_is_one_new_and_one_unchanged(administrator):
    page = preview(administrator, paste("Xã Một\tXã", "Xã Một\tXã"))
    assert states(page) == ["new", "same"]


def test_what_changed_between_preview_and_word_is_shown_again(administrator):
    page = preview(administrator, paste("Xã Một\tXã\t\t5"))
    UnitFactory(full_name="Xã Một", short_name="Một", kind="commune", order=9)
    again = write(administrator, page)
    assert "Dữ liệu vừa đổi" in again.content.decode()
    assert Unit.objects.get(full_name="Xã Một").order == 9


def test_a_preview_of_another_person_is_not_taken(administrator, client):
    page = preview(administrator, paste("Xã Một\tXã"))
    client.force_login(UserFactory(provincial=True), "django.contrib.auth.backends.ModelBackend")
    assert write(client, page).status_code == 302
    assert not Unit.objects.filter(full_name="Xã Một").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Xã Một\tXã", "Không thấy dòng tiêu đề"),
        (HEAD, "không có dòng nào"),
        (HEAD + "\tLoại\nXã Một\tXã", "có hai lần"),
        ("\n".join([HEAD, *(f"Xã {n}\tXã" for n in range(501))]), "tối đa 500 dòng"),
        ("", "Chọn một tệp Excel, hoặc dán"),
        (HEAD + '\n"' + "x" * 200_000, "ngoặc kép"),
    ],
)
def test_what_is_no_list_is_said_and_kept(administrator, text, sentence):
    page = preview(administrator, {"pasted": text}).content.decode()
    assert sentence in page
    assert "<title>Lỗi:" in page


def test_an_excel_file_with_numbers_dates_and_old_fonts(administrator):
    from datetime import date

    def old_font(book):
        from openpyxl.styles import Font

        book.active.cell(2, 1).font = Font(name=".VnTime")

    rows = [["Tên đầy đủ", "Loại", "Thứ tự", "Từ ngày"], ["X· MÉu", "Xã", 12, date(2025, 7, 1)]]
    page = preview(administrator, {"file": workbook(rows, old_font)})
    assert "đổi phông cũ" in page.content.decode()
    write(administrator, page)
    unit = Unit.objects.get(order=12)
    assert (unit.full_name, unit.active_from) == ("Xã Mẫu", date(2025, 7, 1))


def merged(book):
    book.active.merge_cells("A2:A3")


def formula(book):
    book.active["B2"] = '="Xã"'


@pytest.mark.parametrize(
    ("change", "sentence"), [(merged, "là ô gộp"), (formula, "là công thức chưa có kết quả")]
)
def test_cells_that_cannot_be_read_are_faults_of_their_row(administrator, change, sentence):
    rows = [["Tên đầy đủ", "Loại"], ["Xã Một", "Xã"], ["Xã Hai", "Xã"]]
    page = preview(administrator, {"file": workbook(rows, change)})
    assert page.context["lines"][0].state == "faulty"
    assert sentence in page.content.decode()


def test_of_two_pages_that_could_be_meant_the_person_chooses(administrator):
    def second(book):
        page = book.create_sheet("Trang hai")
        page.append(["Tên đầy đủ", "Loại"])
        page.append(["Xã Hai", "Xã"])

    def sent():
        return workbook([["Tên đầy đủ", "Loại"], ["Xã Một", "Xã"]], second)

    assert "nhiều trang dùng được" in preview(administrator, {"file": sent()}).content.decode()
    page = preview(administrator, {"file": sent(), "page_name": "trang hai"})
    assert [line.name for line in page.context["lines"]] == ["Xã Hai"]


@pytest.mark.parametrize("content", [b"", b"x", b"<html><table></table></html>", b"PK\x03\x04"])
def test_what_is_no_excel_file_is_refused(administrator, content):
    answer = preview(administrator, {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 200
    assert "<title>Lỗi:" in answer.content.decode()


def test_accounts_come_with_passwords_shown_once(administrator):
    UnitFactory(full_name="Xã Mẫu Sơn", short_name="Mẫu Sơn", kind="commune")
    rows = paste("mau-son\tCán bộ Mẫu\tmau son\t\tcó\t0123", head=PEOPLE)
    page = preview(administrator, rows, "users-import")
    assert states(page) == ["new"]
    assert not User.objects.filter(username="mau-son").exists()
    shown = write(administrator, page, "users-import").content.decode()
    password = shown.split('data-label="Mật khẩu"><strong>')[1].split("<")[0]
    user = User.objects.get(username="mau-son")
    assert user.check_password(password)
    assert (user.unit.short_name, user.acts_for_cluster, user.phone) == ("Mẫu Sơn", True, "0123")
    assert states(preview(administrator, rows, "users-import")) == ["same"]


def test_a_list_never_makes_an_administrator(administrator):
    unit = UnitFactory()
    head = PEOPLE + "\tQuản trị hệ thống"
    page = preview(
        administrator,
        paste(f"moi\tMới\t{unit.full_name}\t\t\t\tcó", head=head),
        "users-import",
    )
    assert "“Quản trị hệ thống” không dùng" in page.content.decode()
    write(administrator, page, "users-import")
    assert not User.objects.get(username="moi").is_administrator


def old_unit():
    old = UnitFactory(full_name="Huyện Cũ", short_name="Cũ", active_to="2025-06-30")
    new = UnitFactory(full_name="Xã Mới", short_name="Mới", kind="commune")
    Succession.objects.create(
        predecessor=old,
        successor=new,
        kind="merge",
        effective_on="2025-07-01",
        resolution_number="1",
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("a\tA\tXã Mẫu Xơn", "Gần giống: “Xã Mẫu Sơn”"),
        ("a\tA\tHuyện Cũ", "Đơn vị mới: “Xã Mới”"),
        ("a\tA\tTrùng", "chưa rõ: “Xã Trùng”, “Phường Trùng”"),
        ("có dấu\tA\tXã Mới", "Tên đăng nhập chỉ gồm"),
        ("a\t\tXã Mới", "Nhập họ và tên"),
        ("a\tA\tXã Mới\tGiám đốc", "Nhiệm vụ “Giám đốc” không có"),
        ("a\tA\tXã Mới\t\tcó lẽ", "ghi Có hoặc Không"),
    ],
)
def test_a_faulty_account_is_named_with_what_could_be_meant(administrator, row, sentence):
    old_unit()
    UnitFactory(full_name="Xã Mẫu Sơn", short_name="Mẫu Sơn", kind="commune")
    UnitFactory(full_name="Xã Trùng", short_name="Trùng", kind="commune")
    UnitFactory(full_name="Phường Trùng", short_name="Trùng", kind="ward")
    page = preview(administrator, paste(row, head=PEOPLE), "users-import")
    assert states(page) == ["faulty"]
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    ("route", "back", "what"),
    [("units-file", "units-import", units), ("users-file", "users-import", accounts)],
)
def test_the_list_that_is_handed_out_comes_back_unchanged(administrator, route, back, what):
    cluster = ClusterFactory()
    unit = UnitFactory(full_name="=Xã(1)", short_name="Một")
    Membership.objects.create(cluster=cluster, unit=unit, year=2026, active_from="2026-01-01")
    UserFactory(unit=unit, full_name="+Cán bộ")
    content = administrator.get(reverse(route)).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)
    sent = SimpleUploadedFile("a.xlsx", content)
    page = preview(administrator, {"file": sent}, back)
    assert set(states(page)) == {"same"}
    assert Cluster.objects.count() == 1
