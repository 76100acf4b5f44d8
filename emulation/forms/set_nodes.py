"""The form of one node of a draft: the fields that `nodes` lists for it, read the same as Excel."""

import copy

from django import forms

from clusters.fields import MESSAGES
from clusters.forms.base import crispy
from emulation import scoring
from emulation.models import CriteriaSet
from emulation.set_drafting import nodes
from emulation.set_drafting.book_read import document_of

LARGEST = 1_000_000
AREAS = {"block": 3, "lines": 3, "rows": 6, "table": 6}


class NodeField(forms.CharField):
    """A text that `nodes.read` understands; its value is what goes into the document."""

    def __init__(self, spec, **kwargs):
        self.spec = spec
        rows = AREAS.get(spec.kind)
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        if spec.kind == "choice":
            widget = forms.Select(choices=spec.choices)
        if spec.kind == "flag":
            widget = forms.Select(choices=[("", "Không"), ("có", "Có")])
        if spec.kind in ("number", "count"):
            widget.attrs |= {"class": "n", "inputmode": "decimal"}
        label = f"{spec.label} (bắt buộc)" if spec.is_required else spec.label
        super().__init__(
            label=label, required=False, help_text=spec.hint, widget=widget, strip=False, **kwargs
        )


class NodeForm(forms.Form):
    """All fields of a node. `node` is what stands there; what no field shows stays as it is."""

    def __init__(self, data=None, *, node, kind, rule_type=""):
        self.node, self.kind = node, kind
        self.rule_type = rule_type
        self.specs = nodes.specs_of(kind, rule_type)
        initial = {spec.name: nodes.text_of(spec, node) for spec in self.specs}
        super().__init__(data, initial=initial)
        for spec in self.specs:
            self.fields[spec.name] = NodeField(spec)

    @property
    def has_rule(self):
        return self.kind in ("criteria", "sub")

    def clean(self):
        typed = super().clean()
        made = copy.deepcopy(self.node)
        if self.has_rule:
            made["rule"] = {"type": self.rule_type}
        bound = nodes.bound_of(self.rule_type, typed.get("direction") or "")
        for spec in self.specs:
            self._put(made, spec, typed.get(spec.name) or "", bound)
        nodes.tidy(made)
        self.made = made
        return typed

    def _put(self, made, spec, typed, bound):
        try:
            value = nodes.read(spec, typed, bound=bound)
        except nodes.FieldFault as fault:
            self.add_error(spec.name, str(fault))
            return
        if value is None and spec.is_required:
            self.add_error(spec.name, f"Nhập {spec.label[:1].lower()}{spec.label[1:]}.")
        nodes.put(made, spec, value, typed)


class BeginForm(forms.Form):
    """From what a draft begins: a set that is there, a file, or nothing."""

    based_on = forms.ModelChoiceField(
        label="Từ bộ tiêu chí đang có",
        queryset=CriteriaSet.objects.none(),
        required=False,
        empty_label="Bộ mới, chưa có gì",
        error_messages=MESSAGES,
    )
    file = forms.FileField(
        label="Hoặc từ tệp (.xlsx tải từ cổng, hoặc .json)",
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": "Chọn lại tệp."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["based_on"].queryset = CriteriaSet.objects.newest_first()
        self.helper = crispy("Bắt đầu soạn")
        self.document = None

    def clean(self):
        data = super().clean()
        based_on, file = data.get("based_on"), data.get("file")
        if based_on and file:
            self.add_error("file", "Chọn một trong hai: bộ đang có, hoặc tệp.")
        elif based_on:
            self.document = scoring.read_document(based_on.document)
        elif file:
            self._read(file)
        return data

    def _read(self, file):
        if file.size > LARGEST:
            self.add_error("file", "Tệp lớn hơn 1 MB, không phải bộ tiêu chí.")
            return
        try:
            self.document = document_of(file.file, file.name)
        except scoring.SetFaults as refusal:
            self.add_error("file", forms.ValidationError(refusal.faults))
