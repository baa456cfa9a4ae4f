"""Tables that go out to be changed and come back: safe to open in a spreadsheet, and read back as they were."""

from mingxin.kernel.text import is_formula


def quoted(text: str) -> str:
    """What a spreadsheet might execute gets an apostrophe in front; also where it begins with apostrophes already."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def as_sent(text: str) -> str:
    """The text without exactly the apostrophe that `quoted` put there."""
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text
