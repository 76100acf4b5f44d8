"""S33: the merged table of a cluster's period, what stands behind a cell, acts on many sheets."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from clusters import text
from clusters.ticks import ticked
from clusters.way_back import way_back
from emulation import evidence, matrix, review, rights
from emulation.forms.returns import CommentForm, places_of
from emulation.models import ScoreSheet
from emulation.views.ranking import PartDoor
from emulation.views.sheets import SheetDoor, sentence, sheet_facts
from emulation.workflow import Refused, lock

FILTERS = {
    "chua-tham-dinh": "Chưa thẩm định",
    "lech": "Lệch với điểm tự chấm hơn",
    "thieu-minh-chung": "Thiếu minh chứng",
    "yeu-cau": "Đang ghi yêu cầu bổ sung",
}


class MatrixPage(PartDoor, View):
    """Units × criteria; `?chi-tiet=1` each leaf on its own, `?loc=` what to look for."""

    def get(self, request, p, c):
        part = self.part(p, c)
        what = request.GET.get("loc", "")
        what = what if what in FILTERS else ""
        limit, typed = limit_of(request.GET.get("hon", ""))
        detailed = request.GET.get("chi-tiet") == "1"
        columns = matrix.columns_of(part, leaves=detailed)
        lines = matrix.lines_of(part, columns)
        context = {
            "part": part,
            "columns": columns,
            "lines": matrix.found(lines, what, limit),
            "all_lines": lines,
            "filters": FILTERS,
            "what": what,
            "limit": limit,
            "typed": typed,
            "detailed": detailed,
            "acts": self.acts(lines),
        }
        return render(request, "emulation/matrix.html", context)

    def acts(self, lines):
        """Which sheets this person may agree to at once, and which approve."""
        user = self.request.user
        may = {"confirm": rights.may_confirm, "approve": rights.may_approve}
        return {
            name: {line.sheet.pk for line in lines if rule(user, line.sheet)}
            for name, rule in may.items()
        }

    def post(self, request, p, c):
        part = self.part(p, c)
        verbs = {
            "confirm": (ScoreSheet.confirm, rights.may_confirm, "Đã thống nhất"),
            "approve": (ScoreSheet.approve, rights.may_approve, "Đã duyệt"),
        }
        name = next((name for name in verbs if name in request.POST), None)
        if name is None:
            raise Http404
        verb, rule, done = verbs[name]
        sheets = list(part.sheets.for_list().filter(pk__in=ticked(request.POST, "sheet")))
        if not sheets:
            messages.warning(request, "Chưa chọn bảng nào. Đánh dấu ở cột đầu.")
            return redirect(request.get_full_path())
        if not all(rule(request.user, sheet) for sheet in sheets):
            raise PermissionDenied(rule.holder)
        self.run(sheets, verb, done)
        return redirect(request.get_full_path())

    def run(self, sheets, verb, done):
        """One transaction a sheet: what is refused is named, the rest is done."""
        moved, refused = 0, []
        for sheet in sheets:
            try:
                verb(sheet, by=self.request.user)
                moved += 1
            except (Refused, ValidationError) as refusal:
                refused.append(f"{sheet.unit.short_name}: {sentence(refusal)}")
        if moved:
            messages.success(self.request, f"{done} {moved} bảng.")
        for words in refused[:10]:
            messages.error(self.request, words)


def limit_of(typed):
    """The number of points beyond which a difference is looked for, and what was typed."""
    try:
        value = text.parse_number(typed or "1", "points", places=2).value
    except text.NumberFault:
        value = None
    return (Decimal(1) if value is None else value), typed or "1"


class MatrixCell(SheetDoor, SingleObjectMixin, View):
    """What stands behind a cell: figures, the four columns, files, what must be completed."""

    rule = staticmethod(rights.may_see_review)

    def get(self, request, pk, number):
        sheet, entries = self.found(pk, number)
        return self.show(sheet, number, entries)

    @transaction.atomic
    def post(self, request, pk, number):
        sheet, entries = self.found(pk, number)
        lock(sheet)
        self.allow(rights.may_send_back, sheet)
        forms = self.forms(sheet, entries, request.POST)
        if not all([form.is_valid() for form in forms.values()]):
            return self.show(sheet, number, entries, forms)
        review.keep_comments(sheet, forms.values(), by=request.user)
        messages.success(request, "Đã ghi yêu cầu bổ sung; chưa trả lại bảng.")
        return way_back(request, request.path)

    def found(self, pk, number):
        """The sheet and its measured leaves at or below the criterion; none is 404."""
        sheet = self.get_object()
        below = [leaf.number for leaf in self.leaves(sheet, number)]
        entries = [e for e in self.parts_of(sheet)[0] if e.measured and e.leaf.number in below]
        if not entries:
            raise Http404
        if rights.is_reviewer(self.request.user, sheet):
            sheet.note_opening(by=self.request.user)
        return sheet, entries

    def leaves(self, sheet, number):
        walk = sheet.cluster_period.criteria_set.plain.walk()
        return next((c.leaves() for c, _ in walk if c.number == number), ())

    def forms(self, sheet, entries, data=None):
        """A comment form for each leaf, where this person may return the sheet."""
        if not rights.may_send_back(self.request.user, sheet):
            return {}
        places = places_of(sheet, entries, [])
        keys = {entry.pk for entry in entries}
        chosen = [place for place in places if place["place"]["entry_id"] in keys]
        return {p["place"]["entry_id"]: CommentForm(data, **p) for p in chosen}

    def show(self, sheet, number, entries, forms=None):
        forms = self.forms(sheet, entries) if forms is None else forms
        documents = {e.pk: list(evidence.documents_of(e)) for e in entries}
        context = {
            "sheet": sheet,
            "rows": [(e, documents[e.pk], forms.get(e.pk)) for e in entries],
            "criterion": sheet.cluster_period.criteria_set.plain.find(number),
            "asks": bool(forms),
            "here": self.request.path,
            "back": self.request.headers.get("Referer", "") if self.is_partial else "",
            **sheet_facts(self.request.user, sheet, []),
        }
        page = "emulation/_matrix_cell.html" if self.is_partial else "emulation/matrix_cell.html"
        return render(self.request, page, context)

    @property
    def is_partial(self):
        return "X-Portal" in self.request.headers
