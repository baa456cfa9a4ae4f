"""A home's people and files, for the desk in a browser: `python -m tests.way.desk_people FOLDER`, JSON on stdout.

A steward, a second one and a checker of the invented city's market supervision; and sheets of its penalties with
nine faulty rows each, two of them of 150 rows.
"""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

PASSWORD = "云泽-正确的口令-2026"
PEOPLE = {"zhang": ("张经办", "steward"), "li": ("李经办", "steward"), "wang": ("王审核", "checker")}
SHEETS = (  # name, number of the first decision, clean rows
    ("11 月行政处罚（第三周）", 3001, 141),
    ("11 月行政处罚（第四周）", 5001, 141),
    ("手机上看的", 6001, 8),
    ("桌面上看的", 6101, 8),
    ("手机上审的", 3001, 6),
    ("桌面上审的", 3021, 6),
)
Row = Mapping[str, str]


def main(folder: Path) -> None:
    from mingxin.kernel.clock import today
    from seed.city import build

    city = build(7, as_of=today(), organisations=900, records=1500)
    unit = city.unit("market")
    _hire(unit.uscc, unit.name)
    files = [_sheet(city, folder, name, first, clean) for name, first, clean in SHEETS]
    sys.stdout.write(json.dumps({"unit": unit.uscc, "files": files}, ensure_ascii=False))


def _hire(uscc: str, name: str) -> None:
    from mingxin.access.actions.entering import enter_account
    from mingxin.access.actions.people import add_person, give_post
    from mingxin.access.models import Person, StaffRole, Unit
    from mingxin.cli.main import main as command
    from mingxin.kernel.clock import now
    from mingxin.ledger.actor import Actor

    assert command(["unit", "add", uscc, name, "--items", "admin_penalty,admin_licence"]) == 0
    by, at, unit = Actor("founder", "安装人员"), now(), Unit.objects.get(uscc=uscc)
    for login, (called, role) in PEOPLE.items():
        add_person(login=login, name=called, unit=unit, by=by, at=at)
        person = Person.objects.get(login=login)
        person.set_password(PASSWORD)
        person.password_changed_at = at
        person.save()
        enter_account("password_reset", person, by=by, at=at)
        give_post(person=person, role=StaffRole(role), unit=unit, from_on=date(2020, 1, 1), by=by, at=at)


def _sheet(city: object, folder: Path, name: str, first: int, clean: int) -> str:
    """Four codes with a wrong last character, three fines in yuan, a day that does not exist, a number left out.

    A short sheet says another fine, so that what was sent under the same number before would change.
    """
    from seed import layouts, writing
    from seed.city import City
    from seed.faults import clean_rows, wrong_check

    assert isinstance(city, City)
    scenes = clean_rows(city, "admin_penalty", "market", clean + 9, first=first)
    rows: list[Row] = [scene.row for scene in scenes[:clean]]
    if clean < 100:
        rows = [{**row, "CF_NR": "罚款1000元", "CF_NR_FK": "0.1"} for row in rows]
    for place, scene in enumerate(scenes[clean:]):
        row = dict(scene.row)
        if place < 4:
            row["CF_XDR_SHXYM"] = wrong_check(row["CF_XDR_SHXYM"])
        elif place < 7:
            row |= {"CF_NR": "罚款2000元", "CF_NR_FK": "2000"}
        elif place == 7:
            row["CF_JDRQ"] = "2026/13/05"
        else:
            row["CF_WSH"] = ""
        rows.append(row)
    path = folder / f"{name}.xlsx"
    writing.write_table(path, layouts.table_of("admin_penalty", layouts.FULL_XLSX, rows), layouts.FULL_XLSX, name)
    return str(path)


if __name__ == "__main__":
    import django

    django.setup()
    main(Path(sys.argv[1]))
