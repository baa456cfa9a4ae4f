"""The doctor names what is wrong, and what mends it; each case breaks one thing in a copy of a sound home."""

import shutil
import sqlite3

import pytest

from tests.mingxin.cli.conftest import PARTY


def lines(ran, state):
    return {line["subject"]: line for line in ran.json["lines"] if line["state"] == state}


def sql(home, statement):
    connection = sqlite3.connect(home / "mingxin.sqlite3")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_home_is_sound(mingxin):
    ran = mingxin("doctor", "--full", "--json")
    assert (ran.code, ran.json["sound"]) == (0, True)
    assert lines(ran, "fault") == {}
    assert "演示密钥" in lines(ran, "warning")["签章密钥"]["found"]
    assert "服务窗口地址" in lines(ran, "warning")["城市信息"]["found"]


def test_every_warning_and_fault_says_what_to_do(mingxin):
    ran = mingxin("doctor", "--json")
    assert all(line["remedy"] for line in ran.json["lines"] if line["state"] != "ok")


BREAKS = {
    "会话密钥": lambda home: (home.with_name("var-keys") / "session.secret").unlink(),
    "留存密钥": lambda home: (home.with_name("var-keys") / "vault.key").write_text("zz"),
    "公开编号密钥": lambda home: (home.with_name("var-keys") / "public-numbers.key").unlink(),
    "签章密钥": lambda home: (home.with_name("var-keys") / "signing-key.pem").unlink(),
    "密钥文件": lambda home: (home.with_name("var-keys") / "vault.key").chmod(0o644),
    "数据目录": lambda home: (home / "instance.json").unlink(),
    "数据库": lambda home: (home / "mingxin.sqlite3").write_bytes(b"no database at all" * 100),
    "表结构": lambda home: sql(home, "DELETE FROM django_migrations WHERE app = 'intake'"),
    "留存文件": lambda home: shutil.rmtree(home / "originals"),
    "系统时钟": lambda home: sql(home, "UPDATE ledger_entry SET at = '2099-01-01 00:00:00'"),
    "公示投影": lambda home: sql(home, "UPDATE archive_edge SET delta = delta + 1 WHERE delta > 0"),
    "账本": lambda home: sql(home, "UPDATE ledger_entry SET matter = '改'"),
}


@pytest.mark.parametrize("subject", BREAKS)
def test_a_broken_thing_is_named(own, subject):
    home, mingxin = own
    for beside in ("mingxin.sqlite3-wal", "mingxin.sqlite3-shm"):
        (home / beside).unlink(missing_ok=True)
    BREAKS[subject](home)
    ran = mingxin("doctor", "--json")
    assert ran.code == 1
    assert subject in lines(ran, "fault"), ran.out
    assert lines(ran, "fault")[subject]["remedy"]


def forged(statement):
    return lambda home: sql(home, statement)


BREAKS_FULL = {
    "表的定义": (
        forged("CREATE TRIGGER quiet AFTER INSERT ON ledger_entry BEGIN DELETE FROM ledger_entry; END"),
        "触发器 quiet",
    ),
    "取值的写法": (forged("UPDATE archive_shown SET shown_from = replace(shown_from, '-', '')"), "archive_shown"),
    "名称检索": (
        forged("INSERT INTO archive_name_search (archive_name_search) VALUES ('delete-all')"),
        "名称检索的索引",
    ),
    "信用信息": (forged("UPDATE archive_record SET content_digest = '00' || substr(content_digest, 3)"), "变更"),
    "登记和办理": (forged("UPDATE access_unit SET name = '别的局' WHERE uscc LIKE '114%'"), "access_unit"),
}


@pytest.mark.parametrize("subject", BREAKS_FULL)
def test_what_only_a_full_check_up_proves(own, subject):
    home, mingxin = own
    forge, said = BREAKS_FULL[subject]
    forge(home)
    assert mingxin("doctor", "--json").code == 0
    fault = the_same_is_said_by_the_monthly_proof(mingxin)[subject]
    assert said in fault["found"]
    assert fault["remedy"]


LOST = {"originals": "的原始文件", "files": "的留存文件", "papers": "报告 "}


@pytest.mark.parametrize("folder", LOST)
def test_a_file_that_is_gone_is_named_by_every_proof(own, folder):
    home, mingxin = own
    assert mingxin("report", PARTY, "-o", home.parent / "r.pdf").code == 0
    shutil.rmtree(home / folder)
    fault = the_same_is_said_by_the_monthly_proof(mingxin)["留存文件"]
    assert fault["found"].startswith("缺少") and LOST[folder] in fault["found"]
    assert "mingxin restore" in fault["remedy"]


def the_same_is_said_by_the_monthly_proof(mingxin):
    """Each line of it is one of the full check-up, word for word; the faults of the latter by their subjects."""
    found = mingxin("doctor", "--full", "--json")
    verified = mingxin("ledger", "verify", "--records", "--json")
    assert (found.code, verified.code) == (1, 1)
    told = [(line["subject"], line["broken"] or line["doubt"] or line["told"]) for line in verified.json["lines"]]
    whole = [(line["subject"], line["found"]) for line in found.json["lines"]]
    assert told == [line for line in whole if line in told]
    faults = lines(found, "fault")
    assert {line["subject"] for line in verified.json["lines"] if line["broken"]} == set(faults)
    return faults


def test_where_a_table_is_gone_the_check_up_says_so_and_ends(own):
    home, mingxin = own
    sql(home, "DROP TABLE archive_name_search")
    ran = mingxin("doctor", "--full", "--json")
    assert ran.code == 1
    assert lines(ran, "fault")["表的定义"]["found"].startswith("缺少表 archive_name_search；")
    assert ran.json["lines"][-1]["subject"] == "账本见证", "what can still be proved"


def test_a_home_that_is_not_there(bare):
    ran = bare("doctor")
    assert ran.code == 1
    assert "mingxin init" in ran.out


def test_a_batch_that_was_interrupted_is_named(own):
    home, mingxin = own
    sql(home, "UPDATE intake_batch SET state = 'released', admitted_at = NULL, change_id = NULL")
    ran = mingxin("doctor", "--json")
    assert "中断的批次" in lines(ran, "warning")
