"""Fields that the office's forms share."""

from collections.abc import Iterable
from typing import Final

from django import forms

TABLES: Final = ".csv,.xlsx,.xls"


def day(label: str, *, help_text: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


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


def choose(form: forms.Form, name: str, choices: Iterable[tuple[object, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so by the form
    field.choices = list(choices)
