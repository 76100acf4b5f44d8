"""One row of a list of accounts: who, of which unit. A list never sets flags of the system."""

from clusters.accounts import change_account, make_account
from clusters.forms.accounts import AccountFactsForm
from clusters.intake.rows import Line, RowFault, form_faults, state_of
from clusters.intake.table import Column
from clusters.models import Succession, Unit, User
from clusters.text import nearest, search_key, short_date

TITLE, FILE_STEM = "Tài khoản", "tai-khoan"
COLUMNS = (
    Column("username", "Tên đăng nhập", ("tài khoản",), True, "Chữ không dấu, số và . _ -"),
    Column("full_name", "Họ và tên", ("họ tên",), True),
    Column("unit", "Đơn vị", ("tên đơn vị",), True, "Tên đầy đủ hoặc tên ngắn đã có trên cổng."),
    Column("duty", "Nhiệm vụ", (), False, "Cán bộ thi đua (khi để trống) hoặc Lãnh đạo đơn vị."),
    Column("post", "Chức vụ"),
    Column("phone", "Điện thoại", ("số điện thoại",)),
    Column("email", "Thư điện tử", ("email", "e-mail", "thư")),
    Column("acts_for_cluster", "Thay mặt cụm, khối", (), False, "Có hoặc Không."),
)
YES_NO = {"co": True, "x": True, "khong": False, "": False}


def taker(by):
    """`take(row) -> Line`, writing as `by`."""
    found = Units()
    return lambda row: _take(row, by, found)


def _take(row, by, units):
    user = User.objects.filter(username__iexact=row["username"]).first() or User()
    is_new = user.pk is None
    typed = _typed(row, user, units)
    form = AccountFactsForm(typed, instance=User.objects.get(pk=user.pk) if user.pk else User())
    if not form.is_valid():
        raise form_faults(form)
    changes = [
        (form.fields[name].label, _shown(user, name) if user.pk else "", _words(user, name, value))
        for name, value in form.facts.items()
        if is_new or getattr(user, name) != value
    ]
    if is_new:
        user = make_account(facts=form.facts, by=by)
    elif changes:
        change_account(user=user, facts=form.facts, by=by)
    shown = tuple(change for change in changes if change[1] != change[2])
    return Line(row.at, row["username"], state_of(is_new, changes), shown, record=user)


def _typed(row, user, units):
    """What the form would be sent; a blank cell leaves what a known account has."""
    typed = {name: row[name] for name in ("username", "full_name", "post", "phone", "email")}
    typed["unit"] = units.named(row["unit"]).pk
    duties = {search_key(duty.label): duty.value for duty in User.Duty}
    if row["duty"] and search_key(row["duty"]) not in duties:
        raise RowFault(f"Nhiệm vụ “{row['duty']}” không có. Ghi Cán bộ thi đua, Lãnh đạo đơn vị.")
    typed["duty"] = duties.get(search_key(row["duty"]), user.duty)
    acts = YES_NO.get(search_key(row["acts_for_cluster"]))
    if acts is None:
        raise RowFault("Thay mặt cụm, khối: ghi Có hoặc Không.")
    typed["acts_for_cluster"] = acts if row["acts_for_cluster"] else user.acts_for_cluster
    if user.pk:
        typed["username"] = user.username
        typed |= {n: typed[n] or getattr(user, n) for n in ("post", "phone", "email")}
    return typed


def _shown(user, name):
    return _words(user, name, getattr(user, name))


def _words(user, name, value):
    if name == "duty":
        return User.Duty(value).label
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value)


class Units:
    """Units by what people call them: full or short name, marks and case ignored."""

    def __init__(self):
        self.all = list(Unit.objects.in_order())
        self.by_name = {}
        for unit in self.all:
            for name in {search_key(unit.full_name), search_key(unit.short_name)}:
                self.by_name.setdefault(name, []).append(unit)

    def named(self, words) -> Unit:
        """The one standing unit of that name.

        Raises:
            RowFault: none (with the nearest three), several, or one that has ended.
        """
        found = self.by_name.get(search_key(words), [])
        standing = [unit for unit in found if unit.active_to is None]
        if len(standing) == 1:
            return standing[0]
        if standing:
            names = ", ".join(f"“{unit.full_name}”" for unit in standing)
            raise RowFault(f"Đơn vị “{words}” chưa rõ: {names}. Ghi tên đầy đủ.")
        if found:
            raise RowFault(_ended(found[-1]))
        near = nearest(words, self.by_name)
        names = ", ".join(f"“{self.by_name[name][0].full_name}”" for name in near)
        hint = f" Gần giống: {names}." if names else " Thêm đơn vị trước."
        raise RowFault(f"Không có đơn vị “{words}”.{hint}")


def _ended(unit) -> str:
    rows = Succession.objects.filter(predecessor=unit).select_related("successor")
    names = ", ".join(f"“{row.successor.full_name}”" for row in rows)
    now = f" Đơn vị mới: {names}." if names else ""
    return f"“{unit.full_name}” đã kết thúc ngày {short_date(unit.active_to)}.{now}"


def lines():
    """Every account as a row of the same table, without passwords."""
    for user in User.objects.order_by("unit__order", "sort_key", "pk"):
        yield {column.key: _shown(user, column.key) for column in COLUMNS} | {
            "unit": user.unit.full_name
        }
