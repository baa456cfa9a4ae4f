"""What is typed to sign in."""

from django import forms

from mingxin.doors.desk.forms import DeskForm


class SignInForm(DeskForm):
    login = forms.CharField(
        label="账户名",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="口令",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(DeskForm):
    code = forms.CharField(
        label="动态验证码",
        help_text="手机验证器上显示的 6 位数字。手机不在身边的，可以填写一个恢复码。",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )
