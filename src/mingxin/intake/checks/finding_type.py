"""What one kind of finding is: a stable code, how grave it is, and the sentences a clerk reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ERROR: Final = "error"  # the row is questioned
WARNING: Final = "warning"  # admitted, to be looked at
NOTE: Final = "note"  # said, nothing to be done
# What each is called: by pages, workbooks, the command line and the manual alike.
SPOKEN: Final[Mapping[str, str]] = {ERROR: "须改正", WARNING: "请留意", NOTE: "说明"}


@dataclass(frozen=True)
class FindingType:
    """A card of the findings manual.

    `message` and `remedy` are templates: {name} is the field's Chinese name, {value} the cell as sent (shortened),
    other names are columns or constants that the check gives. An empty `example` takes the field card's own.
    """

    code: str
    severity: str
    title: str
    message: str
    remedy: str
    example: str
    explanation: str
