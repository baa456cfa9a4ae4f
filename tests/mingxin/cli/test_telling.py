"""What goes to stdout, what to stderr, and how long work is told where nobody sees a bar."""

import json

from mingxin.cli.telling import Telling
from mingxin.kernel.refusal import Refusal


def test_in_json_stdout_holds_the_object_alone(capsys):
    telling = Telling(as_json=True)
    telling.say("一句话")
    telling.note("旁注")
    telling.give({"城市": "云泽市"})
    told = capsys.readouterr()
    assert json.loads(told.out) == {"城市": "云泽市"}
    assert told.err == "旁注\n"


def test_for_a_person_there_is_no_object(capsys):
    telling = Telling(as_json=False)
    telling.say("一句话")
    telling.give({"城市": "云泽市"})
    assert capsys.readouterr().out == "一句话\n"


def test_a_refusal_never_repeats_an_identity_number(capsys):
    Telling(as_json=True).refuse(Refusal("x.y", "不认识“429913199003070016”。", "请核对。"))
    told = capsys.readouterr()
    assert "429913199003070016" not in told.out + told.err
    assert told.err.startswith("✗ ")
    assert "→ 请核对。" in told.err


def test_short_work_is_told_once_and_long_work_by_tenths(capsys):
    with Telling(as_json=False).progress() as advance:
        for done in range(11):
            advance("短", done, 10)
        for done in range(1001):
            advance("长", done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if "短" in line] == ["· 短（共 10）"]
    assert [line for line in lines if "长" in line][:3] == ["· 长（共 1,000）", "· 长：100/1,000", "· 长：200/1,000"]
    assert sum("长" in line for line in lines) == 11


def test_of_how_much_nobody_knows_nothing_is_said(capsys):
    """Not as many as there are so far: 200 of 200 reads like the end."""
    with Telling(as_json=False).progress() as advance:
        for done in range(1001):
            advance("不知多少", done, 0)
    assert capsys.readouterr().err.splitlines() == ["· 不知多少"]
