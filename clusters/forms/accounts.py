"""Forms of accounts: their facts, closing, handing over, what a list of them is narrowed by."""

from django import forms

from clusters.fields import MESSAGES, BlockField, LineField
from clusters.forms.manage import RecordForm, form_field
from clusters.models import Cluster, Unit, User


class AccountFactsForm(RecordForm):
    """Who a person is and for whom; the flags of the system are not among it."""

    class Meta:
        model = User
        fields = [
            "username",
            "full_name",
            "unit",
            "duty",
            "post",
            "phone",
            "email",
            "acts_for_cluster",
        ]
        formfield_callback = form_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.in_order()
        self.fields["username"].error_messages |= {
            "required": "Nhập tên đăng nhập.",
            "invalid": "Tên đăng nhập chỉ gồm chữ không dấu, số và các dấu @ . + - _",
        }
        self.fields["email"].error_messages["invalid"] = "Nhập địa chỉ thư, ví dụ ten@example.vn."

    def clean_username(self):
        username = self.cleaned_data["username"]
        taken = User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError("Tên đăng nhập này đã có. Chọn tên khác.")
        return username


class AccountForm(AccountFactsForm):
    """All facts of an account; the password is never typed by somebody else."""

    class Meta(AccountFactsForm.Meta):
        fields = [*AccountFactsForm.Meta.fields, "is_administrator", "is_auditor"]

    def clean(self):
        data = super().clean()
        if data.get("is_administrator") and data.get("is_auditor"):
            self.add_error("is_auditor", "Một tài khoản không vừa quản trị vừa kiểm tra.")
        return data


class ReasonForm(forms.Form):
    """Why an account is closed or opened again."""

    reason = LineField(label="Lý do", max_length=300)

    def __init__(self, *args, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button


class HandOverForm(forms.Form):
    """To whom a person's open work goes, with a word about it."""

    to = forms.ModelChoiceField(
        label="Người nhận",
        queryset=User.objects.none(),
        empty_label="Chọn người nhận",
        help_text="Tài khoản đang hoạt động của cùng đơn vị.",
        error_messages=MESSAGES,
    )
    note = BlockField(label="Nội dung bàn giao", max_length=1000, rows=4)
    closes = forms.BooleanField(label="Đóng tài khoản cũ sau khi bàn giao", required=False)
    button = "Bàn giao"

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(unit=user.unit_id, is_active=True).exclude(pk=user.pk)
        self.fields["to"].queryset = colleagues.order_by("sort_key", "pk")


class AccountFilter(forms.Form):
    """What the list of accounts is narrowed by; nonsense narrows nothing."""

    STATES = [("", "Tất cả"), ("mo", "Đang hoạt động"), ("dong", "Đã đóng")]

    q = LineField(label="Tên, tên đăng nhập, đơn vị", max_length=200, required=False)
    cluster = forms.ModelChoiceField(
        label="Cụm, khối", queryset=Cluster.objects.none(), required=False, empty_label="Tất cả"
    )
    state = forms.ChoiceField(label="Trạng thái", choices=STATES, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = Cluster.objects.in_order()

    @property
    def asked(self):
        """The understood filters by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
