"""Numbers by cluster and kind of award; the units that a cluster proposes."""

from django import forms

from clusters.fields import CountField, LineField
from clusters.forms.base import base_of

OTHERS = (
    "Người khác đã lưu sau khi trang này mở. Nội dung vừa nhập còn ở đây, chưa lưu: mở trang ở "
    "thẻ khác để đối chiếu, rồi bấm lưu lần nữa."
)


class QuotaForm(forms.Form):
    """A number for each cluster and kind; empty: nothing may be proposed."""

    document = LineField(
        label="Văn bản giao số lượng",
        max_length=120,
        required=False,
        help_text="Số, ngày; ghi cho các số vừa đổi. Không đổi số nào thì ghi cho mọi số.",
    )

    def __init__(self, *args, parts, kinds, present, **kwargs):
        """`present`: {(part's key, kind's key): quota}."""
        super().__init__(*args, **kwargs)
        self.parts, self.kinds = list(parts), list(kinds)
        for part in self.parts:
            for kind in self.kinds:
                name, quota = self.name(part, kind), present.get((part.pk, kind.pk))
                label = f"{part.cluster}, {kind}"
                self.fields[name] = CountField(label=label, required=False)
                self.initial[name] = (quota.most or None) if quota else None
        self.base = base_of(repr(sorted((key, q.most) for key, q in present.items())))

    @staticmethod
    def name(part, kind):
        return f"q-{part.pk}-{kind.pk}"

    def rows(self):
        """(part, its fields in the order of the kinds)."""
        for part in self.parts:
            yield part, [(kind, self[self.name(part, kind)]) for kind in self.kinds]

    def clean(self):
        said = super().clean()
        if self.data.get("base") != self.base:
            raise forms.ValidationError(OTHERS)
        for name in [name for name in said if name.startswith("q-")]:
            if (said[name] or 0) > 999:
                self.add_error(name, "Số lớn nhất là 999.")
        return said

    @property
    def numbers(self):
        return {
            (part, kind): self.cleaned_data[self.name(part, kind)]
            for part in self.parts
            for kind in self.kinds
        }


class NominationForm(forms.Form):
    """For each kind with a number: which units of the ranking are proposed."""

    def __init__(self, *args, offers, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers, self.lines = offers, {str(line.unit_id): line for line in lines}
        choices = [(key, f"{line.place}. {line.unit}") for key, line in self.lines.items()]
        for offer in offers:
            name = self.name(offer)
            self.fields[name] = forms.MultipleChoiceField(
                label=str(offer.kind),
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": "Chọn đơn vị đã được xếp hạng trong danh sách."},
            )
            self.initial[name] = [str(row.unit_id) for row in offer.proposed]
        known = [(offer.kind.code, offer.most, self.initial[self.name(offer)]) for offer in offers]
        self.base = base_of(repr(known))

    @staticmethod
    def name(offer):
        return f"k-{offer.kind.pk}"

    def groups(self):
        """(offer, its field)."""
        for offer in self.offers:
            yield offer, self[self.name(offer)]

    def clean(self):
        said = super().clean()
        if self.data.get("base") != self.base:
            raise forms.ValidationError(OTHERS)
        for offer in self.offers:
            name = self.name(offer)
            if len(said.get(name, ())) > offer.most:
                fault = (
                    f"Đã chọn {len(said[name])} đơn vị, được đề nghị tối đa {offer.most}. Bỏ bớt."
                )
                self.add_error(name, fault)
        return said

    @property
    def chosen(self):
        """{kind: lines in the order of the places}."""
        ticked = {offer.kind: self.cleaned_data[self.name(offer)] for offer in self.offers}
        return {
            offer.kind: [self.lines[key] for key in self.lines if key in ticked[offer.kind]]
            for offer in self.offers
        }
