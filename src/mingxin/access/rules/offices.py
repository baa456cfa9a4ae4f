"""Which unit may have officers of the credit office.

No register says which unit is a division's credit office, and the office moves between authorities. So this keeps out
only what can be none, and the page that gives the post names what it opens.
"""

from typing import Final

_ORGANS: Final = ("11", "12")  # GB 32100: 机关, 事业单位 (a credit centre is often one)


def may_be_office(uscc: str) -> bool:
    """Whether the unit is an organ of state or one of its public institutions, by its code."""
    return uscc.startswith(_ORGANS)
