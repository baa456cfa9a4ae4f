"""Reading one mapping strictly: a missing, mistyped or unknown key is a fault, never a silence."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from mingxin.rulebook.faults import Faults

E = TypeVar("E", bound=StrEnum)
LARGEST = 1_000_000_000  # of any number: tables and calendars know none above


class Reader:
    """Takes the keys out of `data` one by one; what is left over in the end is a fault."""

    def __init__(self, data: object, where: str, faults: Faults) -> None:
        self.where = where
        self.faults = faults
        if not isinstance(data, Mapping):
            faults.add("malformed", f"{where}应当是“键: 值”的形式。")
            data = {}
        self.rest: dict[object, object] = dict(data)

    def drop_key(self) -> None:
        """A stored entry carries the key under which a YAML one stands."""
        self.rest.pop("key", None)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.rest.pop(key, default)
        if isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, str):
            return value
        self._wrong(key, value, "文字")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.rest.pop(key, ())
        if isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self._wrong(key, value, "文字的列表")
        return ()

    def whole(self, key: str) -> int | None:
        value = self.rest.pop(key, None)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST):
            return value
        self._wrong(key, value, f"不超过 {LARGEST} 的整数")
        return None

    def number(self, key: str) -> int:
        value = self.whole(key)
        if value is None:
            self._wrong(key, None, "整数")
            return 0
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.rest.pop(key, default)
        if isinstance(value, bool):
            return value
        self._wrong(key, value, "true 或 false")
        return default

    def day(self, key: str) -> date | None:
        value = self.rest.pop(key, None)
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._wrong(key, value, "日期（如 2026-04-01）")
            return None

    def dated(self, key: str) -> date:
        value = self.day(key)
        if value is None:
            self._wrong(key, None, "日期（如 2026-04-01）")
            return date.min
        return value

    def choice(self, key: str, options: type[E], default: E) -> E:
        value = self.rest.pop(key, default)
        return self._member(key, value, options) or default

    def choices(self, key: str, options: type[E]) -> tuple[E, ...]:
        members = (self._member(key, value, options) for value in self.texts(key))
        return tuple(member for member in members if member is not None)

    def optional(self, key: str, options: type[E]) -> E | None:
        value = self.rest.pop(key, None)
        return None if value is None else self._member(key, value, options)

    def mapping(self, key: str) -> dict[str, object]:
        value = self.rest.pop(key, None)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return {str(name): entry for name, entry in value.items()}
        self._wrong(key, value, "“键: 值”")
        return {}

    def entries(self, key: str) -> list[object]:
        value = self.rest.pop(key, None)
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return list(value)
        self._wrong(key, value, "列表")
        return []

    def finish(self) -> None:
        for key in self.rest:
            self.faults.add("unknown_key", f"{self.where}有不认识的栏目“{key}”，请核对拼写。")

    def _member(self, key: str, value: object, options: type[E]) -> E | None:
        try:
            return options(str(value))
        except ValueError:
            known = "、".join(member.value for member in options)
            self.faults.add("unknown_value", f"{self.where}的“{key}”写作“{value}”，只能是：{known}。")
            return None

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        if value is None:
            self.faults.add("missing", f"{self.where}缺少“{key}”，应填{wanted}。")
        else:
            self.faults.add("malformed", f"{self.where}的“{key}”应当是{wanted}。")
