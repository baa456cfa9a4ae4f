"""Write the generated pages of docs/manual; with --check only say which differ from what would be written (exit 1)."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
django.setup()

from mingxin.catalogue.manual import catalogue_manual  # noqa: E402 - models need the set-up above
from mingxin.doors.desk.permit_table import permit_table  # noqa: E402
from mingxin.intake.findings_manual import findings_markdown  # noqa: E402
from mingxin.rulebook.loader import load_rulebook  # noqa: E402

FOLDER = Path(__file__).parent.parent / "docs" / "manual"


def main() -> int:
    pages = {
        "catalogue.md": catalogue_manual(load_rulebook()),
        "findings.md": findings_markdown(),
        "quanxian.md": permit_table(),
    }
    differing = [name for name, text in pages.items() if _present(FOLDER / name) != text]
    if "--check" in sys.argv[1:]:
        for name in differing:
            sys.stderr.write(f"✗ docs/manual/{name} is not what the code says: run make docs\n")
        return 1 if differing else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in differing:
        (FOLDER / name).write_text(pages[name], "utf-8")
        sys.stdout.write(f"docs/manual/{name} written\n")
    return 0


def _present(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
