"""S34: the cross-check of a cluster's period: pairs, rows, the list of differences."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from clusters.access import require
from clusters.downloads import attachment, page_picture
from emulation import cross_check, rights
from emulation.forms.cross_check import CheckRowForm, DrawForm, PairsForm
from emulation.models import CheckPair, CrossCheck, Document, Evidence, ScoreSheet
from emulation.views.ranking import PartDoor
from emulation.workflow import Refused


class Board(PartDoor, View):
    """How far each pair is; what was found only after the round was closed."""

    def get(self, request, p, c):
        part = self.part(p, c)
        check = CrossCheck.objects.filter(cluster_period=part).first()
        shows = bool(check) and rights.sees_check_findings(request.user, check)
        pairs = CheckPair.objects.of_round(check).for_list() if check else []
        context = {
            "part": part,
            "check": check,
            "pairs": pairs,
            "differences": cross_check.differences(check) if shows else [],
            "shows": shows,
            "may_arrange": rights.may_arrange_checks(request.user, part),
            "may_close": bool(check) and rights.may_close_checks(request.user, check),
            "has_begun": any(pair.seen_rows for pair in pairs),
            "undone": [pair for pair in pairs if not pair.done_at],
        }
        return render(request, "emulation/cross_check/board.html", context)


class Arrange(PartDoor, View):
    """Draw the pairs or set them, then confirm; open until somebody has looked at a row."""

    def dispatch(self, request, p, c):
        if request.user.is_authenticated:
            self.cluster_part = self.part(p, c)
            require(rights.may_arrange_checks, request.user, self.cluster_part)
            sheets = ScoreSheet.objects.of_part(self.cluster_part).for_list()
            self.units = [sheet.unit for sheet in sheets]
        return super().dispatch(request)

    def get(self, request):
        if "each" not in request.GET:
            return self.show(DrawForm(initial={"due": self.cluster_part.closes_at, "each": 1}))
        form = DrawForm(request.GET)
        if not form.is_valid():
            return self.show(form)
        asked = form.cleaned_data
        seed = asked["seed"] or cross_check.new_seed()
        try:
            pairs = cross_check.draw(self.units, seed, asked["each"])
        except Refused as refusal:
            form.add_error("each", str(refusal))
            return self.show(form)
        typed = {"due": asked["due"]}
        pairs_form = PairsForm(units=self.units, each=asked["each"], pairs=pairs, initial=typed)
        return self.show(form, pairs_form, seed)

    def post(self, request):
        each, seed = self.number("each", 1), self.number("seed", None)
        each = min(max(each, 1), cross_check.MOST_EACH)
        form = PairsForm(request.POST, units=self.units, each=each)
        draw_form = DrawForm(initial={"each": each, "due": request.POST.get("due", "")})
        if not form.is_valid():
            return self.show(draw_form, form, seed)
        try:
            cross_check.arrange(
                part=self.cluster_part,
                pairs=form.pairs,
                seed=self.proved(seed, form.pairs, each),
                due=form.cleaned_data["due"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(draw_form, form, seed)
        messages.success(request, f"Đã giao {len(form.pairs)} cặp; các đơn vị đã được báo.")
        part = self.cluster_part
        return redirect("cross-check", part.period.code, part.cluster.code)

    def number(self, name, otherwise):
        typed = self.request.POST.get(name, "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else otherwise

    def proved(self, seed, pairs, each):
        """The seed, when these are the pairs that it draws; changed by hand they have none."""
        try:
            drawn = set(cross_check.draw(self.units, seed, each)) if seed else None
        except Refused:
            return None
        return seed if drawn == set(pairs) else None

    def show(self, draw_form, form=None, seed=None):
        context = {"part": self.cluster_part, "draw": draw_form, "form": form, "seed": seed}
        return render(self.request, "emulation/cross_check/arrange.html", context)


class Close(PartDoor, View):
    """End the round."""

    http_method_names = ["post"]

    def post(self, request, p, c):
        part = self.part(p, c)
        check = get_object_or_404(CrossCheck, cluster_period=part)
        require(rights.may_close_checks, request.user, check)
        try:
            cross_check.close(check=check, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã đóng vòng kiểm tra; ý kiến đã hiện.")
        return redirect("cross-check", p, c)


class PairDoor(View):
    """One pair that this person may look at; others are 404."""

    def dispatch(self, request, n, **kwargs):
        if request.user.is_authenticated:
            pairs = CheckPair.objects.for_list().select_related(
                "checker", "sheet__unit", "sheet__cluster_period__criteria_set",
                "sheet__cluster_period__period", "check_round__cluster_period__period",
                "check_round__cluster_period__cluster", "done_by",
            )  # fmt: skip
            self.pair = get_object_or_404(pairs, pk=n)
            if not rights.sees_pair(request.user, self.pair):
                raise Http404
        return super().dispatch(request, **kwargs)

    @property
    def is_in_hands(self):
        """The sheet lies with its unit: its figures are not for the checker now."""
        return self.pair.sheet.state in {*rights.OWN_STATES, rights.State.SIGNOFF}


class Pair(PairDoor):
    """The rows of the checked sheet beside what the checker says of them."""

    def get(self, request):
        return self.show(self.lines())

    def post(self, request):
        require(rights.may_check, request.user, self.pair)
        lines = self.lines(request.POST)
        sent = [form for _, _, form in lines if form.add_prefix("verdict") in request.POST]
        if not all([form.is_valid() for form in sent]):
            return self.show(lines)
        findings = {
            form.entry: form.finding for form in sent if form.has_changed() and form.finding
        }
        try:
            written = cross_check.look_at(pair=self.pair, findings=findings, by=request.user)
            if "finish" in request.POST:
                cross_check.finish(pair=self.pair, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self.show(self.lines(request.POST))
        done = " Đã hoàn thành kiểm tra." if "finish" in request.POST else ""
        messages.success(request, f"Đã lưu {written} dòng.{done}")
        return redirect(request.path)

    def lines(self, data=None):
        """(entry, what was found, its form or None)."""
        if self.is_in_hands:
            return []
        may = rights.may_check(self.request.user, self.pair)
        return [
            (entry, row, CheckRowForm(data, entry=entry, row=row) if may else None)
            for entry, row in cross_check.rows_of(self.pair)
        ]

    def documents(self):
        """The evidence of each row; papers of penalties and exclusions are not among it."""
        found = {}
        proofs = Evidence.objects.filter(entry__sheet=self.pair.sheet, document__struck_at=None)
        for proof in proofs.select_related("document").order_by("document__pk"):
            found.setdefault(proof.entry_id, []).append(proof.document)
        return found

    def show(self, lines):
        errors = [
            (form[name], form.errors[name])
            for _, _, form in lines
            if form and form.is_bound
            for name in form.errors
        ]
        context = {
            "pair": self.pair,
            "check": self.pair.check_round,
            "part": self.pair.check_round.cluster_period,
            "lines": lines,
            "errors": errors,
            "documents": self.documents() if lines else {},
            "writes": rights.may_check(self.request.user, self.pair),
            "in_hands": self.is_in_hands,
        }
        return render(self.request, "emulation/cross_check/pair.html", context)


class PairDocument(PairDoor):
    """Evidence of the rows of the checked sheet, while it is not in its unit's hands."""

    def document(self, d):
        rows = Document.objects.live().filter(sheet=self.pair.sheet, rows__entry__isnull=False)
        if self.is_in_hands:
            raise Http404
        return get_object_or_404(rows.distinct(), pk=d)


class PairDocumentFile(PairDocument):
    def get(self, request, d):
        document = self.document(d)
        return attachment(document.file, document.name, document.extension)


class PairDocumentPage(PairDocument):
    """One page of it as a picture."""

    def get(self, request, d, page):
        return page_picture(self.document(d), page)
