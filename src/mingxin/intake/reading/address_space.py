"""How much memory this process has taken, where the system says it."""

import resource
from pathlib import Path
from typing import Final

_PAGES: Final = Path("/proc/self/statm")


def size() -> int:
    """Of address space, in bytes; 0 where the system does not say. There the memory of one file is not limited."""
    return _pages(0)


def resident() -> int:
    """Of real memory, in bytes; 0 likewise."""
    return _pages(1)


def _pages(place: int) -> int:
    try:
        return int(_PAGES.read_text().split()[place]) * resource.getpagesize()
    except OSError:
        return 0
