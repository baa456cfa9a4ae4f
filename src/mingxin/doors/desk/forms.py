"""Forms of the desk: the first wrong field has the cursor, and an identity number goes nowhere."""

from typing import Any

from django import forms
from django.http import QueryDict

from mingxin.kernel.resident_id import cut, find_in

LONGEST = 10_000  # characters: of a field that states no limit of its own
IN_ALL = 500_000  # of all fields of a form; a record's with all its columns has a third of it
NUMBER_CUT = "请勿填写身份证号码，已去除。请改写后再提交。"


class DeskForm(forms.Form):
    """Give each field `label`, and `help_text` where a hint is needed; draw it with desk/parts/field.html."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        self._numbered: set[str] = set()
        if data is not None:
            data = data.copy()
            left = IN_ALL
            for name in data:
                texts = self._as_far_as_taken(name, data.getlist(name), prefix=kwargs.get("prefix"))
                left -= sum(map(len, texts))
                if left < 0:
                    texts = [""] * len(texts)
                elif any(find_in(text) for text in texts):
                    self._numbered.add(name)
                    texts = [cut(text)[0] for text in texts]
                data.setlist(name, texts)
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, *args, **kwargs)

    def _as_far_as_taken(self, name: str, texts: list[str], *, prefix: str | None) -> list[str]:
        """Looking through a text costs as much as it is long. What is left of one that is too long is too long still,
        with room for blanks at its ends; of what this form does not name nobody here reads more.
        """
        field = self.base_fields.get(name.removeprefix(f"{prefix}-") if prefix else name)
        most = 2 * (getattr(field, "max_length", None) or LONGEST) + LONGEST
        return [text[:most] for text in texts]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self._numbered & {self.add_prefix(field) for field in self.fields}:
            self.add_error(name.removeprefix(f"{self.prefix}-") if self.prefix else name, NUMBER_CUT)
        return cleaned

    def is_valid(self) -> bool:
        good = super().is_valid()
        self.point_at_first_error()
        return good

    def point_at_first_error(self) -> None:
        """Call it again after adding an error from outside."""
        first = next((name for name in self.fields if name in self.errors), None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("autofocus", None)
            if name == first:
                field.widget.attrs["autofocus"] = True
