"""S11r: one row of a sheet is saved on its own, answered with what follows; who is there."""

from datetime import timedelta

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from clusters.text import clock
from clusters.views.errors import UnknownFields
from emulation import completeness, rights, rule_words, sheet_rows
from emulation.forms.sheet import (
    BonusForm,
    CommendationForm,
    EntryForm,
    TextsForm,
    commendation_rows,
)
from emulation.models import Presence, ScoreSheet, Target, TargetProposal
from emulation.row_save import save_row
from emulation.templatetags.sheet_tags import half_year, slug
from emulation.views.history import visible_changes
from emulation.views.sheets import SheetDoor

BESIDE = {"csrfmiddlewaretoken", "seen", "as"}
HERE_FOR = timedelta(seconds=50)
"""Somebody not heard of for this long has gone; the page says it is there every 20 seconds."""


class RowSave(View):
    """Save the posted fields of one row. Every answer is JSON; what is refused says why."""

    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request, pk, **where):
        try:
            sheet = ScoreSheet.objects.visible_to(request.user).hold(pk)
        except ScoreSheet.DoesNotExist:
            raise Http404 from None
        if not rights.may_edit(request.user, sheet):
            return JsonResponse({"sentence": locked_sentence(sheet)}, status=403)
        seen = request.POST.get("seen", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise BadRequest("A save must say at which tick the row was last seen.")
        form = self.form_for(sheet, **where)
        if not sheet.opening.allows(form.record):
            sentence = "Dòng này không nằm trong các dòng được yêu cầu bổ sung, không sửa được."
            return JsonResponse({"sentence": sentence}, status=403)
        known = {form.add_prefix(name) for name in form.fields} | BESIDE
        if foreign := {n for n in request.POST if n not in known and n[:4] != "raw-"}:
            raise UnknownFields(foreign)
        saved = save_row(sheet, form, seen=int(seen), by=request.user)
        status = 409 if saved.conflicts else 200
        return JsonResponse(answer(sheet, saved, self.html(sheet, form.record)), status=status)

    def form_for(self, sheet, **where):
        raise NotImplementedError

    def html(self, sheet, record):
        return {"sheet-total": total_html(sheet)}


def answer(sheet, saved, html):
    return {
        "seen": sheet.version,
        "at": clock(timezone.now()),
        "faults": saved.faults,
        "notes": saved.notes,
        "conflicts": saved.conflicts,
        "fresh": saved.fresh,
        "html": html,
    }


def locked_sentence(sheet):
    return (
        f"Bảng này đang ở trạng thái “{sheet.state_label}”, không sửa được. "
        "Sao chép phần vừa nhập nếu cần, rồi tải lại trang."
    )


def total_html(sheet):
    totals = {total.column: total for total in sheet.totals.all()}
    done = completeness.done(with_set(sheet))
    context = {"totals": totals, "part": sheet.cluster_period, "sheet": sheet, "done": done}
    return render_to_string("emulation/_sheet_total.html", context)


class SheetRow(RowSave):
    """A leaf: save it (POST), or tell how it is scored (GET, the panel beside the sheet)."""

    http_method_names = ["get", "post"]

    def get(self, request, pk, rid):
        sheet, entry = entry_in_sight(request.user, pk, rid)
        context = {
            "sheet": sheet,
            "part": sheet.cluster_period,
            "entry": entry,
            "leaf": entry.leaf.plain,
            "rule": rule_words.rule_sentence(entry.leaf.plain),
            "target": Target.objects.filter(
                unit=sheet.unit_id, leaf=entry.leaf_id, year=sheet.period.year
            ).first(),
            "expected": rule_words.expected_sentence(
                entry.leaf.plain, entry.target, sheet.cluster_period.half_year
            ),
            "may_propose": rights.may_propose_target(request.user, sheet.unit),
            "proposal": TargetProposal.objects.open()
            .filter(unit=sheet.unit_id, leaf=entry.leaf_id, year=sheet.period.year)
            .first(),
            "last": visible_changes(request.user, sheet).of(entry).first(),
        }
        whole = "X-Portal" not in request.headers
        page = "emulation/row_panel.html" if whole else "emulation/_row_panel.html"
        return render(request, page, context)

    def form_for(self, sheet, rid):
        entry = next((e for e in sheet.entries.all() if e.pk == rid and e.measured), None)
        if entry is None:
            raise Http404
        entry.leaf.criteria_set = sheet.cluster_period.criteria_set
        return EntryForm(self.request.POST, record=entry, part=sheet.cluster_period)

    def html(self, sheet, record):
        entries = sorted(with_set(sheet), key=lambda e: e.leaf.position)
        found = super().html(sheet, record)
        for row in sheet_rows.rows(sheet, entries):
            if row.is_heading and record.leaf.number.startswith(f"{row.number}."):
                context = {"row": row}
                found[f"h-computed-{slug(row.number)}"] = diem(row.points["computed"])
                found[f"h-self-{slug(row.number)}"] = render_to_string(
                    "emulation/_heading_self.html", context
                )
        found[f"f-{record.pk}"] = render_to_string("emulation/_computed.html", {"entry": record})
        if record.half_actual is not None:
            found[f"y-{record.pk}"] = half_year(record)
        return found


def with_set(sheet):
    """The entries fetched with a held sheet, their leaves knowing the set without asking for it."""
    for entry in sheet.entries.all():
        entry.leaf.criteria_set = sheet.cluster_period.criteria_set
    return sheet.entries.all()


def diem(value):
    from clusters.text import format_points

    return format_points(value)


def entry_in_sight(user, pk, rid):
    """A sheet and one of its leaves, as far as this person sees them; else 404."""
    sheet = ScoreSheet.objects.visible_to(user).for_list().filter(pk=pk).first()
    entry = sheet and sheet.entries.measured().select_related("leaf").filter(pk=rid).first()
    if not entry:
        raise Http404
    entry.leaf.criteria_set = sheet.cluster_period.criteria_set
    return sheet, entry


class SheetPart(RowSave):
    """A bonus (t5), the texts (v), or a row of commendations (k-unit-merit)."""

    def form_for(self, sheet, key):
        data = self.request.POST
        forms = [TextsForm(data, record=sheet)]
        items = [row for row in sheet.items.all() if row.item.kind == "bonus"]
        forms += [BonusForm(data, record=row) for row in items]
        if key.startswith("k-"):
            forms += [CommendationForm(data, record=row) for row in commendation_rows(sheet)]
        form = next((form for form in forms if form.prefix == key), None)
        if form is None:
            raise Http404
        return form


class SheetPresence(SheetDoor, SingleObjectMixin, View):
    """Who else has the sheet open; a fresh token for a page whose session began anew."""

    def get(self, request, pk):
        return self.tell(self.get_object())

    def post(self, request, pk):
        sheet = self.get_object()
        self.allow(rights.may_edit, sheet)
        Presence.objects.update_or_create(
            sheet=sheet, user=request.user, defaults={"seen_at": timezone.now()}
        )
        return self.tell(sheet)

    def tell(self, sheet):
        others = sheet.presences.exclude(user=self.request.user).select_related("user")
        here = others.filter(seen_at__gt=timezone.now() - HERE_FOR)
        return JsonResponse(
            {
                "user": self.request.user.username,
                "token": get_token(self.request),
                "others": [str(presence.user) for presence in here],
                "seen": sheet.version,
                "editable": rights.may_edit(self.request.user, sheet),
            }
        )
