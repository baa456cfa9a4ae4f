"""A refusal that a person can act on: a stable code, a sentence, and what to do next."""

from mingxin.kernel.resident_id import cut


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the program
    """Raised where an act may not happen. Programs decide by `code` and `data`, never by the sentence.

    `message` and `remedy` are Chinese and are shown to the user as they are. They may quote what was typed or sent
    wrong; an identity number in it goes no further (charter 2.5).
    """

    def __init__(self, code: str, message: str, remedy: str = "", **data: object) -> None:
        self.code = code
        self.message = cut(message)[0]
        self.remedy = cut(remedy)[0]
        self.data = {name: cut(value)[0] if isinstance(value, str) else value for name, value in data.items()}
        super().__init__(code, self.message, self.remedy)

    @property
    def is_of_altered_rows(self) -> bool:
        """Whether rows were altered past the platform: then no file and no form is at fault, and none is let go for it.

        A kept file that cannot be opened any more (vault.altered) is another matter.
        """
        return self.code.endswith(".altered") and not self.code.startswith("vault.")

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code, "message": self.message, "remedy": self.remedy, "data": self.data}
