"""Send the invented city's files to the platform, as its departments would: python -m seed.load FOLDER.

Each file is received on the day the plan says it was sent, so that timeliness is what it would have been. A file that
was received before is passed over, so an interrupted load goes on where it stopped. The desk is furnished last.
A file that cannot be read is named and left out; the exit code is then INCOMPLETE, and the next load tries it again.
"""

import argparse
import csv
import io
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - models need the set-up above

from mingxin.access.actions.units import add_region, add_unit  # noqa: E402
from mingxin.access.queries.units import find_unit  # noqa: E402
from mingxin.cli.acting import OPERATOR  # noqa: E402
from mingxin.cli.readiness import require  # noqa: E402
from mingxin.cli.telling import Telling  # noqa: E402
from mingxin.intake.actions.criteria import import_criteria  # noqa: E402
from mingxin.intake.actions.process import Outcome, process  # noqa: E402
from mingxin.intake.actions.reaching_back import apply_present_terms  # noqa: E402
from mingxin.intake.actions.resume import resume_pending  # noqa: E402
from mingxin.intake.models import Criterion  # noqa: E402
from mingxin.kernel.clock import CHINA, now  # noqa: E402
from mingxin.kernel.refusal import Refusal  # noqa: E402
from mingxin.ledger.actions import seal  # noqa: E402
from mingxin.vault.actions import digest_of  # noqa: E402
from mingxin.vault.models import Original  # noqa: E402
from seed import desk, desk_home, unreadable  # noqa: E402

INCOMPLETE = 3  # exit code: what could be read is there, the rest was named
HELD_FROM = date(2000, 1, 1)
MOST_KINDS = 8  # of errors that are listed
COUNTS = ("reported", "questioned", "updated", "admitted", "unlinked", "unchanged")
WORDS = ("上报", "疑问", "更新", "入库", "未关联", "无变化")


@dataclass
class Tally:
    """What became of the files: counts over all of them, findings by code, files refused whole or not to be read."""

    files: int = 0
    known: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.files += 1
        self.counts.update({name: getattr(outcome, name) for name in COUNTS})
        codes = outcome.findings.filter(outcome.findings["severity"] == "error")["code"]
        self.findings.update(codes.to_list())


def load(folder: Path, telling: Telling) -> Tally:
    """Regions, units and criteria first, then every file in the order of its day, then the faulty ones.

    Raises Refusal("city.unreadable") without the plan, the regions or the units, on which everything rests.
    """
    plan = _plan(folder)
    desk_home.claim(by=OPERATOR, at=now())
    _introduce_city()
    resume_pending(by=OPERATOR, at=now())
    tally = Tally()
    _prepare(folder, plan, tally)
    known = set(Original.objects.values_list("digest", flat=True))
    sendings = sorted(plan["files"], key=lambda sending: sending["sent_on"]) + plan["faulty"]
    with telling.progress() as advance:
        for done, sending in enumerate(sendings, start=1):
            _send(folder, sending, known, tally)
            advance("报送文件入库", done, len(sendings))
            if done % 20 == 0:
                seal(at=now())
    apply_present_terms(by=OPERATOR, at=now())  # what came in before 2026-04-01 was given the terms of its day
    seal(at=now())
    return tally


def _plan(folder: Path) -> dict[str, Any]:
    try:
        plan: dict[str, Any] = json.loads((folder / "plan.json").read_text("utf-8"))
    except OSError as error:
        raise _no_city("plan.json", unreadable.why(error)) from None
    except ValueError:
        raise _no_city("plan.json", "内容不完整或者已损坏") from None
    return plan


def _no_city(name: str, why: str) -> Refusal:
    return Refusal(
        "city.unreadable",
        f"虚构城市的 {name} 无法读取（{why}），没有载入任何文件。",
        "请运行 make clean-demo 后重新 make demo。",
    )


def _introduce_city() -> None:
    """Whom one turns to in the invented city; a file that is there already is somebody's own."""
    told = settings.HOME / "city.yaml"
    if not told.exists():
        shutil.copyfile(Path(__file__).parent / "data" / "city.yaml", told)


def _prepare(folder: Path, plan: Mapping[str, Any], tally: Tally) -> None:
    at = now()
    for region in _rows(folder / plan["regions"]):
        add_region(code=region["代码"], name=region["名称"], parent=region["上级"] or None, by=OPERATOR, at=at)
    for unit in _rows(folder / plan["units"]):
        add_unit(
            uscc=unit["代码"],
            name=unit["名称"],
            items=[item for item in unit["事项"].split(";") if item],
            region=unit["区划"],
            ground=f"{plan['city']}权责清单",
            held_from=HELD_FROM,
            by=OPERATOR,
            at=at,
        )
    for entry in plan["criteria"]:
        unit_row = find_unit(entry["unit"])
        if not Criterion.objects.filter(unit=unit_row, item=entry["item"]).exists():
            path = folder / entry["file"]
            if _digest(path, entry["file"], tally):
                import_criteria(path, unit=unit_row, item=entry["item"], in_force_from=HELD_FROM, by=OPERATOR, at=at)


def _send(folder: Path, sending: Mapping[str, Any], known: set[str], tally: Tally) -> None:
    path = folder / sending["file"]
    digest = _digest(path, sending["file"], tally)
    if digest is None:
        return
    if digest in known:
        tally.known += 1
        return
    day = sending.get("sent_on")
    at = datetime.combine(date.fromisoformat(day), time(9, 30), CHINA) if day else now()
    try:
        tally.add(process(path, item=sending["item"], unit=sending["unit"], by=OPERATOR, at=min(at, now())))
    except Refusal as refusal:
        tally.refused.append((sending["file"], refusal.message))


def _digest(path: Path, name: str, tally: Tally) -> str | None:
    """None where the file cannot be read, which is then remembered with its reason."""
    try:
        return digest_of(path)
    except OSError as error:
        tally.unreadable.append((name, unreadable.why(error)))
        return None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise _no_city(path.name, unreadable.why(error)) from None
    except UnicodeDecodeError:
        raise _no_city(path.name, "内容已损坏") from None
    yield from csv.DictReader(io.StringIO(text))


def _tell(tally: Tally, telling: Telling) -> None:
    if tally.known:
        telling.say(f"此前已收到 {tally.known} 个文件，没有重复报送。")
    telling.say(
        f"办理 {tally.files} 个文件："
        + "，".join(f"{w} {tally.counts[c]:,}" for w, c in zip(WORDS, COUNTS, strict=True))
    )
    if tally.findings:
        kinds, most = len(tally.findings), f"，下面是最多的 {MOST_KINDS} 种" if len(tally.findings) > MOST_KINDS else ""
        told = f"检查发现的错误共 {tally.findings.total():,} 处、{kinds} 种（一行可以有几处）{most}："
        telling.say(told)
    for code, found in tally.findings.most_common(MOST_KINDS):
        telling.say(f"    {code:<28} {found:,} 处")
    if tally.refused:
        telling.say(f"整体拒收 {len(tally.refused)} 个文件：")
    for name, message in tally.refused:
        telling.say(f"    {name}：{message.splitlines()[0]}")
    if tally.unreadable:
        telling.say(f"有 {len(tally.unreadable)} 个文件无法读取，没有报送，其余照常；补齐后再次运行即可补报：")
    for name, why in tally.unreadable:
        telling.say(f"    {name}：{why}")


def _tell_of_the_desk(furnished: desk.Furnished, telling: Telling) -> None:
    if not furnished.missing:
        telling.say(f"工作台：新建账户 {furnished.opened} 个，待办工作已就绪。")
        return
    telling.say(
        f"工作台：新建账户 {furnished.opened} 个。有 {len(furnished.missing)} 项待办工作没有布置成，其余已就绪："
    )
    for scene, why in furnished.missing:
        telling.say(f"    {scene.title}：{why}")


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m seed.load", description="把虚构城市的报送文件送入平台。")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="python -m seed 写的文件夹")
    arguments = parser.parse_args(words)
    telling = Telling(as_json=False)
    try:
        require(settings.HOME)
        tally = load(arguments.folder, telling)
        _tell(tally, telling)
        _tell_of_the_desk(desk.furnish(arguments.folder, by=OPERATOR, at=now()), telling)
    except Refusal as refusal:
        telling.refuse(refusal)
        return INCOMPLETE if refusal.code == "city.unreadable" else 2
    return INCOMPLETE if tally.unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
