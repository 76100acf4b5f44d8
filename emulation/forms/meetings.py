"""S40: a meeting with its agenda and its invited, both as lines that can be pasted from Word."""

from django import forms
from django.core.exceptions import ValidationError

from clusters.fields import BlockField, CountField, DateTimeField, LineField, YearField
from clusters.forms.base import base_of, crispy
from clusters.models import Cluster, Unit
from clusters.text import moment, nfc
from emulation.meeting_lines import agenda_words, guest_words, read_agenda, read_guests
from emulation.models import Meeting

ONLY_FOR = {
    "plan": {Meeting.Kind.SIGNING},
    "pledges": {Meeting.Kind.SIGNING, Meeting.Kind.YEAR},
    "most_marked": {Meeting.Kind.YEAR},
}
"""Fields that some kinds of meetings alone have; at a year's end the next one may be pledged."""


class PastedField(BlockField):
    """Lines pasted from a table keep the tabs between their cells."""

    @staticmethod
    def clean_text(pasted):
        lines = str(pasted).replace("\r\n", "\n").split("\n")
        return "\n".join("\t".join(map(nfc, line.split("\t"))) for line in lines).strip()


class NewMeetingForm(forms.Form):
    """Which cluster meets, what for, about which year; the rest stands on the meeting's page."""

    kind = forms.ChoiceField(label="Loại hội nghị", choices=Meeting.Kind.choices)
    cluster = forms.ModelChoiceField(Cluster.objects.none(), label="Cụm, khối")
    year = YearField(label="Năm")
    held_at = DateTimeField(label="Họp lúc")
    place = LineField(label="Địa điểm", max_length=200)
    another = forms.BooleanField(label="Vẫn lập thêm hội nghị cùng loại", required=False)

    helper = crispy("Lập hội nghị")

    def __init__(self, *args, clusters, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = clusters
        if not self.is_bound:
            del self.fields["another"]  # asked only where there is one already

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        self._ask_about_another(said)
        if said["kind"] == Meeting.Kind.SIGNING:
            return said
        about = Meeting(cluster=said["cluster"], kind=said["kind"], year=said["year"])
        if about.part is None:
            raise ValidationError(
                f"{said['cluster']} chưa có kỳ này của năm {said['year']}. "
                "Chọn năm khác hoặc lập kỳ trước."
            )
        return said

    def _ask_about_another(self, said):
        """A second meeting of the same kind and year is called on purpose, not by mistake."""
        same = {name: said[name] for name in ("cluster", "kind", "year")}
        is_sure = said.pop("another")
        known = Meeting.objects.filter(**same).for_list().first()
        if known is None:
            del self.fields["another"]
        elif not is_sure:
            self.add_error(
                "another",
                f"Đã có {known.title.lower()} của {known.cluster}, {moment(known.held_at)}. "
                "Mở hội nghị đó, hoặc đánh dấu ô này để lập thêm.",
            )


class MeetingForm(forms.Form):
    """Everything that the papers of a meeting need.

    The page sends the base of what it was opened with. When another person has saved meanwhile
    nothing is written; the typed stays on the page, and saving again then writes over the other's.
    """

    OTHERS = (
        "Người khác đã lưu hội nghị này sau khi trang này mở. Nội dung vừa nhập còn ở đây, chưa "
        "lưu: mở hội nghị ở thẻ khác để xem bản kia, ghép lại, rồi bấm Lưu hội nghị lần nữa."
    )

    held_at = DateTimeField(label="Họp lúc")
    place = LineField(label="Địa điểm", max_length=200)
    host = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị đăng cai", required=False)
    chair_name = LineField(label="Người chủ trì", max_length=120, required=False)
    chair_post = LineField(label="Chức vụ người chủ trì", max_length=160, required=False)
    clerk_name = LineField(label="Thư ký", max_length=120, required=False)
    clerk_post = LineField(label="Chức vụ thư ký", max_length=160, required=False)
    agenda = PastedField(
        label="Chương trình",
        max_length=20000,
        required=False,
        rows=7,
        help_text="Mỗi dòng: giờ, nội dung; người trình bày. Ví dụ: 08:10 Báo cáo; Cụm trưởng",
    )
    matters = BlockField(
        label="Nội dung xin ý kiến hội nghị",
        max_length=2000,
        required=False,
        rows=5,
        help_text="Mỗi dòng một nội dung; tờ tóm tắt cho chủ trì in năm dòng đầu.",
    )
    guests = PastedField(
        label="Đại biểu mời",
        max_length=20000,
        required=False,
        rows=8,
        help_text="Mỗi dòng: họ tên; chức vụ; đơn vị. Dán được từ Excel, Word.",
    )
    plan = BlockField(label="Kế hoạch, quy chế năm", max_length=8000, required=False, rows=6)
    pledges = BlockField(
        label="Nội dung cam kết trong giao ước",
        max_length=8000,
        required=False,
        rows=6,
        help_text="Mỗi dòng một cam kết; chỉ tiêu của từng đơn vị lấy từ chỉ tiêu năm.",
    )
    most_marked = CountField(label="Số đơn vị được suy tôn tối đa trên mỗi phiếu", required=False)
    discussion = BlockField(
        label="Ý kiến thảo luận, kết luận (in vào biên bản)",
        max_length=8000,
        required=False,
        rows=5,
    )

    helper = crispy("", form_tag=False)

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        members = meeting.cluster.memberships.filter(year=meeting.year)
        self.fields["host"].queryset = Unit.objects.filter(pk__in=members.values("unit"))
        for name in set(ONLY_FOR) - {
            name for name, kinds in ONLY_FOR.items() if meeting.kind in kinds
        }:
            del self.fields[name]
        for name in self.names:
            self.initial[name] = getattr(meeting, name)
        self.initial["agenda"] = agenda_words(meeting.agenda.all())
        self.initial["guests"] = guest_words(meeting.guests.all())
        self.base = base_of("\n".join(f"{name}: {self.initial[name]}" for name in self.fields))

    def clean(self):
        said = super().clean()
        if self.data.get("base", self.base) != self.base:
            raise ValidationError(self.OTHERS)
        return said

    @property
    def names(self):
        """The fields that are facts of the meeting itself."""
        return [name for name in Meeting.FACTS if name in self.fields]

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.names}

    def clean_agenda(self):
        """[{starts, words, presenter}]; each faulty line is named."""
        return read_agenda(self.cleaned_data["agenda"])

    def clean_guests(self):
        """[{name, post, unit_name}]; each faulty line is named."""
        return read_guests(self.cleaned_data["guests"])
