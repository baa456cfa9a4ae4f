"""Files that ask for too much: refused by name, while the process that asked lives on and stays small."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mingxin.intake.checks.check import Surroundings
from mingxin.intake.reading import child, children, handed, room
from mingxin.intake.reading.asked import Bounds, Rules
from mingxin.intake.reading.children import Limits
from mingxin.intake.table import Sheet
from mingxin.kernel.refusal import Refusal
from tests.mingxin.intake.reading.poison import HARMLESS, REFUSED, workbook
from tests.mingxin.intake.reading.poison import slow as slow_page
from tests.mingxin.intake.sieving import BOOK, PENALTY, TODAY, row_of, sieved_of, table_of, write

TIGHT = Limits(memory_bytes=400_000_000, cpu_seconds=2, wall_seconds=600)
FLAT = 150_000_000  # bytes by which the process that asks may grow at the most
_STATUS = Path("/proc/self/status")

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def tight(settings: object) -> None:
    settings.READING_MEMORY_BYTES = TIGHT.memory_bytes  # type: ignore[attr-defined]
    settings.READING_CPU_SECONDS = TIGHT.cpu_seconds  # type: ignore[attr-defined]


def read(path: Path, limits: Limits = TIGHT) -> Sheet:
    return room.read_sheet(path, max_bytes=200_000_000, max_rows=200_000, limits=limits)


def file(folder: Path, data: bytes) -> Path:
    path = folder / "报送.xls"
    path.write_bytes(data)
    return path


def refused(ask: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        ask()
    return caught.value


def most_held() -> int:
    """The peak of this process since the last call; on Linux alone."""
    if not _STATUS.is_file():
        return 0
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
    Path("/proc/self/clear_refs").write_text("5")
    return int(lines["VmHWM"].split()[0]) * 1024


@pytest.mark.parametrize("name", REFUSED)
def test_poison_is_refused_by_name_and_who_asked_lives_on(name: str, tmp_path: Path) -> None:
    make, code = REFUSED[name]
    path = file(tmp_path, make())
    most_held()
    before = most_held()
    refusal = refused(lambda: read(path))
    assert most_held() - before < FLAT
    allowed = [f"file.{code}"] if code else ["file.beyond_limits", "file.too_many_cells"]
    assert refusal.code in allowed
    assert refusal.message
    assert refusal.remedy


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_poison_is_read(name: str, tmp_path: Path) -> None:
    assert read(file(tmp_path, HARMLESS[name]())).cells.height == 1


@pytest.mark.usefixtures("tight")
def test_nothing_else_that_is_done_with_a_sent_file_is_done_here(tmp_path: Path) -> None:
    far = file(tmp_path, REFUSED["xlsx, a far cell under a prefix"][0]())
    assert refused(lambda: room.holds_key(far, "云市监处罚〔2026〕1号")).code == "file.beyond_limits"
    sheets = file(
        tmp_path,
        workbook(
            "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
            sheets=2,
            more={
                "xl/worksheets/sheet2.xml": b"<worksheet/>",
            },
        ),
    )
    clean = write(tmp_path / "clean.xlsx", [row_of()])
    with room.handed_over() as folder:
        handed.put_sheet(folder, table_of(clean).sheet)
        handed.put_sieved(folder, sieved_of(clean))
        assert room.kept_copy(clean, folder, PENALTY) is None
        assert room.kept_copy(sheets, folder, PENALTY), "a file that cannot be searched may hide anything"


def test_a_child_that_is_killed_is_tried_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = file(tmp_path, "甲,乙,丙\n1,2,3\n".encode())
    begun: list[int] = []
    asking = children.Child.ask

    def kill_while_asking(times: int) -> Callable[..., dict[str, object]]:
        def ask(child: children.Child, *asked: Any) -> dict[str, object]:
            begun.append(child.process.pid)
            if len(begun) <= times:
                os.kill(child.process.pid, signal.SIGKILL)
            return asking(child, *asked)

        return ask

    monkeypatch.setattr(children.Child, "ask", kill_while_asking(1))
    assert read(good).cells.height == 2
    assert len(set(begun)) == 2, "another child"
    begun.clear()
    monkeypatch.setattr(children.Child, "ask", kill_while_asking(2))
    refusal = refused(lambda: read(good))
    assert (refusal.code, refusal.data["why"], len(begun)) == ("file.beyond_limits", "life", 2)
    assert read(good).cells.height == 2, "the next file is read"


def test_a_child_serves_file_after_file_until_one_is_too_much(tmp_path: Path) -> None:
    good = file(tmp_path, "甲,乙,丙\n1,2,3\n".encode())
    read(good)
    served = [child.process.pid for child in room._ROOM._idle]
    read(good)
    assert [child.process.pid for child in room._ROOM._idle] == served
    read_elsewhere = file(tmp_path, REFUSED["xlsx, a false count of strings"][0]())
    assert refused(lambda: read(read_elsewhere)).data["why"] == "memory"
    assert not {child.process.pid for child in room._ROOM._idle} & set(served[-1:])


def test_whoever_waits_too_long_is_told_and_the_child_is_gone(tmp_path: Path) -> None:
    slow = file(tmp_path, slow_page())
    refusal = refused(lambda: read(slow, Limits(TIGHT.memory_bytes, 60, 0.2)))
    assert (refusal.code, refusal.data["why"]) == ("file.beyond_limits", "time")


def test_how_far_a_check_is_is_told_and_whoever_breaks_it_off_leaves_nobody_at_work(tmp_path: Path) -> None:
    path, heard = write(tmp_path / "clean.xlsx", [row_of()]), list[int]()
    rules = Rules(BOOK.forbidden, Surroundings(as_of=TODAY, received_on=TODAY, code_sets=BOOK.code_sets))

    def examined(folder: Path, told: Callable[[int], None]) -> None:
        room.examine(path, folder, Bounds(10**7, 10**4), PENALTY, rules, told=told)

    def break_off(_: int) -> None:
        raise KeyboardInterrupt

    with room.handed_over() as folder:
        examined(folder, heard.append)
        assert heard == [1, 2]
        assert room.inspected(folder, PENALTY)[1].height == 1
    served = {child.process.pid for child in room._ROOM._idle}
    with room.handed_over() as folder, pytest.raises(KeyboardInterrupt):
        examined(folder, break_off)
    assert not served & {child.process.pid for child in room._ROOM._idle}, "it was in the middle of something"


def test_what_a_refusal_quotes_of_a_file_is_cut_to_a_length(tmp_path: Path) -> None:
    """Whoever passes a refusal on looks through its text for identity numbers once more."""
    names = [field.name for field in PENALTY.fields]
    head = [*names, names[0] + " " * 250 + "1 2 3 4 5 6 7 8 9 0" * 1_500]
    path = tmp_path / "twice.csv"
    path.write_text("\n".join([",".join(head), ",".join(["甲"] * len(head))]))
    rules = Rules(BOOK.forbidden, Surroundings(as_of=TODAY, received_on=TODAY, code_sets=BOOK.code_sets))
    with room.handed_over() as folder:
        refusal = refused(lambda: room.examine(path, folder, Bounds(10**7, 10**4), PENALTY, rules, told=lambda _: None))
    assert (refusal.code, len(refusal.message) <= 2_001) == ("header.twice", True)


def test_threads_read_side_by_side(tmp_path: Path) -> None:
    places = [tmp_path / str(place) for place in range(6)]
    for place in places:
        place.mkdir()
    paths = [file(place, f"甲,乙,丙\n{place.name},2,3\n".encode()) for place in places]
    seen: dict[str, object] = {}
    threads = [
        threading.Thread(target=lambda path=path: seen.update({path.parent.name: read(path).cells["A"][1]}))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {place.name: place.name for place in places}


_ASKS_FOR_EVER = """
import sys
from pathlib import Path
from typing import Any
import django
django.setup()
from mingxin.intake.reading import room
room.read_sheet(Path(sys.argv[1]), max_bytes=10**9, max_rows=10**6)
print(room._ROOM._idle[0].process.pid, flush=True)
room.read_sheet(Path(sys.argv[2]), max_bytes=10**9, max_rows=10**6)
"""


def test_a_child_dies_with_its_parent_in_the_middle_of_a_file(tmp_path: Path, home: Path) -> None:
    slow, quick = tmp_path / "slow", tmp_path / "quick"
    slow.write_bytes(slow_page())
    quick.write_text("甲,乙,丙\n1,2,3\n")
    parent = subprocess.Popen(
        [sys.executable, "-c", _ASKS_FOR_EVER, str(quick), str(slow)],
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "mingxin.config.settings", "MINGXIN_HOME": str(home)},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    spent = _seconds_of(child)
    while _seconds_of(child) < spent + 0.3:  # it is at work on the file
        assert parent.poll() is None
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(600):
        if not _lives(child):
            return
        time.sleep(0.05)
    pytest.fail("the child goes on without anybody to answer to")


def _seconds_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


_VALID = (
    workbook("".join(f"<row r='{n}'><c r='A{n}' t='inlineStr'><is><t>甲</t></is></c></row>" for n in range(1, 9))),
    ("甲,乙,丙\n" + '"1",2,3\n' * 9).encode(),
    ("<table>" + "<tr><td>甲<td>乙" * 9 + "</table>").encode(),
)


@given(
    which=st.integers(0, len(_VALID) - 1),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8),
    cut=st.floats(0.5, 1),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_whatever_a_file_is_changed_to_it_is_read_or_refused(
    which: int, changes: list[tuple[float, bytes]], cut: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(_VALID[which])
    for place, piece in changes:
        at = int(place * len(data))
        data[at : at + len(piece)] = piece
    path = file(tmp_path_factory.mktemp("mutated"), bytes(data[: int(cut * len(data))]))
    try:
        read(path)
    except Refusal as refusal:
        assert refusal.code.startswith("file.")


@pytest.mark.parametrize("said", [None, 0], ids=["no number", "nought"])
def test_a_fault_whose_library_gave_no_number_is_the_files(said: int | None) -> None:
    refusal = refused(lambda: children.value_of({"fault": "polars", "errno": said}))
    assert (refusal.code, refusal.data["why"]) == ("file.beyond_limits", "fault")


def test_where_the_place_for_the_answer_is_full_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library passes on the sentence of the system, and not its number."""

    def without_number(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setitem(child.TASKS, "sheet", without_number)
    assert child._answer("sheet", (tmp_path,), (1 << 30, 60))["errno"] is None
    monkeypatch.setattr(child, "_LITTLE", 1 << 60)  # as if no more were left
    assert child._answer("sheet", (tmp_path,), (1 << 30, 60))["errno"] == errno.ENOSPC
