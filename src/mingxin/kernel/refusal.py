"""A refusal that a person can act on: a stable code, a sentence, and what to do next."""


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the program
    """Raised where an act may not happen. Programs decide by `code` and `data`, never by the sentence.

    `message` and `remedy` are Chinese and are shown to the user as they are.
    """

    def __init__(self, code: str, message: str, remedy: str = "", **data: object) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.data: dict[str, object] = dict(data)

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code, "message": self.message, "remedy": self.remedy, "data": self.data}
