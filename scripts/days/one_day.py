"""The invented city set up on one day, as `make demo` does it, and looked at.

    python -m scripts.days.one_day FOLDER DAY

Smaller than the demonstration's: of the files only those that its scenes need, and a few of the others in turn.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from mingxin.kernel import clock
from scripts.days.moved_clock import move

HOST = "127.0.0.1:8000"  # the demonstration's
# What the scenes resemble and amend
NEEDED = {
    "admin_penalty": "market transport ecology emergency housing urban agriculture",
    "admin_licence": "market transport labour agriculture health",
}
REGISTERS, OTHERS, FAULTY = 6, 3, 3  # files of each sort
ROLES = (
    "shijian-jingban", "shijian-shenhe", "shijian-guanli", "xinyongban", "chengjiang-xinyong", "xitong", "anquan",
    "shenji",
)  # fmt: skip
PORTAL = ("/", "/search/?q=云泽", "/shuanggongshi/", "/mulu/", "/guize/")


def main(folder: Path, begin: datetime) -> int:
    """0 where the city is there whole; what is wrong is said."""
    move(begin)
    city = folder / "city"
    if not (city / "plan.json").exists():
        _write_city(city, begin.date())
    from mingxin.cli.main import main as mingxin

    if mingxin(["init"]):
        return 1
    from seed.load import main as load

    if load([str(city)]):
        return 1
    codes = {words: mingxin(words.split()) for words in ("doctor --full", "ledger verify --records")}
    wrong = [f"mingxin {words} ended with {code}" for words, code in codes.items() if code]
    wrong += [*_scenes_missing(), *_pages_that_fail(), *_report_in_doubt()]
    sys.stdout.write("\n".join(["", *(f"✗ {what}" for what in wrong)]) + "\n")
    return 1 if wrong else 0


def _write_city(city: Path, day: date) -> None:
    from seed.__main__ import main as write

    sys.argv = ["seed", str(city), "--organisations", "200", "--records", "2000"]
    write()
    path = city / "plan.json"
    plan = json.loads(path.read_text("utf-8"))
    plan["files"] = [*_register(plan), *_needed(plan, day), *_in_turn(_others(plan), OTHERS, day)]
    plan["faulty"] = _in_turn(plan["faulty"], FAULTY, day)
    path.write_text(json.dumps(plan, ensure_ascii=False), "utf-8")


def _register(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The fullest."""
    files = [entry for entry in plan["files"] if entry["item"] == "org_registration"]
    return sorted(files, key=lambda entry: entry["rows"])[-REGISTERS:]


def _needed(plan: dict[str, Any], day: date) -> Iterator[dict[str, Any]]:
    """The fullest file of each, as if it had been sent last month, and the newest.

    So a month has far less than the one before it, about which a steward is asked in the last days of any month.
    """
    from seed.units import units

    last_month = (day.replace(day=1) - timedelta(days=10)).isoformat()
    for item, keys in NEEDED.items():
        for code in (unit.uscc for unit in units() if unit.key in keys.split()):
            files = [entry for entry in plan["files"] if (entry["item"], entry["unit"]) == (item, code)]
            files.sort(key=lambda entry: entry["sent_on"])
            fullest = max(files, key=lambda entry: (entry["sent_on"] < last_month, entry["rows"]))
            yield fullest | {"sent_on": last_month}
            if files[-1] is not fullest:
                yield files[-1]


def _others(plan: dict[str, Any]) -> list[dict[str, Any]]:
    newest = {entry["item"]: entry for entry in plan["files"] if entry["item"] not in (*NEEDED, "org_registration")}
    return list(newest.values())


def _in_turn(files: list[dict[str, Any]], count: int, day: date) -> list[dict[str, Any]]:
    """A few, others every day."""
    first = day.toordinal() * count
    return [files[(first + place) % len(files)] for place in range(count)]


def _scenes_missing() -> list[str]:
    from seed.desk import SCENES
    from seed.desk_scene import played

    there = played()
    return [f"the scene {scene.key} was not played" for scene in SCENES if scene.key not in there]


def _pages_that_fail() -> list[str]:
    """The public home page, and the desk's first page as everybody sees it."""
    from django.test import Client

    from mingxin.access.actions import sessions
    from mingxin.access.models import Person

    answers = {path: Client(HTTP_HOST=HOST).get(path).status_code for path in PORTAL}
    for login in ROLES:
        client, person = Client(HTTP_HOST=HOST), Person.objects.get(login=login)
        client.force_login(person)
        key = client.session.session_key or ""
        sessions.begin(person=person, session_key=key, method="password", address="127.0.0.1", at=clock.now())
        answers[f"/desk/ as {login}"] = client.get("/desk/", follow=True).status_code
    return [f"{path} answers {code}" for path, code in answers.items() if code != 200]


def _report_in_doubt() -> list[str]:
    """A report handed out on that day is genuine on that day."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from mingxin.archive.models import Subject

    client, subject = Client(HTTP_HOST=HOST), Subject.objects.filter(name__registered=True).order_by("id")[0]
    report = client.post(f"/zhuti/{subject.public_id}/baogao/")
    if report.status_code != 200:
        return [f"no report was handed out: {report.status_code}"]
    page = client.post("/heyan/", {"wenjian": SimpleUploadedFile("baogao.pdf", report.content)}).content.decode()
    return [] if "真实，未被改动" in page else ["the report handed out is not found genuine"]


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))
