"""Faults of a rulebook: gathered, so that the one who mends it sees all of them at once."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """file is the path inside the rulebook folder; code is stable (`rulebook.reason`); sentence is for the reader."""

    file: str
    code: str
    sentence: str

    def line(self) -> str:
        return f"{self.file}：{self.sentence}"


@dataclass
class Faults:
    """A growing list of faults, and the file that is being read."""

    found: list[Fault] = field(default_factory=list)
    file: str = ""

    def add(self, code: str, sentence: str) -> None:
        self.found.append(Fault(self.file, f"rulebook.{code}", sentence))
