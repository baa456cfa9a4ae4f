"""Write what the migrations make of an empty database, for the check-up to hold a database against.

SQLite's is made in memory. PostgreSQL's needs its programs: `make schema` starts a server for it (tests/postgres.py).
"""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
os.environ.setdefault("MINGXIN_DATABASE_URL", "sqlite://:memory:")
django.setup()

from django.core.management import call_command  # noqa: E402 - needs the set-up above
from django.db import connection  # noqa: E402

from mingxin.oversight.schema.objects import spell  # noqa: E402
from mingxin.oversight.schema.proving import objects  # noqa: E402

FOLDER = Path(__file__).parent.parent / "src" / "mingxin" / "oversight" / "schema"


def main() -> int:
    call_command("migrate", verbosity=0)
    file = FOLDER / f"{connection.vendor}.txt"
    file.write_text(spell(objects()), "utf-8")
    sys.stdout.write(f"{file.name} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
