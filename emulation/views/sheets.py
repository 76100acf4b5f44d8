"""The officer's pages: list, sheet, check before handing in, receipt; and the buttons."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.generic import DetailView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from clusters.access import RuledObjectMixin, require
from clusters.fields import BlockField
from clusters.models import Province
from clusters.views.errors import UnknownFields
from emulation import completeness, evidence, letters, requests, rights, sheet_rows
from emulation.at_a_glance import at_a_glance
from emulation.cautions import cautions
from emulation.forms.sheet import SheetForm, commendation_rows
from emulation.models import ClusterPeriod, ScoreSheet
from emulation.workflow import Refused, lock

HANDOVER = BlockField(label="Bàn giao", max_length=600, required=False)


class SheetList(ListView):
    """S10: the sheets this person sees, newest period first; filtered by period and state."""

    template_name = "emulation/sheet_list.html"
    context_object_name = "sheets"
    paginate_by = 50
    FILTERS = ("ky", "cum", "trang-thai", "q")

    def asked(self):
        asked = self.request.GET.get
        seen = ScoreSheet.objects.visible_to(self.request.user)
        return seen.filtered(asked("ky"), asked("trang-thai"), asked("q", "")[:100], asked("cum"))

    def get_queryset(self):
        return self.asked().for_list().with_numbers().prefetch_related("steps")

    def get_context_data(self, **kwargs):
        user = self.request.user
        context = super().get_context_data(**kwargs)
        lines = [sheet_line(sheet, user) for sheet in context["sheets"]]
        return context | {
            "lines": lines,
            **self.choices(ScoreSheet.objects.visible_to(user)),
            "states": ScoreSheet.State.choices,
            "chosen": {name: self.request.GET.get(name, "") for name in self.FILTERS},
            "counts": self.asked().state_counts(),
            "sees_progress": rights.may_see_overview(user) or bool(user.steered_clusters()),
            "sees_leaf_work": rights.sees_leaf_work(user),
        }

    def choices(self, seen):
        """The periods and clusters in which this person sees sheets."""
        parts = ClusterPeriod.objects.filter(sheets__in=seen).distinct().newest_first()
        clusters = {part.cluster for part in parts}
        return {
            "periods": list(dict.fromkeys(part.period for part in parts)),
            "clusters": sorted(clusters, key=lambda cluster: (cluster.order, cluster.name)),
        }


def sheet_line(sheet, user):
    """One line of the list: the totals this person may read, and where the name leads."""
    own = sheet.unit_id == user.unit_id and user.is_of_member
    return {
        "sheet": sheet,
        "self": sheet.total("self"),
        "verified": sheet.total("verified") if rights.sees_verified(user, sheet) else None,
        "leads_to": "sheet-edit" if own else "sheet-review",
    }


class SheetDoor(RuledObjectMixin):
    """A sheet with everything its pages show."""

    model = ScoreSheet

    def get_queryset(self):
        return super().get_queryset().for_list()

    def allow(self, rule, sheet):
        """Refuse (403) what `rule` does not allow this person to do to the sheet as it is now."""
        require(rule, self.request.user, sheet)

    def parts_of(self, sheet):
        """Entries, items and commendation rows, each fetched once."""
        entries = list(sheet.entries.in_order())
        for entry in entries:
            entry.leaf.criteria_set = sheet.cluster_period.criteria_set
        items = [
            row
            for row in sheet.items.select_related("item")
            if rights.sees_item(self.request.user, sheet, row.item)
        ]
        return entries, items, commendation_rows(sheet)


class SheetForms(SheetDoor, SingleObjectMixin):
    """A sheet with the form of everything its officer may type."""

    def form_for(self, sheet, data=None):
        self.entries, self.items, self.commendations = self.parts_of(sheet)
        self.last_year = sheet_rows.last_year_of(sheet)
        return SheetForm(
            sheet,
            self.entries,
            self.items,
            self.commendations,
            data=data,
            last_year={number: then.actual for number, then in self.last_year.items()},
        )


class SheetEdit(SheetForms, View):
    """S11: the sheet; typed in by its officer, read by whoever sees it."""

    def get(self, request, pk):
        self.object = sheet = self.get_object()
        if not rights.may_edit(request.user, sheet):
            return self.show_locked(sheet)
        return self.show(sheet, self.form_for(sheet))

    @transaction.atomic
    def post(self, request, pk):
        sheet = self.get_object()
        self.allow(rights.may_edit, lock(sheet))
        form = self.form_for(sheet, request.POST)
        if form.is_stale() or not form.is_valid():
            return self.show(sheet, form, stale=form.is_stale())
        if foreign := form.foreign_names(request.POST):
            raise UnknownFields(foreign)
        sheet.record(form.changes(), by=request.user)
        if "next" in request.POST:
            return redirect("sheet-check", sheet.pk)
        if "full" in request.POST:
            request.user.prefer_full_sheet(request.POST["full"] == "1")
            return redirect(sheet)
        messages.success(request, "Đã lưu bản nháp.")
        for _, label, note in form.notes:
            messages.info(request, f"{label}: {note}")
        return redirect(sheet)

    def show(self, sheet, form, *, stale=False):
        fresh = ScoreSheet.objects.for_list().get(pk=sheet.pk)
        files, user = evidence.counts(sheet), self.request.user
        context = {
            "sheet": fresh,
            "form": form,
            "rows": sheet_rows.rows(
                sheet,
                self.entries,
                forms=form.entries,
                last_year=self.last_year,
                opening=sheet.opening,
                files=files,
            ),
            "done": completeness.done(self.entries),
            "files": files,
            "proposals": requests.open_proposals(sheet),
            "asked": [row for row in sheet.opening.rows if not row.entry_id],
            "adds_up": sheet.cluster_period.criteria_set.plain.adds_up,
            "is_full": user.sheet_is_full,
            "stale": stale,
            "notes": form.notes if form.is_bound else [],
            "may_sign_off": rights.may_sign_off(user, sheet),
            **sheet_facts(user, fresh, self.items),
        }
        return render(self.request, "emulation/sheet_edit.html", context)

    def show_locked(self, sheet):
        entries, items, commendations = self.parts_of(sheet)
        user = self.request.user
        context = {
            "sheet": sheet,
            "rows": sheet_rows.rows(
                sheet,
                entries,
                last_year=sheet_rows.last_year_of(sheet),
                files=evidence.counts(sheet),
            ),
            "commendations": [row for row in commendations if row.pk],
            "columns": visible_columns(user, sheet),
            "rights": buttons(user, sheet),
            "returned": last_step(sheet, "returned"),
            **sheet_facts(user, sheet, items),
        }
        return render(self.request, "emulation/sheet_locked.html", context)


def sheet_facts(user, sheet, items):
    """What every page of a sheet says: totals by column, the set's items, what is not measured."""
    return {
        "part": sheet.cluster_period,
        "totals": {total.column: total for total in sheet.totals.all()},
        "items": items,
        "unmeasured": sheet.cluster_period.unmeasured,
        "returned": last_step(sheet, "returned"),
        "reviewer_label": reviewer_label(user, sheet),
    }


def reviewer_label(user, sheet):
    """Who confirms this sheet, in the cluster's own word; without anyone the standing body."""
    label = user.steering.label_for(sheet.cluster_period.cluster, sheet.unit_id)
    return label or Province.objects.current().standing_body or "cơ quan thường trực"


def last_step(sheet, state):
    """The last move of the sheet into `state`, when the sheet is in that state now."""
    if sheet.state != state:
        return None
    return sheet.steps.filter(to_state=state).select_related("by__unit").last()


def visible_columns(user, sheet):
    """The columns of points beside computed and own that this person may read now."""
    return {
        "cluster": rights.sees_cluster_points(user, sheet),
        "verified": rights.sees_verified(user, sheet),
    }


def buttons(user, sheet):
    """Which acts this person may do to the sheet now; the same rights guard the addresses."""
    return {"own": rights.is_of_sheets_unit(user, sheet)} | {
        name: getattr(rights, f"may_{name}")(user, sheet)
        for name in [
            "edit",
            "submit",
            "sign_off",
            "hand_back",
            "recall",
            "see_review",
            "see_notice",
        ]
    }


class SheetCheck(SheetDoor, DetailView):
    """S15: what must be mended, what should be looked at, then the whole sheet and the button."""

    rule = staticmethod(rights.may_submit)
    template_name = "emulation/sheet_check.html"
    context_object_name = "sheet"

    def get_context_data(self, **kwargs):
        sheet, user = self.object, self.request.user
        entries, items, commendations = self.parts_of(sheet)
        rows = sheet_rows.rows(
            sheet,
            entries,
            last_year=sheet_rows.last_year_of(sheet),
            files=evidence.counts(sheet),
        )
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "faults": completeness.faults(sheet),
            "cautions": cautions(sheet, rows),
            "glance": at_a_glance(sheet, rows),
            "commendations": [row for row in commendations if row.pk],
            "columns": visible_columns(user, sheet),
            "rights": buttons(user, sheet),
            **sheet_facts(user, sheet, items),
        }


class SheetReceipt(SheetDoor, DetailView):
    """S16: the receipt of the last submission."""

    template_name = "emulation/sheet_receipt.html"
    context_object_name = "sheet"

    def get_context_data(self, **kwargs):
        receipts = list(self.object.receipts.select_related("by", "part__period", "part__cluster"))
        return super().get_context_data(**kwargs) | {
            "receipts": receipts,
            "receipt": receipts[-1] if receipts else None,
            "told": letters.receipt_words(self.object, receipts[-1]) if receipts else "",
            "rights": buttons(self.request.user, self.object),
            **sheet_facts(self.request.user, self.object, []),
        }


class SheetMove(SheetDoor, SingleObjectMixin, View):
    """Press one of the buttons. `rule`, `verb`, `done` and `leads_to` are set in the addresses."""

    http_method_names = ["post"]
    verb = None
    done = ""
    leads_to = "sheet-edit"
    on_refusal = "sheet-edit"

    def post(self, request, pk):
        sheet = self.get_object()
        try:
            self.verb(sheet, by=request.user, **self.words())
        except (Refused, ValidationError) as refusal:
            return self.refuse(sheet, refusal)
        messages.success(request, self.done)
        return redirect(self.leads_to, sheet.pk)

    def refuse(self, sheet, refusal):
        messages.error(self.request, sentence(refusal))
        return redirect(self.on_refusal, sheet.pk)

    def words(self):
        """What the person typed beside the button; nothing by default."""
        return {}


class SheetSubmit(SheetMove):
    """Hand in. A second press of the button leads to the receipt of the first."""

    verb = staticmethod(ScoreSheet.submit)
    done = "Đã nộp bảng tự chấm."
    leads_to = "sheet-receipt"
    on_refusal = "sheet-check"

    @staticmethod
    def rule(user, sheet):
        return rights.may_submit(user, sheet) or SheetSubmit.is_done(user, sheet)

    @staticmethod
    def is_done(user, sheet):
        own = rights.is_of_sheets_unit(user, sheet)
        return own and sheet.state == ScoreSheet.State.SUBMITTED

    def post(self, request, pk):
        if self.is_done(request.user, self.get_object()):
            return redirect(self.leads_to, pk)
        return super().post(request, pk)

    def refuse(self, sheet, refusal):
        sheet.refresh_from_db(fields=["state"])
        if self.is_done(self.request.user, sheet):
            return redirect(self.leads_to, sheet.pk)
        return super().refuse(sheet, refusal)


class SheetHandOver(SheetMove):
    """A sentence for the colleague who goes on with the draft."""

    def words(self):
        return {"note": HANDOVER.clean(self.request.POST.get("note", ""))}


def sentence(refusal):
    """What a refused act says to its user."""
    if isinstance(refusal, ValidationError):
        found = refusal.messages
        head = found[:3]
        more = f" … và {len(found) - 3} mục khác" if len(found) > 3 else ""
        return " · ".join(head) + more
    return str(refusal)
