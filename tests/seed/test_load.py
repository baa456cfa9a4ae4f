"""Loading the invented city: what cannot be read is named and left out, and the rest is there."""

import json
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mingxin.access.models import Unit
from mingxin.catalogue.actions import load_first_calendar, put_in_force
from mingxin.cli import instance
from mingxin.cli.telling import Telling
from mingxin.intake.models import Batch, Criterion
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.rulebook.book import Rulebook
from seed import desk, desk_home, load
from seed.desk_hand import Hand
from seed.desk_scene import Scene

FEW = 3


@pytest.fixture
def founded(db: None, home: Path, rulebook: Rulebook, actor: Actor) -> datetime:
    at = now()
    put_in_force(rulebook, by=actor, at=at, in_force_on=at.date())
    load_first_calendar(by=actor, at=at)
    return at


@pytest.fixture
def few(folder: Path, plan: dict[str, Any], tmp_path: Path) -> Path:
    """The city's folder with the smallest files alone."""
    made = tmp_path / "few"
    smallest = sorted(plan["files"], key=lambda sending: (folder / sending["file"]).stat().st_size)[:FEW]
    shown = {**plan, "files": smallest, "faulty": []}
    named = [plan["regions"], plan["units"], *(one["file"] for one in (*plan["criteria"], *smallest))]
    for name in named:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, made / name)
    (made / "plan.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
    return made


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(
    founded: datetime, few: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = json.loads((few / "plan.json").read_text("utf-8"))
    gone, folder_now = shown["files"][0]["file"], shown["files"][1]["file"]
    criteria = shown["criteria"][0]["file"]
    (few / gone).unlink()
    (few / criteria).unlink()
    (few / folder_now).unlink()
    (few / folder_now).mkdir()
    tally = load.load(few, Telling(as_json=False))
    assert sorted(tally.unreadable) == sorted(
        [(criteria, "文件不存在"), (gone, "文件不存在"), (folder_now, "是文件夹，不是文件")]
    )
    assert Batch.objects.count() == tally.files == FEW - 2
    assert Criterion.objects.values("unit", "item").distinct().count() == len(shown["criteria"]) - 1
    load._tell(tally, Telling(as_json=False))
    assert f"有 3 个文件无法读取，没有报送，其余照常；补齐后再次运行即可补报：\n    {criteria}：文件不存在" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (0, []),
        (2, ["检查发现的错误共 3 处、2 种（一行可以有几处）："]),
        (9, ["检查发现的错误共 45 处、9 种（一行可以有几处），下面是最多的 8 种："]),
    ],
)
def test_a_list_of_errors_says_how_many_there_are_in_all(
    capsys: pytest.CaptureFixture[str], kinds: int, told: list[str]
) -> None:
    tally = load.Tally(findings=Counter({f"code.{n}": n for n in range(1, kinds + 1)}))
    load._tell(tally, Telling(as_json=False))
    _, *lines = capsys.readouterr().out.splitlines()
    assert (lines[:1], len(lines)) == (told, min(kinds, 8) + len(told))


@pytest.mark.parametrize("name", ["plan.json", "regions", "units"])
def test_without_what_everything_rests_on_one_line_says_so(founded: datetime, few: Path, name: str) -> None:
    shown = json.loads((few / "plan.json").read_text("utf-8"))
    (few / shown.get(name, name)).unlink()
    with pytest.raises(Refusal) as caught:
        load.load(few, Telling(as_json=False))
    assert caught.value.code == "city.unreadable"
    assert "文件不存在" in caught.value.message and "make clean-demo" in str(caught.value)
    assert not Unit.objects.exists()


def test_a_scene_that_meets_a_file_where_its_folder_should_be_says_so(
    founded: datetime, tmp_path: Path, actor: Actor
) -> None:
    desk_home.claim(by=actor, at=founded)
    (tmp_path / "待上传").touch()

    def lays_a_file(hand: Hand) -> None:
        (hand.city / "待上传").mkdir(exist_ok=True)

    why = desk._play(Scene("laid", "待上传的处罚表", lays_a_file), Hand(tmp_path, founded, tmp_path), actor)
    assert why == "待上传：文件夹的位置上有同名的文件"


def test_an_unreadable_city_is_no_other_home(founded: datetime, few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code tells a demonstration that may come up from one that must not."""
    instance.write(
        Path(settings.HOME), instance.Instance(instance_code="429913", city="云泽市", database="", founded_at="")
    )
    (few / "plan.json").write_text("{", encoding="utf-8")
    assert load.main([str(few)]) == load.INCOMPLETE
    assert "plan.json 无法读取（内容不完整或者已损坏）" in capsys.readouterr().err
    assert load.INCOMPLETE not in (0, 1, 2)
