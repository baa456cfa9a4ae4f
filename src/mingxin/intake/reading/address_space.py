"""How much address space this process has taken, where the system says it."""

import resource
from pathlib import Path
from typing import Final

_PAGES: Final = Path("/proc/self/statm")


def size() -> int:
    """In bytes; 0 where the system does not say. There the memory of one file is not limited."""
    try:
        return int(_PAGES.read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
