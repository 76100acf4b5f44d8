"""Forms around accounts: sign-in, password, first set-up."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from clusters.actions import first_accounts
from clusters.fields import LineField
from clusters.forms.base import crispy
from clusters.models import Province, User

PASSWORD_HELP = "Ít nhất 10 ký tự, không chỉ gồm chữ số, không phải mật khẩu phổ biến."
_WORDS = {
    "password_too_short": "Mật khẩu cần ít nhất 10 ký tự.",
    "password_too_common": "Mật khẩu này quá phổ biến, chọn mật khẩu khác.",
    "password_entirely_numeric": "Mật khẩu không được chỉ gồm chữ số.",
    "password_too_similar": "Mật khẩu quá giống tên hoặc tên đăng nhập.",
}


def strong_or_refused(password, user=None):
    """Refuse a weak password with our own sentences."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        sentences = [_WORDS.get(e.code, "Mật khẩu chưa đủ mạnh.") for e in weak.error_list]
        raise ValidationError(sentences) from None


class LoginForm(AuthenticationForm):
    """Name and password; one sentence for every failure."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra rồi nhập lại.",
        "inactive": "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra rồi nhập lại.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"
        for field in self.fields.values():
            field.error_messages["required"] = f"Nhập {field.label.lower()}."
        self.fields["shared"] = forms.BooleanField(
            label="Máy dùng chung",
            required=False,
            help_text="Không giữ số liệu đang nhập trên máy này.",
        )
        self.helper = crispy("Đăng nhập")


class PasswordForm(PasswordChangeForm):
    """The old password, the new one twice."""

    error_messages = {
        "password_incorrect": "Mật khẩu đang dùng không đúng. Nhập lại.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": "Mật khẩu đang dùng",
            "new_password1": "Mật khẩu mới",
            "new_password2": "Nhập lại mật khẩu mới",
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = PASSWORD_HELP if name == "new_password1" else ""
            self.fields[name].error_messages["required"] = f"Nhập {label.lower()}."
        self.helper = crispy("Đổi mật khẩu")

    def validate_password_for_user(self, user, password_field_name="new_password2"):
        password = self.cleaned_data.get(password_field_name)
        if password:
            try:
                strong_or_refused(password, user)
            except ValidationError as weak:
                self.add_error(password_field_name, weak)


class SetupForm(forms.Form):
    """What the portal is called, and the first two accounts."""

    province = LineField(label="Tên tỉnh", max_length=80, help_text="Ví dụ: tỉnh Bắc Kạn")
    standing_body = LineField(
        label="Cơ quan thường trực",
        max_length=120,
        help_text="Ví dụ: Ban Thi đua - Khen thưởng, Sở Nội vụ",
    )
    help_name = LineField(label="Người hỗ trợ", max_length=120, required=False)
    help_phone = LineField(label="Điện thoại hỗ trợ", max_length=20, required=False)
    username = LineField(label="Tên đăng nhập của quản trị", max_length=60)
    full_name = LineField(label="Họ và tên", max_length=120)
    password = forms.CharField(
        label="Mật khẩu", widget=forms.PasswordInput, help_text=PASSWORD_HELP
    )
    again = forms.CharField(label="Nhập lại mật khẩu", widget=forms.PasswordInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("password", "again"):
            self.fields[name].error_messages["required"] = "Nhập mật khẩu."
        self.helper = crispy("Tạo tài khoản quản trị")

    def clean_username(self):
        username = self.cleaned_data["username"]
        User._meta.get_field("username").run_validators(username)
        return username

    def clean(self):
        data = self.cleaned_data
        password = data.get("password", "")
        if password and password != data.get("again"):
            self.add_error("again", "Hai lần nhập mật khẩu không giống nhau.")
        if password:
            try:
                strong_or_refused(password, User(username=data.get("username", "")))
            except ValidationError as weak:
                self.add_error("password", weak)
        return data

    @transaction.atomic
    def save(self):
        """Make the accounts; None when somebody was quicker."""
        data = self.cleaned_data
        Province.objects.get_or_create(pk=1)
        province = Province.objects.select_for_update().get(pk=1)
        if User.objects.exists():
            return None
        return first_accounts(province=province, facts=data)
