"""Identity numbers planted everywhere a department could write one: afterwards they are nowhere.

All of them are invented: the division 429913 does not exist, the check digits are right. Each begins with division and
a day of birth in the last century, so one pattern finds them all, however they were spelled.
"""

import csv
import io
import json
import re
import sqlite3
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

import openpyxl
import polars as pl
import psycopg
import pypdf
import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from openpyxl.comments import Comment

from mingxin.kernel.resident_id import is_resident_id
from mingxin.rulebook.loader import packaged_rulebook
from tests.conftest import InForce
from tests.mingxin.archive.sending import UNIT, Row, firm, licence, penalty, registration, thread
from tests.spec.spellings import GAPS, STYLES, mistyped, old, pieces, short
from tests.way.places import place, run

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
# Eighteen digits or the fifteen of old, exact or rounded; years of birth 1950 to 1999 tell them from batch numbers
PLANTED = re.compile(r"429913(?:19)?[5-9][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]")
PARTING = re.compile("[" + re.escape("".join({*"".join(GAPS.values())} - {"\ue000"})) + "\\s•・'’年月日\ufe0f\u20e3]")
READ = {ord(write(digit)): digit for write in STYLES.values() for digit in "0123456789" if len(write(digit)) == 1}


def number(order: int, year: int = 1990) -> str:
    first17 = f"429913{year}{1 + order % 12:02d}{1 + order % 28:02d}{order % 1000:03d}"
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def parted(gap: str, n: str) -> str:
    return gap.join(pieces(n))


SPELLINGS = {
    "as it is": lambda n: n,
    "lower case": lambda n: n.lower(),
    "full width": lambda n: n.translate(FULL_WIDTH),
    "spaced": lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
    "hyphenated": lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
    "with wide spaces": lambda n: f"{n[:6]}\u3000{n[6:14]}\u3000{n[14:]}",
    "with invisible characters": lambda n: "\u200b".join(n),
    "in a sentence": lambda n: f"当事人（身份证号码：{n}，男）已到场。",
    "twice": lambda n: f"{n}、{number(7, 1975)}",
    "as text for a spreadsheet": lambda n: f"'{n}",
    "rounded by a spreadsheet": lambda n: f"{float(n[:17] + '0'):.14E}",
    "the fifteen digits of old": old,
    "the fifteen digits of old after letters": lambda n: f"ID{old(n)}",
    "mistyped": mistyped,
    "mistyped and spaced": lambda n: "    ".join(pieces(mistyped(n))),
    "the last missing": short,
    "the last masked": lambda n: f"{short(n)}*",
    "the last misread": lambda n: f"{short(n)}十",
    "the last missing, after a label": lambda n: f"证件号码：{short(n)}，ID No. {short(n)}",
    "as an older program rounds it": lambda n: f"{float(n[:17] + '0'):.14e}".replace("+", "+0"),
    "as people write what a program rounds": lambda n: f"{float(n[:17] + '0'):.14E}".replace("E+", "×10^"),
    "by the birthday": lambda n: f"{n[:6]} {n[6:10]}年{n[10:12]}月{n[12:14]}日 {n[14:]}",
    "with a cross": lambda n: n.replace("X", "×"),
    **{f"with {name}": partial(parted, gap) for name, gap in GAPS.items() if gap != "\ue000"},
    **{f"digits {name}": write for name, write in STYLES.items()},
}
ODD = list(SPELLINGS.values())
UNNAMED = re.compile(r"[\[\]:*?/\\\x00-\x1f\ue000]|^'|'$")
PATTERNS = {"admin_penalty": penalty, "admin_licence": licence, "org_registration": registration}


def odd(order: int) -> str:
    """Where a person types: spelled otherwise each time."""
    return ODD[order * 7 % len(ODD)](number(order))


def in_a_name(order: int) -> str:
    """The same for the names of files and sheets, which take no more than thirty characters, and not every sign."""
    fit = [spell for spell in ODD if len(text := spell(number(order))) <= 30 and not UNNAMED.search(text)]
    return fit[order * 7 % len(fit)](number(order))


def rows_of(item: str, start: int) -> list[Row]:
    """One row for each field, and one more for each spelling in the remark; a clean one at each end."""
    card, make = packaged_rulebook().cards[item], PATTERNS[item]
    spellings = list(SPELLINGS.values())
    rows = [make(start)]
    for at, field in enumerate(card.fields, 1):
        rows.append(make(start + at, **{field.code: spellings[at % len(spellings)](number(start + at))}))
        rows.append(make(start + 100 + at, **{field.code: number(start + at, 1960)}))
    for at, spell in enumerate(spellings, 300):
        rows.append(make(start + at, BZ=spell(number(start + at, 1985))))
        if "CF_WSH" in rows[0]:
            rows.append(make(start + 200 + at, CF_WSH=f"云市监处罚〔2026〕{spell(number(start + at, 1986))}号"))
    return [*rows, make(start + 400)]


def turn_of(item: str) -> int:
    """So that what stands once in a table is spelled otherwise in each."""
    return 100 + 20 * [*PATTERNS].index(item)


def table_of(item: str, rows: list[Row]) -> list[list[str]]:
    """Title, header with an unknown column, rows, and a note at the end, with numbers in all of them."""
    card, turn = packaged_rulebook().cards[item], turn_of(item)
    codes = [field.code for field in card.fields]
    head = [[f"报送表　填表人身份证号 {odd(turn + 1)}"]]
    head.append([*(card.field(code).name for code in codes), f"经办人{odd(turn + 2)}", "经办人证件"])
    body = [[*(row.get(code, "") for code in codes), "无", number(3, 1970)] for row in rows]
    return [*head, *body, [f"注：联系人身份证 {odd(turn + 4)}"]]


def write_sheets(folder: Path, item: str) -> list[Path]:
    """The same plants as CSV and as XLSX, where further places are: sheet names, comments, numbers, properties."""
    turn = turn_of(item)
    text = folder / f"{item}_{in_a_name(turn + 5)}.csv"
    with text.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(table_of(item, rows_of(item, 1000)))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"表{in_a_name(turn + 6)}"
    for line in table_of(item, rows_of(item, 3000)):
        sheet.append(line)
    remark = next(cell.column for cell in sheet[2] if cell.value == "备注")
    sheet.cell(3, remark).value = int(number(8, 1970)[:17] + "0")  # a number cell: binary floating point
    sheet.cell(4, remark).comment = Comment(f"核对 {odd(turn + 9)}", "经办人")
    other = book.create_sheet("联系人")
    other.append(["姓名", "证件"])
    other.append(["贾有名", odd(turn + 10)])
    other.sheet_state = "hidden"
    book.properties.title = f"名册 {odd(turn + 11)}"
    path = folder / f"{item} {in_a_name(turn + 12)}.xlsx"
    book.save(path)
    return [text, path]


def texts_of(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Everything that can be read in a file, whatever it is."""
    yield name, data.decode("utf-8", "ignore")
    yield f"{name} (16)", data.decode("utf-16-le", "ignore")
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                yield from texts_of(f"{name}!{part}", archive.read(part))
    elif data[:4] == b"PAR1":
        frame = pl.read_parquet(io.BytesIO(data))
        yield f"{name} rows", "\n".join(str(value) for column in frame for value in column.to_list())
    elif data[:5] == b"%PDF-":
        reader = pypdf.PdfReader(io.BytesIO(data))
        yield f"{name} text", "\n".join(page.extract_text() for page in reader.pages)
        yield f"{name} properties", str(reader.metadata)
    elif data[:2] == b"\x1f\x8b":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive.getmembers():
                held = archive.extractfile(member)
                yield from texts_of(f"{name}!{member.name}", held.read() if held else b"")


def found_in(name: str, data: bytes) -> list[str]:
    hits = []
    for where, text in texts_of(name, data):
        squeezed = PARTING.sub("", unicodedata.normalize("NFKC", PARTING.sub("", text.translate(READ))))
        hits += [
            f"{where}: …{squeezed[max(hit.start() - 30, 0) : hit.end() + 8]}…" for hit in PLANTED.finditer(squeezed)
        ]
    return hits[:3]


def tables_of(env: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every column of every table, as text."""
    if "MINGXIN_DATABASE_URL" in env:
        with psycopg.connect(env["MINGXIN_DATABASE_URL"]) as server:
            names = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in names:
                rows = server.execute(f'SELECT t::text FROM "{table}" t').fetchall()  # type: ignore[arg-type]
                yield table, "\n".join(row for (row,) in rows).encode()
        return
    with sqlite3.connect(Path(env["MINGXIN_HOME"]) / "mingxin.sqlite3") as file:
        file.text_factory = lambda raw: raw.decode("utf-8", "replace")
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield table, "\n".join(str(row) for row in file.execute(f'SELECT * FROM "{table}"')).encode()


@pytest.fixture
def env(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    with place(tmp_path, f"mingxin_numbers_{tmp_path.name[-4:].strip('_').lower()}") as env:
        yield env


def test_the_plants_are_what_they_should_be() -> None:
    """So that nothing below is found absent because it was never there, or was no identity number."""
    for order in range(60):
        assert is_resident_id(number(order))
        for reason, spell in SPELLINGS.items():
            assert found_in("plant", spell(number(order)).encode()), reason


@pytest.mark.timeout(1800)
def test_no_identity_number_is_kept_or_told(env: dict[str, str], tmp_path: Path) -> None:
    sent, kept = tmp_path / "sent", tmp_path / "kept"
    sent.mkdir()
    kept.mkdir()
    lines: list[list[str]] = []
    for item in PATTERNS:
        for path in write_sheets(sent, item):
            words = ["intake", str(path), "--item", item, "--unit", UNIT]
            lines.append([*words, "--json", "--errors", str(kept / f"{item}{path.suffix}.xlsx")])
            lines.append([*words, "--dry-run"])
    clean, row = thread(penalty(1000)), penalty(1400)
    criteria = sent / "criteria.csv"
    criteria.write_text(
        f"类别,金额下限(万元),金额上限(万元),失信程度,是否公开,依据\n罚款,,,一般,是,经办人{odd(20)}确定的基准\n"
    )
    lines += [
        [
            "record",
            "correct",
            clean,
            "--set",
            f"违法事实=当事人{odd(13)}未明码标价",
            "--reason",
            f"{odd(14)}笔误",
        ],
        ["record", "withdraw", thread(row), "--reason", "报送错误", "--case", f"{odd(15)}的申请"],
        ["record", "erase", thread(penalty(3000)), "--ground", f"个人信息保护法第四十七条，申请人{odd(16)}"],
        ["criteria", "import", str(criteria), "--unit", UNIT, "--from", "2026-01-01"],
        ["subject", firm(1000), "--json", "--matter", f"{odd(17)}来访"],
        ["subject", firm(1400), "--matter", "核对"],
        ["subject", number(18), "--matter", "核对"],
        ["unit", "list"],
        ["intake", str(sent / f"没有{number(19)}.csv"), "--item", "admin_penalty", "--unit", UNIT],
        ["intake", str(criteria), "--item", number(21), "--unit", number(22), "--json"],
        ["question", "list", "--json"],
        ["question", "list"],
        ["report", firm(1000), "-o", str(kept / "report.pdf")],
        ["ledger", "verify", "--records"],
        ["backup", str(kept / "backup.tar.gz")],
    ]
    said = run(env, "commands", given=json.dumps(lines))
    codes = json.loads(next(line for line in said.splitlines() if line.startswith('{"codes"')))["codes"]
    refused = {" ".join(words[:2]) for words, code in zip(lines, codes, strict=True) if code}
    assert refused == {f"subject {number(18)}", f"intake {sent / f'没有{number(19)}.csv'}", f"intake {criteria}"}, said[
        -4000:
    ]
    told = run(env, "pages", str(kept))
    statuses = json.loads(told.splitlines()[0])["pages"]
    assert list(statuses.values()).count(200) > 60, "most are there to be searched"
    (kept / "said.txt").write_text(said + told, encoding="utf-8")

    faults: list[str] = []
    home = Path(env["MINGXIN_HOME"])
    for folder in (home, kept):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            faults += found_in("name", path.name.encode())
            faults += found_in(str(path.relative_to(tmp_path)), path.read_bytes())
    for table, content in tables_of(env):
        faults += found_in(f"table {table}", content)
    (tmp_path / "opened").mkdir()
    run(env, "originals", str(tmp_path / "opened"))
    for path in (tmp_path / "opened").iterdir():
        faults += found_in(f"original {path.name}", path.read_bytes())
    assert len(list((tmp_path / "opened").iterdir())) == 5, "the erasure ended the sixth"
    assert faults == [], "\n".join(faults)

    assert_the_rest_is_there(env)


def assert_the_rest_is_there(env: dict[str, str]) -> None:
    """That nothing is found is no merit where nothing was kept."""
    tables = dict(tables_of(env))
    assert tables["archive_record"].decode().count("身份证号已删除") > 20
    assert "来访" in tables["ledger_entry"].decode()


@pytest.mark.parametrize("door", ["/search/?q=", "/search/?tishi=", "/zhuti/", "/xinxi/", "/heyan/?bianhao=", "/"])
def test_an_address_with_a_number_gives_none_back(in_force: InForce, door: str) -> None:
    for reason, spell in SPELLINGS.items():
        written = quote(spell(number(30)))
        carried = Client(headers={"user-agent": written, "referer": f"https://credit.example/?q={written}"})
        assert followed(carried.get(f"{door}{written}")) == [], reason


@pytest.mark.parametrize("door", ["/search/", "/heyan/"])
def test_a_form_with_a_number_gives_none_back(in_force: InForce, door: str) -> None:
    for reason, spell in SPELLINGS.items():
        typed = spell(number(31))
        assert followed(Client().post(door, {"q": typed, "bianhao": typed, "heyanma": typed})) == [], reason


def followed(response: HttpResponseBase) -> list[str]:
    """Numbers in the answer, its headers and wherever it leads."""
    faults = []
    for _ in range(4):
        onward = response.headers.get("Location")
        faults += found_in("answer", b"".join(response) + unquote(str(response.headers)).encode())  # type: ignore[call-overload]
        if onward is None:
            return faults
        response = Client().get(onward)
    raise AssertionError("it leads round in a circle")


def test_this_runs_on_the_database_it_says(env: dict[str, str]) -> None:
    assert ("MINGXIN_DATABASE_URL" in env) == (connection.vendor == "postgresql")
