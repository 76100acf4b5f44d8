"""One row of a list of units: the unit, and its place in a cluster where the row names one."""

from clusters.actions import save_membership, save_traced
from clusters.fields import DateField
from clusters.forms.manage import UnitForm
from clusters.intake.rows import Line, RowFault, form_faults, state_of
from clusters.intake.table import Column
from clusters.models import Cluster, Membership, Unit
from clusters.text import search_key, short_date

TITLE, FILE_STEM = "Đơn vị", "don-vi"
COLUMNS = (
    Column("full_name", "Tên đầy đủ", ("đơn vị", "tên đơn vị"), True, "Ví dụ: Xã Mẫu Sơn."),
    Column(
        "kind",
        "Loại đơn vị",
        ("loại",),
        True,
        "Một trong: " + ", ".join(kind.label for kind in Unit.Kind) + ".",
    ),
    Column("short_name", "Tên ngắn", (), False, "Để trống: tên đầy đủ bỏ loại đơn vị ở đầu."),
    Column("order", "Thứ tự chính thức", ("thứ tự", "stt"), False, "Số nguyên."),
    Column("active_from", "Từ ngày", (), False, "Ngày thành lập, ngày/tháng/năm."),
    Column("active_to", "Đến hết ngày", (), False, "Ngày kết thúc, nếu có."),
    Column("cluster", "Cụm, khối", ("cụm", "khối"), False, "Mã hoặc tên cụm, khối đã lập."),
    Column("role", "Vai trò", (), False, "Thành viên (khi để trống), Đơn vị trưởng, Đơn vị phó."),
    Column("joined_on", "Vào cụm từ ngày", ("vào khối từ ngày",), False, "Cần khi ghi cụm, khối."),
)
PLAIN = ("kind", "full_name", "short_name", "order", "active_from", "active_to")


def taker(by):
    """`take(row) -> Line`, writing as `by`."""
    clusters = {}
    for cluster in Cluster.objects.all():
        clusters |= {search_key(cluster.code): cluster, search_key(cluster.name): cluster}
    return lambda row: _take(row, by, clusters)


def _take(row, by, clusters):
    unit = _known(row) or Unit()
    is_new = unit.pk is None
    form = UnitForm(_typed(row, unit), instance=unit)
    before = {name: getattr(unit, name) for name in PLAIN}
    if not form.is_valid():
        raise form_faults(form)
    facts = form.facts
    changes = [
        (
            form.fields[name].label,
            "" if is_new else _shown(name, before[name]),
            _shown(name, value),
        )
        for name, value in facts.items()
        if is_new or before[name] != value
    ]
    if changes:
        record = Unit() if is_new else Unit.objects.get(pk=unit.pk)
        save_traced(record=record, facts=facts, by=by)
        unit = record
    changes += _joined(row, unit, clusters, by)
    shown = tuple(change for change in changes if change[1] != change[2])
    return Line(row.at, str(unit), state_of(is_new, changes), shown, record=unit)


def _known(row):
    """The unit of that name which stands now, or began on the row's day."""
    same = [u for u in Unit.objects.filter(full_name=row["full_name"]).order_by("-active_from")]
    began = [u for u in same if u.active_from and short_date(u.active_from) == row["active_from"]]
    standing = [u for u in same if u.active_to is None]
    return next(iter(began or standing), None)


def _typed(row, unit):
    """What the form would be sent; a blank cell leaves what a known unit has."""
    kinds = {search_key(kind.label): kind.value for kind in Unit.Kind}
    kind = kinds.get(search_key(row["kind"]))
    if row["kind"] and not kind:
        labels = ", ".join(label.label for label in Unit.Kind)
        raise RowFault(f"Loại đơn vị “{row['kind']}” không có. Ghi một trong: {labels}.")
    typed = {name: row[name] for name in PLAIN if row[name]} | ({"kind": kind} if kind else {})
    kept = {}
    if unit.pk:
        kept = {name: getattr(unit, name) for name in PLAIN}
    elif kind and not row["short_name"]:
        label = Unit.Kind(kind).label
        typed["short_name"] = row["full_name"].removeprefix(f"{label} ")[:80]
    return {"order": "0"} | {k: v for k, v in kept.items() if v is not None} | typed


def _shown(name, value):
    if value in (None, ""):
        return ""
    if name == "kind":
        return Unit.Kind(value).label
    return short_date(value) if name.startswith("active") else str(value)


def _joined(row, unit, clusters, by):
    """The change that a place in a cluster makes; none when the unit has that place already."""
    if not row["cluster"]:
        if row["role"] or row["joined_on"]:
            raise RowFault("Ghi cụm, khối khi có vai trò hoặc ngày vào cụm.")
        return []
    cluster = clusters.get(search_key(row["cluster"]))
    if cluster is None:
        raise RowFault(f"Cụm, khối “{row['cluster']}” chưa có. Lập cụm trước, hoặc sửa tên.")
    role = _role(row, cluster)
    if not row["joined_on"]:
        raise RowFault("Vào cụm từ ngày: cần ghi khi có cụm, khối.")
    day = DateField(label="Vào cụm từ ngày").clean(row["joined_on"])
    held = cluster.memberships.filter(unit=unit).at(day).first()
    if held and held.role == role:
        return []
    facts = {"unit": unit, "year": day.year, "role": role, "active_from": day, "active_to": None}
    place = Membership(cluster=cluster)
    save_membership(record=place, facts=facts, by=by)
    return [("Cụm, khối", "", f"{cluster}, {place.role_label}, từ {short_date(day)}")]


def _role(row, cluster):
    names = {search_key(role.label): role.value for role in Membership.Role}
    names |= {search_key(cluster.lead_label): "lead", search_key(cluster.deputy_label): "deputy"}
    role = names.get(search_key(row["role"] or Membership.Role.MEMBER.label))
    if role is None:
        labels = ", ".join(label.label for label in Membership.Role)
        raise RowFault(f"Vai trò “{row['role']}” không có. Ghi một trong: {labels}.")
    return role


def lines():
    """Every unit as a row of the same table, with its place in a cluster today."""
    places = {}
    for place in Membership.objects.filter(active_to=None).select_related("cluster"):
        places[place.unit_id] = place
    for unit in Unit.objects.in_order():
        place = places.get(unit.pk)
        line = {name: _shown(name, getattr(unit, name)) for name in PLAIN}
        if place:
            line |= {"cluster": place.cluster.name, "role": place.get_role_display()}
            line["joined_on"] = short_date(place.active_from)
        yield line
