"""The shape of the publicity rules: what becomes public, from when, until when, and how grave a penalty is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingxin.rulebook.cards import Role, Terms


@dataclass(frozen=True)
class PublicityRule:
    """One rule of publicity.yaml; its head comment says what each method means.

    shown_from and ends are roles, the first filled one counts. ends_after: the named day is the last day shown;
    otherwise it is the first day hidden. A date at or after long_term_from stands for no end.
    """

    key: str
    method: str  # valid_span | severity | months | standing | not_public
    words: str  # for the public catalogue page
    source: str
    article: str
    standing: str
    shown_from: tuple[Role, ...] = ()
    ends: tuple[Role, ...] = ()
    ends_after: bool = False
    longest_months: int | None = None
    repairable_after_months: int | None = None
    long_term_from: date | None = None
    hidden_by_status: tuple[str, ...] = ()
    needs_publication_basis: bool = False  # 行政处罚法 art. 48: only decisions with social effect


@dataclass(frozen=True)
class SeverityDefault:
    """The severity that a code-set value gives when nothing better says it; `open` asks, and `why` says why."""

    value: str
    severity: str  # minor | ordinary | serious | open
    source: str
    article: str
    standing: str
    why: str = ""


@dataclass(frozen=True)
class SeverityRules:
    """transition more_favourable: of the terms in force when decided and those since, the shorter ones hold."""

    transition: str
    words: Mapping[str, str]  # 轻微 → minor …
    by_procedure: tuple[SeverityDefault, ...]
    by_category: tuple[SeverityDefault, ...]


@dataclass(frozen=True)
class WithdrawalNote:
    """How long the note of a withdrawn decision stands, and within how many working days it must be there."""

    shown_months: int
    deadline_workdays: int
    code_set: str
    source: str
    article: str
    standing: str


@dataclass(frozen=True)
class Publicity:
    rules: Mapping[str, PublicityRule]
    terms: tuple[Terms, ...]
    severity: SeverityRules
    withdrawal_note: WithdrawalNote

    @property
    def no_end(self) -> Mapping[str, date]:
        """By rule, the day that stands for a validity without end; rules that know none are left out."""
        return {key: rule.long_term_from for key, rule in self.rules.items() if rule.long_term_from is not None}
