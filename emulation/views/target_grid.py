"""S18: the plan figures of a cluster's period as a grid, typed or brought in from Excel."""

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import View

from clusters import files
from clusters.access import require
from clusters.downloads import made
from emulation import rights, target_grid
from emulation.forms.targets import DocumentForm, TargetFileForm
from emulation.models import ClusterPeriod, TargetProposal
from emulation.target_book import take_apart, target_workbook
from emulation.views.evidence import LARGEST_REQUEST
from emulation.workflow import Refused

SALT = "emulation.targets.preview"


class GridDoor(View):
    """The grid of one cluster's period, for the province and its verifying units."""

    largest_body = LARGEST_REQUEST

    def dispatch(self, request, y, pk):
        if request.user.is_authenticated:
            parts = ClusterPeriod.objects.standing().with_names().filter(period__year=y)
            self.part = get_object_or_404(parts, pk=pk)
            if not rights.may_see_target_grid(request.user, self.part):
                raise Http404
            self.grid = target_grid.grid_for(request.user, self.part)
            if request.method == "POST":
                require(rights.may_give_targets, request.user, self.part)
        return super().dispatch(request)

    @property
    def writes(self):
        return rights.may_give_targets(self.request.user, self.part)

    def save(self, changes, form):
        """Write the changes with their document; False when somebody was quicker."""
        try:
            kept = target_grid.apply(
                grid=self.grid, changes=changes, facts=form.cleaned_data, by=self.request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(self.request, f"Đã lưu {len(changes)} kế hoạch.")
        if kept:
            names = "; ".join(sorted({str(sheet.unit) for sheet in kept}))
            messages.warning(self.request, f"Bảng đã nộp giữ số cũ: {names}.")
        return True

    def page(self, name="target-grid"):
        return reverse(name, args=[self.part.period.year, self.part.pk])


class TargetGrid(GridDoor):
    """All units and leaves on one page."""

    def get(self, request):
        return self.show({}, DocumentForm(initial={"source": "province"}))

    def post(self, request):
        typed = {
            (unit.pk, leaf.pk): (request.POST[name], name)
            for unit in self.grid.units
            for leaf in self.grid.leaves
            if (name := f"k-{unit.pk}-{leaf.pk}") in request.POST
        }
        changes, faults = target_grid.compare(self.grid, typed, self.base())
        form = DocumentForm(request.POST)
        if not changes and not faults:
            messages.info(request, "Không có kế hoạch nào đổi.")
            return redirect(self.page())
        if faults or not form.is_valid() or not self.save(changes, form):
            return self.show(typed, form, dict(faults))
        return redirect(self.page())

    def base(self):
        """What the page showed; a page without it is compared with what stands now."""
        try:
            shown = signing.loads(self.request.POST.get("base", ""), salt=SALT)
        except signing.BadSignature:
            return self.grid.texts
        return {(unit, leaf): text for unit, leaf, text in shown}

    def show(self, typed, form, faults=None):
        proposals = TargetProposal.objects.open().filter(
            leaf__in=self.grid.leaves, year=self.part.period.year
        )
        waiting = {(p.unit_id, p.leaf_id): p for p in proposals.select_related("leaf", "unit")}
        faults, leaves = faults or {}, self.grid.leaves
        rows = [
            (unit, [self.cell(unit, leaf, typed, faults, waiting) for leaf in leaves])
            for unit in self.grid.units
        ]
        context = {
            "part": self.part,
            "grid": self.grid,
            "rows": rows,
            "form": form,
            "faults": faults,
            "base": signing.dumps(flat(self.grid.texts), salt=SALT, compress=True),
            "writes": self.writes,
        }
        return render(self.request, "emulation/targets/grid.html", context)

    def cell(self, unit, leaf, typed, faults, waiting):
        name = f"k-{unit.pk}-{leaf.pk}"
        text = typed.get((unit.pk, leaf.pk), (self.grid.text(unit, leaf), ""))[0]
        label = f"{unit.short_name}, tiêu chí {leaf.number}"
        proposal = waiting.get((unit.pk, leaf.pk))
        return {
            "name": name,
            "text": text,
            "label": label,
            "fault": faults.get(name),
            "proposal": proposal,
        }


class TargetBook(GridDoor):
    """The Excel file of the grid."""

    def get(self, request):
        name = f"chi-tieu-{self.part.period.code}-{self.part.cluster.code}.xlsx"
        return made(target_workbook(self.grid), name)


class TargetImport(GridDoor):
    """Take the filled file back: first the preview, then all of it or nothing."""

    def get(self, request):
        require(rights.may_give_targets, request.user, self.part)
        return self.show(form=TargetFileForm())

    def post(self, request):
        if "kept" in request.POST:
            return self.confirm()
        form = TargetFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form)
        upload = form.cleaned_data["file"]
        try:
            typed, base, faults = take_apart(upload.file, upload.name, self.grid)
        except files.FileFault as fault:
            form.add_error("file", str(fault))
            return self.show(form=form)
        return self.preview(typed, base, faults)

    def confirm(self):
        try:
            plain = signing.loads(self.request.POST["kept"], salt=SALT, max_age=24 * 3600)
        except signing.BadSignature:
            messages.error(self.request, "Bản xem trước đã quá cũ. Chọn lại tệp để xem trước.")
            return redirect(self.page("target-import"))
        if plain["part"] != self.part.pk:
            raise Http404
        typed = {(u, leaf): (text, at) for u, leaf, text, at in plain["typed"]}
        base = {(u, leaf): text for u, leaf, text in plain["base"]}
        form = DocumentForm(self.request.POST)
        changes, faults = target_grid.compare(self.grid, typed, base)
        if faults or not form.is_valid() or not self.save(changes, form):
            return self.preview(typed, base, [], form)
        return redirect(self.page())

    def preview(self, typed, base, faults, document=None):
        changes, more = target_grid.compare(self.grid, typed, base)
        cells = [(*key, *cell) for key, cell in typed.items()]
        kept = {"part": self.part.pk, "typed": cells, "base": flat(base)}
        return self.show(
            previews=True,
            changes=changes,
            faults=[*faults, *(f"{at}: {sentence}" for at, sentence in more)],
            document=document or DocumentForm(initial={"source": "province"}),
            kept=signing.dumps(kept, salt=SALT, compress=True),
        )

    def show(self, **context):
        context |= {"part": self.part, "grid": self.grid}
        return render(self.request, "emulation/targets/import.html", context)


def flat(texts):
    """Cells by their place as rows, to be signed."""
    return [(*place, text) for place, text in texts.items()]
