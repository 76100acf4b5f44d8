"""The form of a past award decision: its facts, and a short list of recipients."""

from django import forms
from django.utils import timezone

from awards.actions import FACTS, Recipient
from awards.models import Award, AwardKind, Decision
from clusters.fields import MESSAGES, BlockField, DateField, LineField, YearField
from clusters.models import Unit
from clusters.text import search_key


class DecisionForm(forms.ModelForm):
    """What stands on the decision. The kind's validity never refuses a past one."""

    printed_name = LineField(
        label="Tên ghi trên quyết định",
        max_length=200,
        required=False,
        help_text="Để trống: lấy tên của hình thức.",
    )
    number = LineField(label="Số quyết định", max_length=60)
    signed_on = DateField(label="Ngày ký")
    signer_name = LineField(label="Người ký", max_length=120, required=False)
    signer_post = LineField(label="Chức vụ người ký", max_length=120, required=False)
    title = LineField(label="Trích yếu", max_length=400, required=False)
    for_year = YearField(label="Năm thành tích")
    handed_over_on = DateField(label="Ngày trao", required=False)
    handed_over_at = LineField(label="Nơi trao", max_length=200, required=False)
    reason = LineField(label="Lý do sửa", max_length=300)

    class Meta:
        model = Decision
        fields = FACTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = AwardKind.objects.all()
        self.fields["kind"].error_messages.update(MESSAGES)
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày ký không được sau hôm nay.")
        return day

    def clean(self):
        data = super().clean()
        signed, handed = data.get("signed_on"), data.get("handed_over_on")
        if signed and handed and handed < signed:
            self.add_error("handed_over_on", "Ngày trao không được trước ngày ký.")
        if data.get("kind") and not data.get("printed_name"):
            data["printed_name"] = data["kind"].name
        same = Decision.objects.filter(number=data.get("number"), signed_on=signed)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("number", "Quyết định cùng số, cùng ngày đã có.")
        return data

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in FACTS}


class RecipientForm(forms.Form):
    """One recipient; a row left empty is passed over."""

    name = LineField(label="Tên ghi trên quyết định", max_length=300, required=False)
    type = forms.ChoiceField(
        label="Đối tượng", choices=Award.RecipientType.choices, error_messages=MESSAGES
    )
    unit = forms.ModelChoiceField(
        label="Đơn vị",
        queryset=Unit.objects.in_order(),
        required=False,
        empty_label="ngoài các đơn vị",
        error_messages=MESSAGES,
    )
    merit = BlockField(label="Thành tích", max_length=600, required=False, rows=1)

    def clean(self):
        data = self.cleaned_data
        if not data.get("name") and (data.get("unit") or data.get("merit")):
            self.add_error("name", "Nhập tên ghi trên quyết định của dòng này.")
        return data


class RecipientRows(forms.BaseFormSet):
    """At least one recipient, none twice, each of a type that the kind is for."""

    kind = None
    default_error_messages = {
        "missing_management_form": "Trang đã cũ. Tải lại trang rồi nhập lại.",
        "too_many_forms": "Tối đa 200 người nhận trong một lần nhập.",
        "too_few_forms": "Nhập ít nhất một người nhận.",
    }

    def clean(self):
        if any(self.errors):
            return
        rows = self.recipients
        if not rows:
            raise forms.ValidationError("Nhập ít nhất một tập thể, cá nhân hoặc hộ được tặng.")
        keys = [(search_key(row.name), row.unit) for row in rows]
        if len(set(keys)) < len(keys):
            raise forms.ValidationError("Một người nhận được ghi hai lần. Xóa dòng trùng.")
        wrong = [row.name for row in rows if self.kind and not self.kind.is_for(row.type)]
        if wrong:
            raise forms.ValidationError(
                f"{self.kind} không dành cho đối tượng đã chọn ở: {', '.join(wrong)}."
            )

    @property
    def recipients(self):
        return [
            Recipient(row["name"], row["type"], row["unit"], row["merit"])
            for row in (form.cleaned_data for form in self.forms)
            if row.get("name")
        ]


RecipientFormSet = forms.formset_factory(
    RecipientForm, formset=RecipientRows, extra=3, max_num=200, absolute_max=200, validate_max=True
)
