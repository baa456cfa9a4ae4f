"""The forms of registering a ruling and of taking a mistaken registration back."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.pages.records.forms import WithdrawalForm


class RulingForm(WithdrawalForm):
    """What the withdrawal will rest on, said before it: so the same three questions."""

    blamed: Mapping[str, str] = {"ruling.later": "ruled_on", "ruling.before": "ruled_on"}

    def __init__(self, reasons: tuple[str, ...], clock: str, data: QueryDict | None = None) -> None:
        super().__init__(reasons, clock, data)
        self.fields["reason_type"].label = "决定现在的情况"
        self.fields["reason_type"].error_messages["required"] = "请选择决定现在的情况。"
        self.fields[
            "ruled_on"
        ].help_text = (
            "单位自行变更、撤销的，填决定日期；复议、诉讼改变的，填收到决定书、判决书的日期。三个工作日从次日起算。"
        )


class DismissForm(DeskForm):
    reason = forms.CharField(
        label="取消登记的理由",
        max_length=200,
        help_text="例如：裁决针对的是另一份决定书。请勿填写身份证号码。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明取消登记的理由。"},
    )
