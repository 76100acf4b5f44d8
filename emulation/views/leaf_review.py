"""S35: verification by criterion; one leaf, all its units, nothing else."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from clusters.access import require
from clusters.downloads import attachment, page_picture
from emulation import leaf_review, rights
from emulation.forms.leaf_review import LeafRowForm
from emulation.models import Criterion, Document, Period, ScoreSheet
from emulation.rule_words import rule_sentence

WORDS = {"actual": "Số của ngành", "points": "Điểm của ngành", "level": "Mức của ngành"}


class LeafWorkList(TemplateView):
    """The leaves that this person verifies, and how far each is."""

    template_name = "emulation/leaf_work.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        if not rights.sees_leaf_work(user):
            raise Http404
        everything = user.is_provincial or user.is_auditor
        work = leaf_review.work_of(user, all_leaves=everything)
        return super().get_context_data(**kwargs) | {"work": work, "everything": everything}


class LeafDoor(View):
    """One leaf of a period that this person may look at; others are 404."""

    def dispatch(self, request, p, k, **kwargs):
        if request.user.is_authenticated:
            self.period = get_object_or_404(Period, code=p)
            leaves = Criterion.objects.leaves().select_related("criteria_set")
            self.leaf = get_object_or_404(leaves, pk=k)
            if not rights.may_see_leaf(request.user, self.period, self.leaf):
                raise Http404
        return super().dispatch(request, **kwargs)

    @cached_property
    def writes(self):
        return rights.may_verify_leaf(self.request.user, self.period, self.leaf)

    def lines(self, data=None):
        """All rows; those open to this person with their form."""
        lines = leaf_review.lines_of(self.period, self.leaf, self.request.user)
        for line in lines:
            if line.is_open and self.writes:
                line.form = LeafRowForm(
                    data,
                    record=line.entry,
                    part=line.sheet.cluster_period,
                    comment=line.comment,
                )
        return lines


class VerifyLeaf(LeafDoor):
    """Read the leaf of all units; write the verifier's figures where a row is open."""

    def get(self, request):
        return self.show(self.lines())

    def post(self, request):
        require(rights.may_verify_leaf, request.user, self.period, self.leaf)
        lines = self.lines(request.POST)
        touched = []
        for line in lines:
            if line.form:
                line.form.hold_unsent()
                touched += [line] if line.form.is_touched else []
        if not all([line.form.is_valid() for line in touched]):
            return self.show(lines, touched)
        try:
            saved = leaf_review.save(lines=touched, by=request.user)
        except ValidationError:
            return self.show(lines, touched)
        messages.success(request, f"Đã lưu {saved} dòng." if saved else "Không có dòng nào đổi.")
        return redirect(request.path)

    def show(self, lines, touched=()):
        leaf = self.leaf.plain
        faults = [(line, fault) for line in touched for fault in line.faults]
        errors = [(line.form, name) for line in touched for name in line.form.errors]
        context = {
            "period": self.period,
            "leaf": leaf,
            "criteria_set": self.leaf.criteria_set,
            "rule": rule_sentence(leaf),
            "own_word": WORDS[leaf.column],
            "lines": lines,
            "matching": len(leaf_review.matching(lines)) if self.writes else 0,
            "writes": self.writes,
            "open_count": sum(1 for line in lines if line.form),
            "done": sum(1 for line in lines if line.is_verified),
            "faults": faults,
            "errors": [(form[name], form.errors[name]) for form, name in errors],
            "k": self.leaf.pk,
        }
        return render(self.request, "emulation/leaf_review.html", context)


class VerifyAgree(LeafDoor):
    """[Đồng ý {n} dòng khớp]: verify at once what needs no second look."""

    http_method_names = ["post"]

    def post(self, request):
        require(rights.may_verify_leaf, request.user, self.period, self.leaf)
        lines = leaf_review.lines_of(self.period, self.leaf, self.request.user)
        done = leaf_review.agree(lines=lines, by=request.user)
        messages.success(request, f"Đã đồng ý {done} dòng khớp.")
        return redirect("verify", self.period.code, self.leaf.pk)


class LeafDocument(LeafDoor):
    """The evidence of one row of the leaf; what proves other rows only is 404."""

    def document(self, d):
        ready = ScoreSheet.objects.filter(
            cluster_period__period=self.period, state__in=leaf_review.READY
        )
        if not self.request.user.is_provincial:
            ready = ready.exclude(unit=self.request.user.unit_id)
        found = Document.objects.live().filter(sheet__in=ready, rows__entry__leaf=self.leaf)
        return get_object_or_404(found.distinct(), pk=d)


class LeafDocumentFile(LeafDocument):
    def get(self, request, d):
        document = self.document(d)
        return attachment(document.file, document.name, document.extension)


class LeafDocumentPage(LeafDocument):
    """One page of it as a picture."""

    def get(self, request, d, n):
        return page_picture(self.document(d), n)


class LeafRow(LeafDoor):
    """What stands behind one unit's row: explanation, evidence, how the points came about."""

    def get(self, request, d):
        lines = leaf_review.lines_of(self.period, self.leaf, self.request.user)
        line = next((line for line in lines if line.entry.pk == d and line.is_ready), None)
        if line is None:
            raise Http404
        documents = Document.objects.live().filter(rows__entry=line.entry).for_list()
        context = {
            "period": self.period,
            "k": self.leaf.pk,
            "leaf": self.leaf.plain,
            "line": line,
            "documents": documents,
        }
        whole = "X-Portal" not in request.headers
        page = "emulation/leaf_row.html" if whole else "emulation/_leaf_row.html"
        return render(request, page, context)
