"""A form of the desk looks for identity numbers in what it is given, and not without end."""

from django import forms
from django.http import QueryDict

from mingxin.doors.desk.forms import IN_ALL, LONGEST, NUMBER_CUT, DeskForm
from tests.spec.spellings import number


class Reason(DeskForm):
    reason = forms.CharField(label="理由", max_length=10)


def filled(**given: str) -> Reason:
    data = QueryDict(mutable=True)
    for name, text in given.items():
        data[name] = text
    return Reason(data)


def test_a_number_is_cut_and_told() -> None:
    form = filled(reason=number())
    assert not form.is_valid()
    assert NUMBER_CUT in form.errors["reason"]
    assert number() not in form.as_p()


def test_what_is_too_long_is_said_to_be_and_blanks_at_the_ends_are_not() -> None:
    assert not filled(reason="字" * 11).is_valid()
    assert not filled(reason="字" * 5_000_000).is_valid()
    spaced = filled(reason=" " * 500 + "十个字十个字十个字十" + "\r\n" * 500)
    assert spaced.is_valid() and spaced.cleaned_data["reason"] == "十个字十个字十个字十"


def test_fields_that_the_form_does_not_have_cost_no_more_than_those_it_has() -> None:
    form = filled(**{f"x{n}": "1 " * 1_000_000 for n in range(100)}, reason="理由")
    assert sum(len(form.data[name]) for name in form.data) < IN_ALL + 3 * LONGEST
