"""`python -m bench.locks`: a small invented city loaded and worked through in a home of its own, and how long each verb
held its transaction: on SQLite everybody else waits meanwhile. Shares tell more than seconds: those are the machine's.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

MOST: Final = 25  # verbs, those that held longest in all
CITY: Final = ("--organisations", "300", "--records", "900")  # every verb of the scenes, in minutes


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="mingxin-bench-") as name:
        folder = Path(name)
        os.environ |= {
            "MINGXIN_HOME": str(folder / "home"),
            "MINGXIN_KEYS": str(folder / "keys"),
            "MINGXIN_SECOND_FACTOR": "offered",
            "DJANGO_SETTINGS_MODULE": "mingxin.config.settings",
        }
        city = str(folder / "city")
        subprocess.run([sys.executable, "-m", "seed", city, *CITY], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, "-m", "mingxin.cli.main", "init"], check=True, stdout=subprocess.DEVNULL)
        from bench.lock_watch import watching
        from seed import load

        with watching() as seen:
            load.main([city])
        sys.stdout.write(table(seen.held, dict(_by_verb(seen.slow))))
    return 0


def table(held: Mapping[str, list[float]], slow: Mapping[str, str]) -> str:
    """A line a verb: how often, its share of all that was held, the middle and the longest in units of the median."""
    every = sorted(one for spans in held.values() for one in spans)
    if not every:
        return "nothing was held\n"
    median, whole = every[len(every) // 2], sum(every)
    lines = [f"{len(every)} transactions; median {median * 1000:.1f} ms; below in medians", ""]
    lines.append(f"{'verb':<60} {'times':>6} {'share':>6} {'middle':>7} {'longest':>8}  slow by nature")
    for verb, spans in sorted(held.items(), key=lambda one: -sum(one[1]))[:MOST]:
        middle = sorted(spans)[len(spans) // 2]
        figures = f"{len(spans):>6} {sum(spans) / whole:>6.1%} {middle / median:>7.1f} {max(spans) / median:>8.1f}"
        lines.append(f"{verb:<60} {figures}  {slow.get(verb, '')}".rstrip())
    return "\n".join(lines) + "\n"


def _by_verb(slow: set[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for verb, what in sorted(slow):
        found.setdefault(verb, []).append(what)
    return {verb: ", ".join(whats) for verb, whats in found.items()}


if __name__ == "__main__":
    sys.exit(main())
