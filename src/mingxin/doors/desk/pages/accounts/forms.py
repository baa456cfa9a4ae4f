"""Forms about accounts and posts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms

from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.pages.office.fields import UNCHOSEN, choose, day

OFFICE: Final = "信用办工作人员能查看和管理本区域全部单位的报送，请只安排给信用办的人员；提交后还要确认一次。"
ALL_ITEMS: Final = "不选表示全部事项，以后新增的事项也在内。"


def _reason(label: str, example: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=f"例如：{example}。", max_length=200)


def _checks(label: str, *, help_text: str = "", required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=required, widget=forms.CheckboxSelectMultiple
    )


class AddForm(DeskForm):
    """The unit, the items and the kind of staff are asked only where there is something to choose."""

    unit = forms.TypedChoiceField(label="单位", coerce=int)
    name = forms.CharField(label="姓名", help_text="本人真实姓名。一人一个账户，不设共用账户。", max_length=64)
    login = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{2,31}\Z",
        label="账户名",
        help_text="登录时填写。3 至 32 个字母、数字，例如姓名全拼：linzhiwei。",
        error_messages={"invalid": "账户名只能用字母、数字和 . _ -，3 至 32 个字符，以字母或者数字开头。"},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    staff = forms.ChoiceField(
        label="人员类别",
        help_text="合同制人员只能担任经办人。",
        choices=[("regular", "在编人员"), ("contract", "合同制人员")],
        widget=forms.RadioSelect,
    )
    roles = _checks("岗位")
    items = _checks("办理的事项", help_text=ALL_ITEMS, required=False)

    def __init__(
        self,
        *args: Any,
        units: Sequence[Unit],
        roles: Iterable[StaffRole],
        items: Mapping[str, str],
        with_staff: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", [UNCHOSEN, *((unit.pk, unit.name) for unit in units)])
        choose(self, "roles", [(role.value, role.label) for role in roles])
        choose(self, "items", list(items.items()))
        if len(units) == 1:
            del self.fields["unit"]
        if not items:
            del self.fields["items"]
        if not with_staff:
            del self.fields["staff"]
            self.fields["roles"].help_text = OFFICE


class PostForm(DeskForm):
    role = forms.ChoiceField(label="岗位", widget=forms.RadioSelect)
    items = _checks("办理的事项", help_text=ALL_ITEMS, required=False)
    from_on = day("从哪天起")
    last_on = day("到哪天为止", help_text="含当天。不填表示长期。", required=False)

    def __init__(self, *args: Any, roles: Sequence[StaffRole], items: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "role", [(role.value, role.label) for role in roles])
        choose(self, "items", list(items.items()))
        if StaffRole.OFFICER in roles:
            self.fields["role"].help_text = OFFICE
        if not items:
            del self.fields["items"]


class StandInForm(DeskForm):
    post = forms.TypedChoiceField(label="代理哪个岗位", coerce=int, widget=forms.RadioSelect)
    colleague = forms.TypedChoiceField(label="由谁代理（B 岗）", coerce=int)
    from_on = day("从哪天起")
    last_on = day("代理到哪天为止", help_text="含当天。到期自动结束，不必再来办理。")

    def __init__(
        self, *args: Any, posts: Iterable[tuple[Post, str]], colleagues: Iterable[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "post", [(post.pk, words) for post, words in posts])
        choose(self, "colleague", people(colleagues))


class EndForm(DeskForm):
    on = day("从哪天起不再担任", help_text="填今天，立即生效。")


class DeactivateForm(DeskForm):
    reason = _reason("停用的理由", "调离本单位")


class HandoverForm(DeskForm):
    taker = forms.TypedChoiceField(label="交给谁", coerce=int)
    reason = _reason("交接的原因", "休假、调岗、离职")

    def __init__(self, *args: Any, takers: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "taker", people(takers))


class ReviewForm(DeskForm):
    is_on = forms.TypedChoiceField(
        choices=[("yes", "开"), ("no", "关")], coerce=lambda word: word == "yes", widget=forms.HiddenInput
    )
    reason = _reason("调整的理由", "本单位办公会议定，由经办人直接报送")


def people(found: Iterable[Person]) -> list[tuple[int, str]]:
    return [(person.pk, f"{person.name}（{person.login}）") for person in found]


def next_day(day: date | None) -> date | None:
    """From the last day of a post to the first day without it."""
    return date.fromordinal(day.toordinal() + 1) if day is not None else None
