"""A promise in a page or the manual has a test: no sentence without its proof, no proof of a sentence that is gone."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.spec.promises.table import ADVICE, DAYS, DESK, LAW, PORTAL, SITE_MANUAL

ROOT = Path(__file__).parents[3]
FOLDERS = {
    "portal": ROOT / "src/mingxin/doors/portal/templates/portal",
    "desk": ROOT / "src/mingxin/doors/desk/templates/desk",
    "manual": ROOT / "docs/manual",
}
PROMISE = re.compile(
    r"不会|只|必须|一律|自动|不再|即刻|随即|留存|永远|不收|不存|不保存|不公示|不显示|不提供|不能|不用登录|天内|期满|工作日内|[0-9] ?天"
)
SPAN = re.compile(r"随本批留存|[0-9] (天|分钟|小时|个工作日)|[3-9] 次|[一二三四五六七八九十]个工作日")
WRITTEN = {**{f"portal/{name}": told for name, told in PORTAL.items()}, "manual/wangzhan.md": SITE_MANUAL}
WRITTEN |= {f"manual/{name}": told for name, told in DAYS.items()}
WRITTEN |= {f"desk/{name}": told for name, told in DESK.items()}


def sentences(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Sentences as a reader sees them, of a template or a page of the manual, that the pattern finds."""
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "…", text)
    text = re.sub(r"</?(p|li|h\d|dt|dd|td|th|tr|div|section|option|form|label|ul|ol|button)\b[^>]*>", "\n", text)
    text = re.sub(r"(?m)^(- |[0-9]+\. )|\*\*", "", re.sub(r"<[^>]+>", "", text))
    for line in text.splitlines():
        for one in re.split(r"(?<=[。；])", line):
            if pattern.search(one):
                yield re.sub(r"^(…)+(?=[^…])", "", one.strip()) if "…不保存" not in one else one.strip()


def read(place: str) -> str:
    folder, _, name = place.partition("/")
    return (FOLDERS[folder] / name).read_text("utf-8")


def pattern_of(place: str) -> re.Pattern[str]:
    return PROMISE if place.startswith("portal/") or place == "manual/wangzhan.md" else SPAN


def places() -> list[str]:
    generated = {"catalogue.md", "findings.md", "quanxian.md", "README.md"}
    pages = (f"manual/{page.name}" for page in FOLDERS["manual"].glob("*.md") if page.name not in generated)
    doors = (
        f"{door}/{page.relative_to(FOLDERS[door])}"
        for door in ("portal", "desk")
        for page in FOLDERS[door].rglob("*.html")
    )
    return sorted(chain(pages, doors))


@pytest.mark.parametrize("place", places())
def test_every_promise_has_its_test(place: str) -> None:
    found = set(sentences(read(place), pattern_of(place)))
    assert sorted(found - set(WRITTEN.get(place, {}))) == [], "promised, and proved by no test"
    assert sorted(set(WRITTEN.get(place, {})) - found) == [], "not promised any more, or in other words"


def test_nobody_is_told_that_a_subject_sees_by_itself_who_looked() -> None:
    """There is no door for the subject yet: it asks, and is told."""
    itself = re.compile("当事人(可以|能够?|可)?(查到|查询|查看|看到)(?!.{0,12}不)")
    assert not [(place, line) for place in places() for line in itself.findall(read(place))]


def test_every_test_that_is_named_is_there() -> None:
    missing = []
    for place, told in WRITTEN.items():
        for sentence, test in told.items():
            if test in (LAW, ADVICE):
                continue
            file, _, name = test.partition("::")
            path = ROOT / "tests" / file
            if not path.is_file() or not re.search(rf"^def {name}\(", path.read_text("utf-8"), re.MULTILINE):
                missing.append(f"{place}: {sentence}: {test}")
    assert missing == []
