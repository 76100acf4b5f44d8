"""Forms of the management pages. They check; the action that writes also traces."""

from django import forms
from django.core.validators import MaxLengthValidator

from clusters.fields import MESSAGES, BlockField, CountField, DateField, LineField, YearField
from clusters.forms.base import crispy
from clusters.models import Cluster, Holiday, Issuer, Membership, Province, Succession, Unit, User

FORM_FIELDS = {"TextLine": LineField, "TextBlock": BlockField, "DateField": DateField}


def form_field(db_field, **kwargs):
    """Our own form field for a model's field, with its length and Vietnamese sentences."""
    label = db_field.verbose_name[:1].upper() + db_field.verbose_name[1:]
    common = {"label": label, "required": not db_field.blank, "help_text": db_field.help_text}
    kind = FORM_FIELDS.get(type(db_field).__name__)
    if kind is DateField:
        return kind(**common)
    if kind is not None:
        return kind(max_length=db_field.max_length, **common)
    field = db_field.formfield(**kwargs)
    if field is None:
        return None
    field.label = label
    own = {"unique": f"{label} này đã có."}
    if getattr(field, "max_length", None):
        own["max_length"] = f"{label} dài quá {field.max_length} ký tự. Rút gọn."
        field.validators = [_in_our_words(v, own["max_length"]) for v in field.validators]
    field.error_messages.update(MESSAGES | own)
    return field


def _in_our_words(validator, sentence):
    """A length is refused with our sentence; other validators keep their own."""
    if isinstance(validator, MaxLengthValidator):
        return MaxLengthValidator(validator.limit_value, message=sentence)
    return validator


class RecordForm(forms.ModelForm):
    """An ordinary form for one record; `facts` are the fields that it writes."""

    button = "Lưu"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy(self.button)

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class UnitForm(RecordForm):
    order = CountField(label="Thứ tự chính thức")

    class Meta:
        model = Unit
        fields = ["kind", "full_name", "short_name", "order", "active_from", "active_to"]
        formfield_callback = form_field


class SuccessionForm(RecordForm):
    """How one unit became another, and whether the old one ends with it."""

    button = "Thêm"
    ends_predecessor = forms.BooleanField(
        label="Đơn vị cũ kết thúc từ ngày đó",
        required=False,
        initial=True,
        help_text="Bỏ dấu khi chỉ tách một phần và đơn vị cũ vẫn còn.",
    )

    class Meta:
        model = Succession
        fields = [
            "predecessor",
            "successor",
            "kind",
            "effective_on",
            "resolution_number",
            "resolution_date",
        ]
        formfield_callback = form_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("predecessor", "successor"):
            self.fields[name].queryset = Unit.objects.in_order()

    def clean(self):
        data = super().clean()
        if data.get("predecessor") and data.get("predecessor") == data.get("successor"):
            self.add_error("successor", "Đơn vị mới phải khác đơn vị cũ.")
        return data


class ClusterForm(RecordForm):
    order = CountField(label="Thứ tự")

    class Meta:
        model = Cluster
        fields = ["code", "kind", "name", "lead_label", "deputy_label", "order", "specialist"]
        formfield_callback = form_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["specialist"].queryset = User.objects.provincial().order_by("sort_key", "pk")
        self.fields["specialist"].empty_label = "Chưa giao"
        self.fields["code"].help_text = "Chữ không dấu, số và gạch nối; đứng trong địa chỉ trang."
        self.fields["code"].error_messages["invalid"] = "Chỉ dùng chữ không dấu, số và gạch nối."
        self.fields["code"].error_messages["required"] = "Nhập mã, ví dụ cum-1."


class MembershipForm(RecordForm):
    year = YearField(label="Năm")

    class Meta:
        model = Membership
        fields = [
            "unit",
            "year",
            "role",
            "active_from",
            "active_to",
            "decision_number",
            "decision_date",
        ]
        formfield_callback = form_field

    def __init__(self, *args, cluster=None, **kwargs):
        super().__init__(*args, **kwargs)
        if cluster is not None:
            self.instance.cluster = cluster
        self.fields["unit"].queryset = Unit.objects.in_order()


class MembersForm(forms.Form):
    """Which units join a cluster together, and from when; those in it today are not offered."""

    units = forms.ModelMultipleChoiceField(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một đơn vị."} | MESSAGES,
    )
    year = YearField(label="Năm")
    active_from = DateField(label="Từ ngày")
    decision_number = LineField(label="Số quyết định công nhận", max_length=40, required=False)

    def __init__(self, *args, cluster, **kwargs):
        super().__init__(*args, **kwargs)
        members = cluster.memberships.filter(active_to=None).values("unit")
        free = Unit.objects.filter(active_to=None).exclude(pk__in=members)
        self.fields["units"].queryset = free.exclude(kind=Unit.Kind.STANDING_BODY).in_order()
        self.helper = crispy("Thêm các đơn vị đã chọn")


class ProvinceForm(RecordForm):
    """What the portal is called, whom to phone, when units are reminded."""

    remind_first = CountField(label="Nhắc lần đầu trước hạn (ngày)", help_text="0: không nhắc.")
    remind_last = CountField(label="Nhắc lần cuối trước hạn (ngày)", help_text="0: không nhắc.")

    class Meta:
        model = Province
        fields = [
            "name",
            "standing_body",
            "help_name",
            "help_phone",
            "remind_first",
            "remind_last",
            "return_reasons",
            "allows_guest_links",
        ]
        formfield_callback = form_field


class IssuerForm(RecordForm):
    class Meta:
        model = Issuer
        fields = [
            "parent_line",
            "issuer_line",
            "document_code",
            "place",
            "authority_line",
            "signer_post",
            "signer_name",
            "recipients",
        ]
        formfield_callback = form_field


class HolidayForm(RecordForm):
    """A day off, or a weekend day that is worked instead of one."""

    class Meta:
        model = Holiday
        fields = ["day", "name", "is_worked"]
        formfield_callback = form_field
