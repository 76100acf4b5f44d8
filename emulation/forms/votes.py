"""S42: who stands on a ballot, and the counts of two people line by line."""

from django import forms
from django.core.exceptions import ValidationError

from clusters.fields import CountField, LineField
from clusters.forms.base import base_of
from emulation.models import Vote, VoteLine


class CandidatesForm(forms.Form):
    """The units on a ballot, and how many of them may be marked."""

    units = forms.MultipleChoiceField(
        label="Đơn vị trên phiếu",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn đơn vị nào. Đánh dấu ít nhất một đơn vị."},
    )
    most = CountField(label="Số đơn vị được chọn tối đa trên mỗi phiếu")

    OTHERS = (
        "Danh sách hoặc số phiếu đã thay đổi sau khi trang này mở; chưa lưu. Xem lại số phiếu ở "
        "trên, rồi bấm Lưu đơn vị trên phiếu lần nữa."
    )

    def __init__(self, *args, vote, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.vote, self.offered = vote, {str(key): name for key, name in candidates}
        lines = list(vote.lines.all()) if vote.pk else []
        chosen, self.base = [str(line.unit_id) for line in lines], vote_base(vote, lines)
        field = self.fields["units"]
        field.choices = list(self.offered.items())
        field.initial = chosen or list(self.offered)
        self.fields["most"].initial = vote.most

    def clean_most(self):
        most = self.cleaned_data["most"]
        if most < 1:
            raise ValidationError("Nhập số từ 1 trở lên.")
        return most

    def clean(self):
        said = super().clean()
        if self.data.get("base") != self.base:
            raise ValidationError(self.OTHERS)
        if self.vote.subject != Vote.Subject.DEPUTY:
            said["most"] = 1
        if said.get("most") and len(said.get("units", ())) < said["most"]:
            self.add_error("most", "Nhiều hơn số đơn vị trên phiếu. Giảm số này.")
        return said

    @property
    def chosen(self):
        ticked = self.cleaned_data["units"]
        return [(int(key), name) for key, name in self.offered.items() if key in ticked]


def vote_base(vote, lines) -> str:
    """What a page about a vote was opened with: who may be marked, how often, what is counted."""
    counts = [(line.pk, line.unit_id, line.first, line.second, line.third) for line in lines]
    facts = (vote.issued, vote.returned, vote.valid, vote.allowed, vote.settled_at)
    return base_of(repr((counts, facts)))


class CountForm(forms.Form):
    """Ballots issued, returned, valid; for each unit the votes as two people counted them.

    The third column is asked for only where the two differ, and decides there.
    """

    issued = CountField(label="Phát ra", required=False)
    returned = CountField(label="Thu về", required=False)
    valid = CountField(label="Hợp lệ", required=False)

    FACTS = ["issued", "returned", "valid"]
    OTHERS = (
        "Người khác đã lưu số phiếu sau khi trang này mở. Số vừa nhập còn ở đây, chưa lưu: "
        "mở trang ở thẻ khác để đối chiếu, rồi bấm Lưu số phiếu lần nữa."
    )

    def __init__(self, *args, vote, **kwargs):
        super().__init__(*args, **kwargs)
        self.vote, self.lines = vote, list(vote.lines.all())
        for name in self.FACTS:
            self.initial[name] = getattr(vote, name)
        labels = {name: VoteLine._meta.get_field(name).verbose_name for name in VoteLine.COUNTS}
        for line in self.lines:
            for name in VoteLine.COUNTS:
                key = f"{name}-{line.pk}"
                label = f"{line.unit_name}, {labels[name]}"
                self.fields[key] = CountField(label=label, required=False)
                self.initial[key] = getattr(line, name)
        self.base = vote_base(vote, self.lines)

    def rows(self):
        """(line, its two counts, the third where it is asked for)."""
        for line in self.lines:
            first, second, third = (self[f"{name}-{line.pk}"] for name in VoteLine.COUNTS)
            yield line, first, second, third if self._differs(line) or third.errors else None

    def _differs(self, line):
        if not self.is_bound:
            return line.differs
        first, second = (self.cleaned_data.get(f"{name}-{line.pk}") for name in ("first", "second"))
        return None not in (first, second) and first != second

    def clean(self):
        said = super().clean()
        if self.data.get("base") != self.base:
            raise ValidationError(self.OTHERS)
        self._check_ballots(said)
        if said.get("valid") is not None and not self.errors:
            self._check_votes(said["valid"])
        return said

    def _check_ballots(self, said):
        for more, less in (("issued", "returned"), ("returned", "valid")):
            most, count = said.get(more), said.get(less)
            if count is None or less in self.errors:
                continue
            named = self.fields[more].label.lower()
            if most is None:
                self.add_error(more, f"Nhập số phiếu {named}.")
            elif count > most:
                self.add_error(less, f"{count} phiếu, nhiều hơn {most} phiếu {named}. Đếm lại.")

    def _check_votes(self, valid):
        """No unit has more votes than ballots are valid; all together not more than the marks."""
        for name in VoteLine.COUNTS:
            counted = {line: self.cleaned_data.get(f"{name}-{line.pk}") or 0 for line in self.lines}
            for line, votes in counted.items():
                if votes > valid:
                    fault = f"{votes} phiếu, nhiều hơn {valid} phiếu hợp lệ. Đếm lại."
                    self.add_error(f"{name}-{line.pk}", fault)
            marks = valid * (self.vote.allowed or len(self.lines))
            if name != "third" and sum(counted.values()) > marks and not self.errors:
                label = VoteLine._meta.get_field(name).verbose_name
                raise ValidationError(
                    f"{label.capitalize()}: tổng {sum(counted.values())} lượt chọn, nhiều hơn "
                    f"{marks} lượt mà {valid} phiếu hợp lệ cho phép. Đếm lại."
                )

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.FACTS}

    @property
    def counts(self):
        """{line's key: first, second, third}; a third count stands only where the two differ."""
        found = {}
        for line in self.lines:
            first, second, third = (self.cleaned_data[f"{n}-{line.pk}"] for n in VoteLine.COUNTS)
            found[line.pk] = (first, second, third if self._differs(line) else None)
        return found


class ReopenCountForm(forms.Form):
    """Why a settled count is opened again."""

    reason = LineField(label="Lý do mở lại", max_length=300)
