"""The auditor's pages: the ledger searched and exported whole, proved, and held against older prints."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

import mingxin
from mingxin.access.models import StaffRole, Unit
from mingxin.catalogue.models import Edition
from mingxin.doors.desk.pages.audit.words import ACTS, OBJECTS, object_in_words
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.running import run_one
from mingxin.kernel.clock import CHINA
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry, Seal, Unsealed
from mingxin.oversight.chain_proof import proofs
from mingxin.oversight.columns import TABLES, ProvedBy, columns
from mingxin.oversight.proved import Proved
from mingxin.oversight.whole_proof import prove_whole
from mingxin.vault.models import Original
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient
from tests.mingxin.oversight.proved_city import calendar_told

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("no_papers_of_others")]

SOURCES = Path(mingxin.__file__).parent
LOOKER = Actor("chen", "陈细看", "11429913000000019L", "云泽市市场监管局")
MAKER = Actor("wang", "王办事", "11429913000000027F", "云泽市住建局")


@pytest.fixture
def auditor(in_force: InForce, desk_client: DeskClient) -> Client:
    return desk_client(StaffRole.AUDITOR, name="严查账").client


def told(action: str, key: str, by: Actor, at: datetime, *, kind: str = "subject", matter: str = "") -> Entry:
    return write(action=action, object_type=kind, object_key=key, by=by, at=at, matter=matter, detail={"n": 1})


@pytest.fixture
def ledger(in_force: InForce) -> list[Entry]:
    """A hundred entries over ten days of a summer in which nothing else happened."""
    calendar_told(LOOKER)
    first = datetime(2025, 7, 1, 9, 0, tzinfo=CHINA)
    return [
        told(
            "subject.read" if number % 2 else "intake.mend",
            f"s{number % 10}",
            LOOKER if number % 2 else MAKER,
            first + timedelta(days=number // 10),
            matter="招标资格审查" if number % 4 == 1 else "",
        )
        for number in range(100)
    ]


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def exported(answer: HttpResponse) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


SUMMER = "zi=2025-07-01&zhi=2025-07-31"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        pytest.param(SUMMER, 100, id="a span"),
        pytest.param("zi=2025-07-03&zhi=2025-07-03", 10, id="one day, both ends of it in"),
        pytest.param("zi=2025-06-01&zhi=2025-06-30", 0, id="the day before the first"),
        pytest.param(f"{SUMMER}&lei=reads", 50, id="what was looked at"),
        pytest.param(f"{SUMMER}&lei=changes", 50, id="what was done"),
        pytest.param(f"{SUMMER}&lei=sign_ins", 0, id="nobody signed in"),
        pytest.param(f"{SUMMER}&ren=chen", 50, id="a login"),
        pytest.param(f"{SUMMER}&ren=细看", 50, id="part of a name"),
        pytest.param(f"{SUMMER}&ren=che", 0, id="part of a login is none"),
        pytest.param(f"{SUMMER}&danwei=住建", 50, id="part of a unit's name"),
        pytest.param(f"{SUMMER}&danwei=11429913000000019L", 50, id="a unit's code"),
        pytest.param(f"{SUMMER}&dongzuo=intake.mend", 50, id="an act"),
        pytest.param(f"{SUMMER}&duixiang=subject&bianhao=s3", 10, id="one object's history"),
        pytest.param(f"{SUMMER}&shiyou=资格", 25, id="a matter"),
        pytest.param(f"{SUMMER}&ren=chen&shiyou=资格&bianhao=s1", 5, id="all together"),
    ],
)
def test_the_export_has_as_many_as_the_page_says(auditor: Client, ledger: list[Entry], asked: str, count: int) -> None:
    page = text_of(auditor.get(f"/desk/audit/?{asked}"))
    assert f"符合条件 <b>{count}</b> 条" in page
    answer = auditor.get(f"/desk/audit/?{asked}&export=csv")
    rows = exported(answer)
    assert (len(rows), answer["X-Rows"]) == (count, str(count))
    assert Entry.objects.filter(action="desk.export").count() == 1, "the export itself is written down"


def test_page_by_page_every_entry_comes_once(auditor: Client, ledger: list[Entry]) -> None:
    seen: list[str] = []
    address = f"?{SUMMER}"
    while address:
        page = text_of(auditor.get(f"/desk/audit/{address}"))
        seen += [part.split("/")[0] for part in page.split('href="/desk/audit/entries/')[1:]]
        onward = page.split('">下一页')[0].rsplit('href="', 1)[1] if "下一页" in page else ""
        address = onward.replace("&amp;", "&")
    assert [int(number) for number in seen] == [entry.pk for entry in reversed(ledger)]


def test_the_file_has_the_codes_and_details_besides(auditor: Client, ledger: list[Entry]) -> None:
    first = exported(auditor.get(f"/desk/audit/?{SUMMER}&export=csv"))[-1]
    assert (first["动作"], first["动作代码"], first["账户名"]) == ("在线修改", "intake.mend", "wang")
    assert (first["内容"], first["摘要"]) == ('{"n":1}', ledger[0].digest)


def test_an_entry_says_all_it_holds_and_where_it_is_sealed(auditor: Client, ledger: list[Entry]) -> None:
    seal(at=clock_now())
    page = text_of(auditor.get(f"/desk/audit/entries/{ledger[1].pk}/"))
    for words in ("陈细看", "查阅主体档案", "招标资格审查", "第 1 号封印", "相符", "（10 条）"):
        assert words in page, words
    assert auditor.get("/desk/audit/entries/999999999/").status_code == 404


def alter(entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor_name = %s WHERE id = %s", ["别人", entry.pk])


def run(at: Callable[[], datetime] = clock_now) -> None:
    assert run_one("tests", at, beside=False)


@pytest.mark.parametrize("where", ["sealed", "waiting"])
def test_a_tampered_entry_is_found_from_the_page(auditor: Client, ledger: list[Entry], where: str) -> None:
    if where == "sealed":
        seal(at=clock_now())
    alter(ledger[42])
    assert auditor.post("/desk/audit/proof/start/").status_code == 303
    page = text_of(auditor.get("/desk/audit/proof/"))
    assert "正在核验" in page and "可以离开本页" in page
    assert "正在核验" in text_of(auditor.get("/desk/audit/proof/progress/"))
    run()
    assert auditor.get("/desk/audit/proof/progress/")["HX-Refresh"] == "true"
    page = text_of(auditor.get("/desk/audit/proof/"))
    assert "发现异常" in page and f"/desk/audit/entries/{ledger[42].pk}/" in page
    assert "内容与摘要不符" in text_of(auditor.get(f"/desk/audit/entries/{ledger[42].pk}/"))


def test_the_result_of_a_proof_is_kept(auditor: Client, ledger: list[Entry]) -> None:
    seal(at=clock_now())
    sealed = Seal.objects.get().count
    auditor.post("/desk/audit/proof/start/")
    auditor.post("/desk/audit/proof/start/")
    assert Job.objects.count() == 1, "one proof at a time"
    run()
    page = text_of(auditor.get("/desk/audit/proof/"))
    assert f"1 个封印、{sealed} 条记录逐条相符" in page and "严查账" in page
    assert Entry.objects.filter(action="ledger.verified").count() == 1
    for subject in (
        "账本见证",
        "留存文件",
        "信用信息",
        "公示投影",
        "报送及时性",
        "目录和日历",
        "登记和办理",
        "留存文件的登记",
        "已出具的报告",
    ):
        assert f"完好</span> {subject}：" in page, "as the command says it, line by line"
    assert lines_of_the_command() == [as_kept(line) for line in proofs()[0].lines]


def as_kept(line: Proved) -> tuple[str, str, str, str]:
    return line.subject, line.told, line.broken, line.doubt


def lines_of_the_command() -> list[tuple[str, str, str, str]]:
    """What `mingxin ledger verify --records` proves, before the result of the page became an entry of its own."""
    told = Entry.objects.get(action="ledger.verified")
    undo = transaction.savepoint()
    Unsealed.objects.filter(entry=told).delete()
    told.delete()
    lines = [as_kept(line) for line in prove_whole().lines]
    transaction.savepoint_rollback(undo)
    return lines


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (lambda: Unit.objects.update(name="别的局"), "登记和办理：access_unit"),
        (lambda: Edition.objects.update(loaded_by="别人"), "目录和日历：目录第 1 版与账本的记载不符"),
        (lambda: original_without_its_file(), "留存文件：缺少文件 " + "0" * 64),
    ],
    ids=["a unit's name", "who loaded the catalogue", "a file that is gone"],
)
def test_what_was_rewritten_beside_the_chain_is_found_from_the_page(
    auditor: Client, ledger: list[Entry], forge: Callable[[], object], words: str
) -> None:
    seal(at=clock_now())
    forge()
    auditor.post("/desk/audit/proof/start/")
    run()
    page = text_of(auditor.get("/desk/audit/proof/"))
    assert "最近一次核验发现异常" in page and words in page
    assert "完好</span> 账本：" in page, "and what holds is said to hold"


def original_without_its_file() -> None:
    row = Original(
        file="0" * 64, digest="0" * 64, is_cut=False, wrapped_key=b"x", kept_until=clock_now().date(),
        received_at=clock_now(), size=1,
    )  # fmt: skip
    row.save()
    write(action="test.stand", object_type="test", object_key="1", by=LOOKER, at=clock_now(), rows=(row,))


def test_what_rests_on_a_broken_chain_has_no_verdict(auditor: Client, ledger: list[Entry]) -> None:
    alter(ledger[42])
    auditor.post("/desk/audit/proof/start/")
    run()
    page = text_of(auditor.get("/desk/audit/proof/"))
    assert "其余各项这一次没有结论" in page and "信用信息：" not in page.partition("核验什么")[0]


def test_an_older_result_says_that_it_was_of_the_chain_alone(auditor: Client, ledger: list[Entry]) -> None:
    detail = {"seals": 3, "entries": 40, "waiting": 1, "newest_seal": 3, "newest_digest": "ab" * 32, "reason": ""}
    write(action="ledger.verified", object_type="ledger", object_key="chain", by=LOOKER, at=clock_now(), detail=detail)
    assert "这一次只核验了账本，没有核验信用信息和登记" in text_of(auditor.get("/desk/audit/proof/"))


def test_what_is_not_proved_is_said(auditor: Client, ledger: list[Entry]) -> None:
    """The page names every kind of column that nothing proves; a further one must be told there as well."""
    kinds = {t: {c for c, how in columns(t).items() if how.by == ProvedBy.NOTHING} for t in TABLES}
    assert {table for table, names in kinds.items() if names} == {
        "access_failedtries", "access_formerpassword", "access_person", "access_secondfactor",
        "access_signin", "rulebook_calendarday", "uses_reportnumbers", "vault_bootreference",
        "vault_trustedclock",
    }  # fmt: skip
    page = text_of(auditor.get("/desk/audit/proof/"))
    for words in (
        "登录的状态和用过的口令",
        "日历各天的附注",
        "报告取号的计数",
        "系统时钟信到哪一号封印",
        "各机器每次开机时的时钟",
    ):
        assert words in page


def test_a_proof_can_be_stopped_and_asked_for_again(auditor: Client, ledger: list[Entry]) -> None:
    auditor.post("/desk/audit/proof/start/")
    assert auditor.post("/desk/audit/proof/stop/").status_code == 303
    assert Job.objects.get().state == JobState.STOPPED
    assert "没有结论" in text_of(auditor.get("/desk/audit/proof/"))
    assert auditor.post("/desk/audit/proof/stop/").status_code == 409
    auditor.post("/desk/audit/proof/start/")
    run()
    assert "完好" in text_of(auditor.get("/desk/audit/proof/"))


def seals(ledger: list[Entry]) -> tuple[Seal, Seal]:
    seal(at=clock_now())
    told("subject.read", "later", LOOKER, clock_now())
    seal(at=clock_now())
    first, second = Seal.objects.order_by("number")
    return first, second


@pytest.mark.parametrize(
    ("number", "digest", "words"),
    [
        pytest.param("1", "{first}", "<b>一致</b>", id="as printed"),
        pytest.param("1", "{spaced}", "<b>一致</b>", id="typed with spaces and capitals"),
        pytest.param("2", "{first}", "第 1 号封印的", id="the number misread"),
        pytest.param("2", "{unknown}", "<b>不一致</b>", id="another chain"),
        pytest.param("3", "{unknown}", "没有第 3 号封印", id="a chain cut short"),
        pytest.param("1", "abc", "现在是 3 位", id="not a digest"),
        pytest.param("x", "{first}", "输入整数", id="not a number"),
    ],
)
def test_an_older_print_is_held_against_the_chain(
    auditor: Client, ledger: list[Entry], number: str, digest: str, words: str
) -> None:
    first, _ = seals(ledger)
    spaced = " ".join(first.digest[i : i + 8] for i in range(0, 64, 8)).upper()
    typed = digest.format(first=first.digest, spaced=spaced, unknown="ab" * 32)
    page = text_of(auditor.get("/desk/audit/seals/compare/", {"number": number, "digest": typed}))
    assert words in page


def test_the_history_of_seals(auditor: Client, ledger: list[Entry]) -> None:
    first, second = seals(ledger)
    page = text_of(auditor.get("/desk/audit/seals/"))
    assert page.index(second.digest) < page.index(first.digest)
    assert first.digest in text_of(auditor.get(f"/desk/audit/seals/?zhaiyao={first.digest[:6].upper()}"))


@pytest.mark.parametrize("role", list(StaffRole), ids=lambda role: role.value)
def test_role_by_page(in_force: InForce, desk_client: DeskClient, role: StaffRole) -> None:
    at_desk = desk_client(role, unit=in_force.unit)
    number = Entry.objects.order_by("id").values_list("id", flat=True)[0]
    for page in ("", "proof/", "seals/", "seals/compare/", f"entries/{number}/"):
        answer = at_desk.client.get(f"/desk/audit/{page}")
        assert answer.status_code == (200 if role is StaffRole.AUDITOR else 403), page


def test_the_name_of_who_looked_is_the_auditor_s_alone(
    auditor: Client, ledger: list[Entry], in_force: InForce, desk_client: DeskClient
) -> None:
    assert "陈细看" in text_of(auditor.get(f"/desk/audit/?{SUMMER}&lei=reads"))
    security = desk_client(StaffRole.SECURITY_ADMINISTRATOR).client
    for page in ("accounts/", "sign-ins/", "failures/"):
        assert "陈细看" not in text_of(security.get(f"/desk/security/{page}"))


@pytest.mark.parametrize("page", ["proof/start/", "proof/stop/"])
def test_nothing_happens_by_looking(auditor: Client, page: str) -> None:
    assert auditor.get(f"/desk/audit/{page}").status_code == 405
    assert not Job.objects.exists()


def test_every_act_and_object_that_the_code_names_has_words() -> None:
    """One without words stands in the auditor's list as a code: name it in pages/audit/words.py."""
    sources = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    acts = set(re.findall(r'action="([a-z]+\.[a-z_]+)"', sources))
    acts |= set(re.findall(r'_tell\((?:\w+, )?"([a-z]+\.[a-z_]+)"', sources))
    objects = set(re.findall(r'object_type="([a-z_]+)"', sources))
    assert len(acts) > 30 and acts <= set(ACTS), acts - set(ACTS)
    assert len(objects) > 10 and objects <= set(OBJECTS), objects - set(OBJECTS)


def test_the_first_page_says_whether_the_ledger_was_proved(auditor: Client, ledger: list[Entry]) -> None:
    assert "还没有核验过" in text_of(auditor.get("/desk/"))
    auditor.post("/desk/audit/proof/start/")
    run()
    assert "账本、信用信息、登记和报告全部相符" in text_of(auditor.get("/desk/"))


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("list", "desk:records", "列表：信息列表"),
        ("list", "desk:withdrawals", "列表：撤回时限"),
        ("list", "desk:gone", "列表"),
        ("batch", "429913-20261120-00001", "批次 429913-20261120-00001"),
        ("ledger", "", "操作日志"),
    ],
)
def test_an_object_is_named_in_words(kind: str, key: str, words: str) -> None:
    assert object_in_words(kind, key) == words
