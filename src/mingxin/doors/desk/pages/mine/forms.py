"""What is typed about one's own account."""

from typing import Any

from django import forms

from mingxin.access.actions.passwords import LONGEST, RULE
from mingxin.doors.desk.forms import DeskForm


def _password(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, strip=False, widget=widget)


class PasswordForm(DeskForm):
    present = _password("现在的口令", "current-password")
    new = _password("新口令", "new-password", RULE)
    again = _password("再填一次新口令", "new-password")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", "两次填写的新口令不一样，请重新填写。")
        return cleaned


class ConfirmationForm(DeskForm):
    code = forms.CharField(
        label="验证器现在显示的 6 位数字",
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class OwnPasswordForm(DeskForm):
    """Before an act that weakens the account: is it really the owner?"""

    password = _password("请填写口令确认是您本人", "current-password")
