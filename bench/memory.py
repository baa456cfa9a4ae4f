"""The most memory this process ever held."""

import resource
import sys
from pathlib import Path

_MEBI = 1024 * 1024
_STATUS = Path("/proc/self/status")


def peak_mib() -> int:
    """In MiB. Linux counts it for this program alone; getrusage would add what the starting process held."""
    if _STATUS.is_file():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held // _MEBI if sys.platform == "darwin" else held // 1024
