"""One measurement in a process of its own: `python -m bench.one NAME [FILE]` prints one JSON object.

The environment names home and database. `peak_mib` is the most memory that this process held.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.memory import peak_mib

Figures = Mapping[str, float]


def main(name: str, *arguments: str) -> int:
    figures = dict(_MEASUREMENTS[name](*arguments))
    figures["peak_mib"] = peak_mib()
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def _samples(folder: str, rows: str) -> Figures:
    from bench.samples import write_samples

    write_samples(Path(folder), int(rows))
    return {}


def _found() -> Figures:
    _open()
    from bench.installation import found

    found()
    return {}


def _intake(path: str) -> Figures:
    from mingxin.intake.reading import room

    room.warm()  # as the command does
    _open()
    from bench.own import intake

    return intake(Path(path))


def _pandera(path: str) -> Figures:
    from bench.peers.pandera_polars import validate

    return validate(Path(path))


def _bare() -> Figures:
    _open()
    from bench.peers.storing import bare

    return bare()


def _bulk_create(rows: str) -> Figures:
    _open()
    from bench.peers.storing import bulk_create

    return bulk_create(int(rows))


def _open() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
    import django

    django.setup()


_MEASUREMENTS: Mapping[str, Callable[..., Figures]] = {
    "samples": _samples,
    "found": _found,
    "intake": _intake,
    "pandera": _pandera,
    "bare": _bare,
    "bulk_create": _bulk_create,
}

if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
