"""What is never collected, and which matters are refused at intake (charter 2.4, 2.5, 2.6, 2.8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingxin.kernel.seen_words import seen
from mingxin.rulebook.cards import FieldCard, Role


@dataclass(frozen=True)
class ForbiddenElement:
    key: str
    name: str
    words: tuple[str, ...]
    codes: tuple[str, ...]
    source: str
    article: str

    def matches(self, names: Iterable[str], codes: Iterable[str]) -> str | None:
        """The word or code that gives the element away, however it is spelled; None where there is none.

        A column code is compared whole and by its last part (XK_XDR_MZ → MZ).
        """
        for name in names:
            for word in self.words:
                if seen(word) in seen(name):
                    return word
        for code in codes:
            folded = code.upper()
            for forbidden in self.codes:
                if folded == forbidden or folded.rsplit("_", 1)[-1] == forbidden:
                    return forbidden
        return None


@dataclass(frozen=True)
class RefusedMatter:
    """Rows refused (or questioned) at intake, wherever the words stand in the columns of in_roles."""

    key: str
    action: str  # refuse | question
    name: str
    words: tuple[str, ...]
    in_roles: tuple[Role, ...]
    reason: str
    source: str
    article: str


@dataclass(frozen=True)
class Forbidden:
    never: tuple[ForbiddenElement, ...]
    cut_only: tuple[ForbiddenElement, ...]
    matters: tuple[RefusedMatter, ...]

    def never_words(self) -> tuple[str, ...]:
        return tuple(word for element in self.never for word in element.words)

    def never_codes(self) -> tuple[str, ...]:
        return tuple(code for element in self.never for code in element.codes)

    def cut_words(self) -> tuple[str, ...]:
        return tuple(word for element in self.cut_only for word in element.words)

    def cut_codes(self) -> tuple[str, ...]:
        return tuple(code for element in self.cut_only for code in element.codes)


def names_of(field: FieldCard) -> tuple[str, ...]:
    return (field.name, *field.aliases, *field.joined_from)


def codes_of(field: FieldCard) -> tuple[str, ...]:
    """Every code that the field answers to: legacy column codes stand among the aliases."""
    return tuple(code for code in (field.code, field.element, *field.aliases, *field.joined_from) if code)


def never_collected(field: FieldCard, forbidden: Forbidden) -> tuple[ForbiddenElement, str] | None:
    for element in forbidden.never:
        hit = element.matches(names_of(field), codes_of(field))
        if hit:
            return element, hit
    return None


def must_be_cut(field: FieldCard, forbidden: Forbidden) -> tuple[ForbiddenElement, str] | None:
    for element in forbidden.cut_only:
        hit = element.matches(names_of(field), codes_of(field))
        if hit:
            return element, hit
    return None
