"""Who is in the demo: units, cluster, memberships of three years, accounts. All labelled."""

import secrets
from datetime import date

from clusters.models import Cluster, Issuer, Membership, Province, Unit, User

CITY, DISTRICT = Unit.Kind.CITY, Unit.Kind.DISTRICT
UNITS = [
    ("bac-kan", CITY, "Bắc Kạn", "TP Bắc Kạn"),
    ("ba-be", DISTRICT, "Ba Bể", "Ba Bể"),
    ("bach-thong", DISTRICT, "Bạch Thông", "Bạch Thông"),
    ("cho-don", DISTRICT, "Chợ Đồn", "Chợ Đồn"),
    ("cho-moi", DISTRICT, "Chợ Mới", "Chợ Mới"),
    ("na-ri", DISTRICT, "Na Rì", "Na Rì"),
    ("ngan-son", DISTRICT, "Ngân Sơn", "Ngân Sơn"),
    ("pac-nam", DISTRICT, "Pác Nặm", "Pác Nặm"),
]
STEERING = {2018: ("ba-be", "na-ri"), 2019: ("cho-don", "ba-be"), 2020: ("cho-moi", "bach-thong")}
"""Lead and deputy of each year; those of 2018 and 2019 are made up."""

MADE_UP = "(tài khoản mẫu)"


def make_province():
    province = Province(
        pk=1,
        name="tỉnh Bắc Kạn",
        standing_body="Ban Thi đua - Khen thưởng",
        help_name="Bộ phận hỗ trợ (mẫu)",
        help_phone="0209 000 0000",
        is_demo=True,
    )
    province.save()
    body = Unit.objects.create(
        kind=Unit.Kind.STANDING_BODY,
        full_name="Ban Thi đua - Khen thưởng tỉnh Bắc Kạn",
        short_name="Ban Thi đua - Khen thưởng",
        order=1,
    )
    Issuer.objects.create(
        unit=body,
        parent_line="SỞ NỘI VỤ TỈNH BẮC KẠN",
        issuer_line="BAN THI ĐUA - KHEN THƯỞNG",
        document_code="BC-BTĐKT",
        place="Bắc Kạn",
        signer_post="TRƯỞNG BAN",
        recipients="UBND tỉnh (báo cáo)\nCác đơn vị trong cụm\nLưu: VT, NV",
    )
    return body


def make_units():
    """The eight units by account name; none has an end, so that the demo works today."""
    units = {}
    for order, (code, kind, name, short) in enumerate(UNITS, start=10):
        units[code] = Unit.objects.create(
            kind=kind, full_name=f"{kind.label} {name}", short_name=short, order=order
        )
        _make_profile(units[code], name)
    return units


def _make_profile(unit, place):
    """The head of the unit's own papers; nobody's name stands in it."""
    Issuer.objects.create(
        unit=unit,
        parent_line="UBND TỈNH BẮC KẠN",
        issuer_line=f"UBND {unit.full_name.upper()}",
        document_code="BC-UBND",
        place=place,
        authority_line="TM. ỦY BAN NHÂN DÂN",
        signer_post="CHỦ TỊCH",
        recipients="Ban Thi đua - Khen thưởng tỉnh\nĐơn vị trưởng cụm thi đua\nLưu: VT",
    )


def make_cluster(units):
    cluster = Cluster.objects.create(
        code="bk-htp", kind=Cluster.Kind.CLUSTER, name="Cụm thi đua các huyện, thành phố"
    )
    Issuer.objects.create(
        cluster=cluster,
        parent_line="UBND TỈNH BẮC KẠN",
        issuer_line="CỤM THI ĐUA CÁC HUYỆN, THÀNH PHỐ",
        document_code="BC-CTĐ",
        place="Bắc Kạn",
        authority_line="TM. CỤM THI ĐUA",
        signer_post="CỤM TRƯỞNG",
        recipients="Ban Thi đua - Khen thưởng tỉnh\nCác đơn vị trong cụm\nLưu: VT",
    )
    Membership.objects.bulk_create(
        _membership(cluster, code, unit, year) for year in STEERING for code, unit in units.items()
    )
    return cluster


def _membership(cluster, code, unit, year):
    lead, deputy = STEERING[year]
    roles = {lead: Membership.Role.LEAD, deputy: Membership.Role.DEPUTY}
    return Membership(
        cluster=cluster,
        unit=unit,
        year=year,
        role=roles.get(code, Membership.Role.MEMBER),
        active_from=date(year, 1, 1),
        active_to=None if year == max(STEERING) else date(year, 12, 31),
    )


def make_department():
    """A department that verifies two criteria of the present period."""
    return Unit.objects.create(
        kind=Unit.Kind.DEPARTMENT,
        full_name="Sở Tài chính (đơn vị mẫu)",
        short_name="Sở Tài chính",
        order=5,
    )


def accounts(body, units, department):
    """(user name, facts) of every demo account."""
    lead, deputy = STEERING[max(STEERING)]
    yield "tinh", {"unit": body, "full_name": f"Chuyên viên tỉnh {MADE_UP}", "post": "Chuyên viên"}
    for name, code, label in (("cum-truong", lead, "trưởng"), ("cum-pho", deputy, "phó")):
        person = f"Cán bộ đơn vị {label} {MADE_UP}"
        yield name, {"unit": units[code], "full_name": person, "acts_for_cluster": True}
    for code, unit in units.items():
        yield code, {"unit": unit, "full_name": f"Cán bộ {unit.short_name} {MADE_UP}"}
    yield (
        "lanh-dao",
        {
            "unit": units["bach-thong"],
            "full_name": f"Lãnh đạo Bạch Thông {MADE_UP}",
            "duty": User.Duty.LEADER,
            "post": "Lãnh đạo đơn vị",
        },
    )
    post = "Chuyên viên"
    person = f"Chuyên viên Sở Tài chính {MADE_UP}"
    yield "so-tai-chinh", {"unit": department, "full_name": person, "post": post}
    administrator = {"full_name": f"Quản trị {MADE_UP}", "is_administrator": True}
    yield "quan-tri", {"unit": body, **administrator}
    yield "kiem-tra", {"unit": body, "full_name": f"Kiểm tra {MADE_UP}", "is_auditor": True}


def make_users(body, units, department, password=None):
    """All accounts with one password, given or made; returns (users by name, password)."""
    password = password or secrets.token_urlsafe(9)
    users = {}
    first = None
    for name, facts in accounts(body, units, department):
        user = User(username=name, post=facts.pop("post", "Cán bộ thi đua"), **facts)
        if first is None:
            user.set_password(password)
            first = user.password
        user.password = first
        user.save()
        users[name] = user
    return users, password
