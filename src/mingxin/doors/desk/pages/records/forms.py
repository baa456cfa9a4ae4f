"""The forms of a correction and of a withdrawal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict

from mingxin.doors.desk.forms import DeskForm
from mingxin.intake.rules.rulings import REPORTED_WRONGLY
from mingxin.kernel.dates import NO_END, DateProblem, means_no_end, parse_date
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook import vocabulary
from mingxin.rulebook.cards import CodeSet, FieldCard, FieldType, ItemCard, Role, values_taken

SEPARATOR: Final = ";"
_OTHER: Final = "-other"
_LONG: Final = 250  # characters from which a text gets several lines
_VERY_LONG: Final = 1000  # and from which the whole width


class CorrectionForm(DeskForm):
    """Every field of the card that can be corrected, as it is kept now.

    Where a ruling that a correction can carry out is registered, it asks whether this is the one.
    """

    use_required_attribute = False  # what is wrong is said in one voice, by the page

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="更正理由",
        max_length=200,
        help_text="写明错在哪里、依据什么更正。理由会留在这条信息的记录里，请勿填写身份证号码。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明更正的原因和依据。"},
    )
    carries_out = forms.ChoiceField(
        label="与已登记的裁决",
        choices=[("yes", "这次更正就是落实裁决，登记随之办结"), ("no", "与裁决无关，登记的时限继续计算")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择这次更正是不是落实已登记的裁决。"},
    )

    def __init__(
        self,
        card: ItemCard,
        code_sets: Mapping[str, CodeSet],
        said: Mapping[str, str],
        *,
        seen: int,
        no_end: date | None = None,
        data: QueryDict | None = None,
        asks_ruling: bool = False,
    ) -> None:
        """`no_end` is the day that stands for a validity without end, where the item knows one."""
        super().__init__(data, initial={"seen": seen})
        self.open_fields = [f for f in card.fields if not f.cut and f.code not in card.record_key]
        self._said, self._card, self._no_end = said, card, no_end
        self.suggestions: dict[str, tuple[str, ...]] = {}
        self.wide = {f.code for f in self.open_fields if f.many or (f.length or 0) > _VERY_LONG} | {"reason"}
        reason, carries_out = self.fields.pop("reason"), self.fields.pop("carries_out")
        for field in self.open_fields:
            self._add(field, code_sets.get(field.code_set or ""), said.get(field.code, ""))
        self.fields["reason"] = reason
        if asks_ruling:
            self.fields["carries_out"] = carries_out
            self.wide.add("carries_out")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not self.changed():
            raise forms.ValidationError("没有改动任何栏目。请先改正要更正的内容。")
        return cleaned

    def laid_out(self) -> list[tuple[forms.BoundField, str]]:
        """Every box with the condition under which the checks want it filled in; "" where there is none."""
        conditions = {f.code: vocabulary.CONDITIONS.get(f.required, "") for f in self.open_fields}
        return [(box, conditions.get(box.name, "")) for box in self.visible_fields()]

    def changed(self) -> dict[str, str]:
        """Field code → new text, of those that differ from what is kept."""
        found = {}
        for field in self.open_fields:
            kept, written = self._said.get(field.code, ""), self._written(field)
            is_same = set(kept.split(SEPARATOR)) == set(written.split(SEPARATOR)) if field.many else kept == written
            if not is_same:
                found[field.code] = written
        return found

    def blame(self, refusal: Refusal) -> None:
        """Put a refusal at the field it speaks of: the sentences of the checks name it; else above the form."""
        changed = [f for f in self.open_fields if f.code in self.changed()]
        named = [f for f in changed if f"“{f.name}”" in refusal.message]
        blamed = named or [f for f in self.open_fields if f"“{f.name}”" in refusal.message]
        blamed = blamed or (changed if len(changed) == 1 else [])
        self.add_error(blamed[0].code if blamed else None, str(refusal))
        self.point_at_first_error()

    def _written(self, field: FieldCard) -> str:
        value = self.cleaned_data.get(field.code)
        if field.many and isinstance(value, list):
            other = self.cleaned_data.get(field.code + _OTHER) or ""
            return SEPARATOR.join([*value, *([other] if other else [])])
        if isinstance(value, date):
            return value.isoformat()
        if self._may_be_endless(field):
            return self._end(value or "")
        return (value or "").replace("\r\n", "\n")

    def _may_be_endless(self, field: FieldCard) -> bool:
        return self._no_end is not None and field.role is Role.VALID_UNTIL

    def _end(self, written: str) -> str:
        """The last day as it is kept; what is no day stays as it is, for the checks to say."""
        if self._no_end is not None and means_no_end(written):
            return self._no_end.isoformat()
        try:
            return parse_date(written).isoformat()
        except DateProblem:
            return written.strip()

    def _add(self, field: FieldCard, code_set: CodeSet | None, kept: str) -> None:
        if self._may_be_endless(field):
            attrs = {"placeholder": "2026-11-05", "list": f"list-{field.code}"}
            made: forms.Field = forms.CharField(max_length=40, widget=forms.TextInput(attrs=attrs))
            self.suggestions[f"list-{field.code}"] = (NO_END,)
            kept = NO_END if self._no_end and kept == self._no_end.isoformat() else kept
        else:
            made = _input(field, code_set, kept, values_taken(field, self._card, code_set) if code_set else ())
        made.label, made.help_text, made.required = field.name, _hint(field, code_set), field.required == "always"
        made.error_messages["required"] = "这一栏必须填写。"
        self.fields[field.code] = made
        self.initial[field.code] = kept.split(SEPARATOR) if field.many and code_set else kept
        if code_set is not None and code_set.open_prefix:
            if field.many:
                self.fields[field.code + _OTHER] = forms.CharField(
                    label=f"{field.name}：其他", required=False, help_text=f"写成“{code_set.open_prefix}-具体内容”。"
                )
            else:
                made.widget.attrs["list"] = f"list-{field.code}"
                self.suggestions[f"list-{field.code}"] = values_taken(field, self._card, code_set)


class WithdrawalForm(DeskForm):
    use_required_attribute = False  # whether the day is needed hangs on the reason
    blamed: Mapping[str, str] = {  # the field that a refusal speaks of; every other stands above the form
        "withdrawal.ruled_later": "ruled_on",
        "withdrawal.ruled_before": "ruled_on",
        "withdrawal.ruled_on": "ruled_on",
        "withdrawal.after_ruling": "ruled_on",
        "withdrawal.ruling_stands": "reason_type",
    }

    reason_type = forms.ChoiceField(
        label="撤回原因", widget=forms.RadioSelect, error_messages={"required": "请选择撤回原因。"}
    )
    case = forms.CharField(
        label="依据的文书或者案号",
        max_length=100,
        help_text="例如：云复决〔2026〕1号行政复议决定书。不对公众显示，请勿填写身份证号码。",
        error_messages={"required": "请写明依据的文书或者案号。"},
    )
    ruled_on = forms.DateField(
        label="决定或者收到裁决的日期",
        help_text="本单位自行变更、撤销的，填决定日期；复议、诉讼改变的，填收到决定书、判决书的日期。"
        "三个工作日从次日起算。只有“报送错误”可以不填。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": "请填写正确的日期，例如 2026-11-05。",
            "required": "请填写日期，三个工作日从次日起算。",
        },
    )

    def __init__(
        self,
        reasons: tuple[str, ...],
        clock: str,
        data: QueryDict | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        """`clock` is the address that tells how the three days stand."""
        super().__init__(data, initial=dict(initial or {}))
        chosen = self.fields["reason_type"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(reason, reason) for reason in reasons]
        told = {"hx-get": clock, "hx-trigger": "load, change", "hx-target": "#clock"}
        self.fields["ruled_on"].widget.attrs |= told

    def full_clean(self) -> None:
        self.fields["ruled_on"].required = self.data.get("reason_type") != REPORTED_WRONGLY
        super().full_clean()
        self.fields["ruled_on"].required = True

    def blame(self, refusal: Refusal) -> None:
        self.add_error(self.blamed.get(refusal.code), str(refusal))
        self.point_at_first_error()


def _input(field: FieldCard, code_set: CodeSet | None, kept: str, offered: Sequence[str]) -> forms.Field:
    """The input that suits the kind of value."""
    if code_set is not None and (field.many or not code_set.open_prefix):
        now = kept.split(SEPARATOR) if field.many else [kept]
        values = list(dict.fromkeys([*offered, *filter(None, now)]))
        choices = [(value, value) for value in values]
        if field.many:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
        return forms.ChoiceField(choices=[("", "（空）"), *choices])
    if field.type is FieldType.DATE:
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "请填写正确的日期，例如 2026-11-05。"},
        )
    attrs: dict[str, Any] = {"inputmode": "decimal"} if field.type is FieldType.NUMBER else {}
    if field.type is FieldType.TEXT and (field.length or 0) > _LONG:
        return forms.CharField(
            max_length=field.length, widget=forms.Textarea(attrs={"rows": 3 if len(kept) > 40 else 2})
        )
    return forms.CharField(max_length=field.length, widget=forms.TextInput(attrs=attrs))


def _hint(field: FieldCard, code_set: CodeSet | None) -> str:
    if field.many and code_set is not None:
        return "可以多选。"
    return f"{field.hint}。" if field.hint and not field.hint.endswith("。") else field.hint
