"""S31, editing: a draft of a criteria set as a tree with live sums, one page a node."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import DetailView, FormView, View

from clusters.access import RuledObjectMixin
from clusters.downloads import made
from emulation import rights, scoring
from emulation.forms.set_nodes import BeginForm, NodeForm
from emulation.models import CriteriaSet, SetDraft
from emulation.set_diff import set_changes
from emulation.set_drafting import nodes, tree, verbs
from emulation.set_drafting.book import set_workbook
from emulation.views.manage import ProvincePage
from emulation.views.sets import trial_on
from emulation.workflow import Refused


class DraftBegin(ProvincePage, FormView):
    """From what to begin; on a set's page the choice is made already."""

    reads = staticmethod(rights.may_manage_periods)
    form_class = BeginForm
    template_name = "emulation/set_drafts/begin.html"

    def form_valid(self, form):
        try:
            draft = verbs.begin(
                document=form.document,
                based_on=form.cleaned_data["based_on"],
                by=self.request.user,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        return redirect("criteria-draft", draft.pk)


class DraftDoor(ProvincePage, View):
    """One draft; its document as a tree."""

    def dispatch(self, request, n, **kwargs):
        if request.user.is_authenticated and rights.may_see_periods(request.user):
            drafts = SetDraft.objects.select_related(
                "based_on", "stored_as", "changed_by__unit", "created_by"
            )
            self.draft = get_object_or_404(drafts, pk=n)
            self.document = self.draft.plain
        return super().dispatch(request, **kwargs)

    def done(self, sentence):
        messages.success(self.request, sentence)
        return redirect("criteria-draft", self.draft.pk)

    def refused(self, refusal):
        messages.error(self.request, str(refusal))
        return redirect("criteria-draft", self.draft.pk)

    def node(self, path):
        try:
            return tree.find(self.document, path)
        except tree.NoSuchNode:
            raise Http404 from None


class Draft(DraftDoor):
    """The tree: every node with its points, what its parts add up to, what is wrong with it."""

    def get(self, request):
        faults = tree.faults_of(self.document)
        listed = tree.lines(self.document, faults)
        context = {
            "draft": self.draft,
            "document": self.document,
            "sections": [(name, nodes.KINDS[name][0], listed[name]) for name in tree.LISTS],
            "declared": tree.declared(self.document),
            "faults": [self.named(fault) for fault in faults],
            "changes": self.changes() if not faults else None,
            "writes": rights.may_manage_periods(request.user) and self.draft.is_open,
            "mark": verbs.mark_of(self.draft),
        }
        return render(request, "emulation/set_drafts/draft.html", context)

    def named(self, fault):
        """(path, where, what is wrong)"""
        path, words = tree.placed(fault)
        return path, tree.named(self.document, path), words

    def changes(self):
        """What it says otherwise than the set that it is based on; None without one."""
        if self.draft.based_on is None:
            return None
        return set_changes(self.draft.based_on.plain, scoring.load_set(self.document))


class DraftTry(DraftDoor):
    """Score figures that are there with the draft as it stands; a faulty one is mended first."""

    def get(self, request):
        faults = tree.faults_of(self.document)
        if faults:
            messages.error(request, f"Còn {len(faults)} lỗi phải sửa trước khi thử.")
            return redirect("criteria-draft", self.draft.pk)
        context = trial_on(request, scoring.load_set(self.document)) | {
            "name": str(self.draft),
            "back": reverse("criteria-draft", args=[self.draft.pk]),
        }
        return render(request, "emulation/sets/try.html", context)


class DraftNode(DraftDoor):
    """Change one node, or ("them") add one to a list; the type of a rule chooses its fields."""

    adds = False

    def dispatch(self, request, n, path="", **kwargs):
        self.path = "" if path == "chung" else path
        return super().dispatch(request, n=n, **kwargs)

    def get(self, request):
        node = self.old()
        return self.show(self.form(node, rule_type=rule_of(node)))

    def post(self, request):
        node = self.old()
        rule_type = request.POST.get("rule_type", "")
        rule_type = rule_type if rule_type in nodes.RULES else rule_of(node)
        form = self.form(node, request.POST, rule_type)
        if "retype" in request.POST:
            return self.show(self.form(form.typed, rule_type=rule_type))
        if not form.is_valid():
            return self.show(form)
        facts = {"path": self.path, "node": form.made, "seen": request.POST.get("seen", "")}
        verb = verbs.add_node if self.adds else verbs.change_node
        try:
            verb(draft=self.draft, by=request.user, **facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        return self.done("Đã lưu mục vào dự thảo.")

    def form(self, node, data=None, rule_type=""):
        kind = tree.kind_of(self.path)
        form = NodeForm(data, node=node, kind=kind, rule_type=rule_type)
        if data is not None:
            form.typed = typed_node(form, node, data)
        return form

    def old(self):
        """What stands there; for a new node nothing, in a list that must be there."""
        found = self.node(self.path)
        if self.adds != isinstance(found, list):
            raise Http404
        return {} if self.adds else found

    def seen(self):
        """The mark of what the page shows, or of the node that holds the list."""
        if self.adds and "." not in self.path:
            return ""
        path = self.path.rpartition(".")[0] if self.adds else self.path
        self.node(path)
        return tree.seen(self.document, path)

    def show(self, form):
        kind = tree.kind_of(self.path)
        context = {
            "draft": self.draft,
            "form": form,
            "title": nodes.KINDS[kind][0] if kind else "Thông tin chung",
            "adds": self.adds,
            "rules": [(key, *words) for key, words in nodes.RULES.items()],
            "seen": self.request.POST.get("seen") or self.seen(),
            "writes": rights.may_manage_periods(self.request.user) and self.draft.is_open,
        }
        return render(self.request, "emulation/set_drafts/node.html", context)


def rule_of(node):
    kind = (node.get("rule") or {}).get("type", "")
    return kind if kind in nodes.RULES else "direct_points"


def typed_node(form, node, data):
    """What was typed as far as it can be understood, for the fields of another rule type."""
    made = dict(node)
    for spec in form.specs:
        try:
            value = nodes.read(spec, data.get(spec.name, ""))
        except nodes.FieldFault:
            continue
        made = {**made, spec.path[0]: dict(made.get(spec.path[0]) or {})} if spec.place else made
        nodes.put(made, spec, value, data.get(spec.name, ""))
    return made


class DraftAct(DraftDoor):
    """Move or remove a node, take the last change back, store the draft, give it up."""

    http_method_names = ["post"]

    def post(self, request):
        what, by = request.POST.get("what", ""), request.user
        mark = request.POST.get("mark", "")
        try:
            if what == "undo":
                verbs.undo(draft=self.draft, by=by, mark=mark)
                return self.done("Đã hoàn tác thay đổi vừa rồi.")
            if what == "store":
                kept = verbs.store(draft=self.draft, by=by, mark=mark)
                messages.success(request, f"Đã lưu {kept}. Áp dụng bộ này khi sẵn sàng.")
                return redirect("criteria-set", kept.pk)
            if what == "drop":
                verbs.drop(draft=self.draft, by=by)
                messages.success(request, f"Đã bỏ {self.draft}.")
                return redirect("criteria-sets")
            path, seen = request.POST.get("path", ""), request.POST.get("seen", "")
            verbs.act(draft=self.draft, path=path, what=what, seen=seen, by=by)
        except (Refused, tree.NoSuchNode) as refusal:
            return self.refused(refusal)
        words = {"remove": "Đã xóa mục. Bấm Hoàn tác để lấy lại."}
        return self.done(words.get(what, "Đã chuyển mục."))


class DraftFile(DraftDoor):
    """The draft as it stands, for work in Excel or by hand."""

    def get(self, request):
        if request.GET.get("dang") == "json":
            return made(self.draft.document.encode(), f"du-thao-{self.draft.pk}.json")
        return made(set_workbook(self.document), f"du-thao-{self.draft.pk}.xlsx")


class SetBook(RuledObjectMixin, DetailView):
    """A version of a set as an Excel file, from which a draft can be begun again."""

    model = CriteriaSet
    pk_url_kwarg = "v"

    def render_to_response(self, context, **kwargs):
        document = scoring.read_document(self.object.document)
        return made(set_workbook(document), f"{self.object.file_stem}.xlsx")
