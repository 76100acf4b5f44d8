"""S36: a unit's sheet beside the cluster's and the province's column, and their buttons."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView, View
from django.views.generic.detail import SingleObjectMixin

from clusters.text import moment
from emulation import evidence, moments, review, rights, sheet_rows
from emulation.forms.returns import BehalfForm, ExtendForm, ReopenForm, ReturnForm, places_of
from emulation.forms.review import ReviewForm
from emulation.models import RowReturn
from emulation.models.entries import Column
from emulation.views.sheets import SheetDoor, SheetMove, sentence, sheet_facts, visible_columns
from emulation.workflow import Refused, lock


def column_for(user, sheet):
    """The column this person may write now, and which counted rows with it."""
    if rights.may_confirm(user, sheet):
        return Column.CLUSTER, ["bonus", "penalty"]
    if rights.may_verify(user, sheet):
        return Column.VERIFIED, ["bonus", "penalty", "exclusion"]
    if rights.may_exclude(user, sheet):
        return Column.VERIFIED, ["exclusion"]
    return None, []


class SheetReview(SheetDoor, SingleObjectMixin, View):
    """The sheet as the cluster and the province read and judge it."""

    saved = "Đã lưu."

    def get(self, request, pk):
        sheet = self.get_object()
        self.allow(rights.may_see_review, sheet)
        if rights.is_reviewer(request.user, sheet):
            sheet.note_opening(by=request.user)
        return self.show(sheet, self.form_for(sheet))

    @transaction.atomic
    def post(self, request, pk):
        sheet = lock(self.get_object())
        self.allow(lambda user, record: column_for(user, record)[0], sheet)
        form, act = self.form_for(sheet, request.POST), self.act_form()
        if not all([form.is_valid(), act is None or act.is_valid()]) or form.is_stale():
            return self.show(sheet, form, act=act, stale=form.is_stale())
        try:
            with transaction.atomic():
                self.write(sheet, form)
                self.finish(sheet, act)
        except (Refused, ValidationError) as refusal:
            sheet.refresh_from_db(fields=["state", "version", "return_due"])
            faults = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            return self.show(sheet, form, act=act, faults=faults)
        messages.success(request, self.saved)
        return redirect("sheet-review", pk)

    def act_form(self):
        """What a button of this page needs beside the figures; saving needs nothing."""
        return None

    def finish(self, sheet, act):
        """What happens after the figures are written."""

    def write(self, sheet, form):
        review.keep_comments(sheet, form.comments, by=self.request.user)
        if form.column == Column.CLUSTER:
            review.record_cluster(sheet, form, by=self.request.user)
        else:
            review.record_verified(sheet, form, by=self.request.user)

    def form_for(self, sheet, data=None):
        self.entries, self.items, self.commendations = self.parts_of(sheet)
        user = self.request.user
        column, kinds = column_for(user, sheet)
        if column is None:
            return None
        returns = rights.may_send_back(user, sheet) or rights.may_reopen(user, sheet)
        places = places_of(sheet, self.entries, self.items) if returns else ()
        return ReviewForm(
            sheet, self.entries, self.items, column=column, kinds=kinds, comments=places, data=data
        )

    def show(self, sheet, form, *, act=None, stale=False, faults=()):
        user = self.request.user
        forms = form.rows if form else []
        item_forms = {row.record.pk: row for row in form.items} if form else {}
        files = evidence.counts(sheet)
        last_year = sheet_rows.last_year_of(sheet)
        rows = sheet_rows.rows(sheet, self.entries, forms=forms, last_year=last_year, files=files)
        context = {
            "files": files,
            "sheet": sheet,
            "form": form,
            "rows": rows,
            "item_rows": [(row, item_forms.get(row.pk)) for row in self.items],
            "comments": comments_by_key(form),
            "part_keys": RowReturn.Part.values if form and form.comments else [],
            "asked": sheet.opening.rows,
            "stale": stale,
            "faults": faults,
            "act": act,
            "commendations": [row for row in self.commendations if row.pk],
            "columns": visible_columns(user, sheet),
            "acts": acts(user, sheet),
            "matching": len(review.matching(sheet)) if rights.may_verify(user, sheet) else 0,
            "return_form": act or ReturnForm(initial=_due()),
            "reopen_form": act or ReopenForm(initial=_due(), prefix="r"),
            "resubmitted": moments.resubmitted(sheet),
            **sheet_facts(user, sheet, self.items),
        }
        return render(self.request, "emulation/sheet_review.html", context)


def comments_by_key(form):
    """The comment fields by the place they stand at."""
    return {comment.key: comment["comment"] for comment in form.comments} if form else {}


def acts(user, sheet):
    names = ["confirm", "send_back", "approve", "reopen", "verify", "extend", "enter_for", "edit"]
    return {name: getattr(rights, f"may_{name}")(user, sheet) for name in names}


def _due():
    """Three days from now, at the end of office hours: a proposal, to be changed."""
    local = timezone.localtime(timezone.now() + timedelta(days=3))
    return {"due": local.replace(hour=17, minute=0, second=0, microsecond=0)}


class SheetSendBack(SheetReview):
    """Save what stands on the page, then return the sheet, or open an approved one again."""

    http_method_names = ["post"]
    form_class = ReturnForm
    verb = None
    prefix = None
    saved = "Đã trả lại bảng điểm để bổ sung."

    def act_form(self):
        return self.form_class(self.request.POST, prefix=self.prefix)

    def finish(self, sheet, act):
        self.verb(sheet, by=self.request.user, **act.cleaned_data)


class SheetAgree(SheetMove):
    """[Đồng ý {n} dòng khớp]: verify at once what needs no second look."""

    leads_to = on_refusal = "sheet-review"
    verb = staticmethod(review.agree_with_matching)
    rule = staticmethod(rights.may_verify)
    done = "Đã đồng ý các dòng khớp."


class SheetBehalf(SheetDoor, SingleObjectMixin, FormView):
    """[Nhập hộ]: why the province types for the unit; then the sheet opens to it."""

    rule = staticmethod(rights.may_enter_for)
    template_name = "emulation/sheet_behalf.html"
    form_class = BehalfForm

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object() if request.user.is_authenticated else None
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.object.enter_for(by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"Đang nhập hộ {self.object.unit}. Đơn vị đã được báo.")
        return redirect(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sheet": self.object}


class SheetExtend(SheetDoor, SingleObjectMixin, FormView):
    """Give one unit more time, with the reason."""

    rule = staticmethod(rights.may_extend)
    template_name = "emulation/sheet_extend.html"
    form_class = ExtendForm

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object() if request.user.is_authenticated else None
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.object.extend(by=self.request.user, **form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, sentence(refusal))
            return self.form_invalid(form)
        until = moment(self.object.due)
        messages.success(self.request, f"Đã gia hạn cho {self.object.unit} đến {until}.")
        return redirect("sheet-review", self.object.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sheet": self.object}
