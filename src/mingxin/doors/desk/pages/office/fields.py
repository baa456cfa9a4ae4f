"""Fields that the office's forms share."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

from django import forms

from mingxin.access.rules.days import day_problem
from mingxin.kernel.clock import today

TABLES: Final = ".csv,.xlsx,.xls"
UNCHOSEN: Final = ("", "请选择")


def day(
    label: str, *, help_text: str = "", required: bool = True, validators: Sequence[Callable[[date], None]] = ()
) -> forms.DateField:
    return forms.DateField(
        validators=validators,
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def believable(day: date) -> None:
    """A validator for days of the register: from 1949 through ten years ahead."""
    if problem := day_problem(day, today()):
        raise forms.ValidationError(problem)


def said(label: str, example: str, *, longest: int = 200, lines: int = 0) -> forms.CharField:
    """A sentence that somebody will read; `lines` for one that may be longer."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return forms.CharField(label=label, help_text=f"例如：{example}。", max_length=longest, widget=widget)


def table_file(label: str, help_text: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": TABLES}),
        error_messages={"required": "请先选择文件。", "empty": "文件是空的，请重新选择。"},
    )


def choose(form: forms.Form, name: str, choices: Iterable[tuple[object, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so by the form
    field.choices = list(choices)
