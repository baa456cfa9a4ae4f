"""How every command ends: the exit code, what stands on stdout and what on stderr."""

import argparse
import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from mingxin.cli import mishaps
from mingxin.cli.main import INTERRUPTED, UNEXPECTED
from mingxin.cli.parser import build
from mingxin.cli.speaking import USAGE, in_chinese
from mingxin.kernel.clock import today


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()):
    """Every command with its parser, groups opened."""
    for action in parser._subparsers._group_actions if parser._subparsers else ():
        for name, inner in action.choices.items():
            if inner._subparsers:
                yield from commands(inner, (*words, name))
            else:
                yield (*words, name), inner


COMMANDS = dict(commands(build()))
GROUPS = sorted({words[:-1] for words in COMMANDS})
ENGLISH = re.compile(r"usage|options|positional|argument|invalid|choose|expected|required|show this", re.IGNORECASE)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_its_handler_and_its_help(words, capsys):
    module, name = COMMANDS[words].get_default("handler").split(":")
    assert callable(getattr(importlib.import_module(f"mingxin.cli.{module}"), name))
    with pytest.raises(SystemExit) as ended:
        build().parse_args([*words, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "显示这段说明" in shown
    assert not ENGLISH.search(shown)


@pytest.mark.parametrize("words", GROUPS, ids=" ".join)
def test_a_list_of_commands_stands_below_one_heading_in_chinese(words, capsys):
    with pytest.raises(SystemExit):
        build().parse_args([*words, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith(f"用法：{' '.join(['mingxin', *words])}")
    assert not ENGLISH.search(shown)
    below = shown.split("命令：\n")[1].splitlines()
    names = [found[len(words)] for found in COMMANDS if found[: len(words)] == words]
    assert below[0].split()[0] == names[0]


def test_every_exit_code_is_in_the_help(capsys):
    with pytest.raises(SystemExit):
        build().parse_args(["--help"])
    shown = capsys.readouterr().out
    for code in (0, 1, 2, 3, USAGE, UNEXPECTED, INTERRUPTED):
        assert re.search(rf"(?<!\d){code} \w", shown.split("退出码：")[1]), code


def test_every_exit_code_is_in_the_readme():
    said = (Path(__file__).parents[3] / "README.md").read_text("utf-8").split("Exit codes:")[1].split("\n\n")[0]
    codes = (0, 1, 2, 3, USAGE, UNEXPECTED, INTERRUPTED)
    assert [code for code in codes if not re.search(rf"(?<!\d){code} \w", said)] == []


def test_nobody_is_told_that_a_subject_sees_by_itself_who_looked(capsys):
    """There is no door for it yet."""
    with pytest.raises(SystemExit):
        build().parse_args(["subject", "--help"])
    assert "主体可以查到" not in capsys.readouterr().out


# Of what argparse can say: what our commands cannot bring about, and what nobody sees who uses them
NEVER_SAID = re.compile(
    r"conflict|__call__|'required' is|mutually|callable|can't open|cannot|must start|dest=|mode"
    r"|at most one|at least one|unknown parser|not allowed with|^invalid (%\(type|option)|^%\(prog|^one of|^expected %s"
    r"|^unexpected option|^show this|^usage|^positional|^options"
)


def test_everything_that_argparse_says_has_its_chinese():
    """A later Python may say it otherwise: then this names the sentence."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    said = {
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert len(said) > 20
    for sentence in sorted(one for one in said if not NEVER_SAID.search(one)):
        message = re.sub(r"%(\(\w+\))?[sr]", "甲", sentence)
        assert any(in_chinese(one) not in (one, f"甲：{message}") for one in (message, f"argument 甲: {message}")), (
            message
        )


def test_what_is_not_built_is_not_offered():
    names = {words[0] for words in COMMANDS}
    assert "upgrade" not in names
    offered = {
        "init",
        "unit",
        "intake",
        "subject",
        "report",
        "verify",
        "ledger",
        "serve",
        "backup",
        "restore",
        "doctor",
    }
    assert offered <= names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["unit", "add"], "缺少 代码", id="an argument is missing"),
        pytest.param(["frobnicate"], "不能是 frobnicate", id="no such command"),
        pytest.param(["ledger", "verify", "--all"], "不认识的参数 --all", id="no such option"),
        pytest.param(["subject", "X", "--as-of", "2026-02-30"], "这一天不存在", id="no such day"),
        pytest.param(["subject", "X"], "缺少 --matter", id="why somebody looks is not said"),
        pytest.param(["subject", "X", "--matter", " "], "--matter：没有写内容", id="nor with a blank"),
        pytest.param(["question", "answer", "one"], "不是数字", id="not a number"),
        pytest.param(["unit"], "缺少 命令", id="a group without its command"),
        pytest.param(["question", "answer", "1"], "缺少 --severity、--public、--reason", id="several are missing"),
        pytest.param(
            ["unit", "add", "--re", "x"], "--re 没有写全，可能是 --region、--region-name", id="half an option"
        ),
        pytest.param(["serve", "--port"], "--port 后面须跟一个值", id="an option without its value"),
        pytest.param(["serve", "--no-worker=3"], "--no-worker 后面不能跟值（写了 3）", id="a value for none"),
        pytest.param(["serve", "--door", "back"], "--door 不能是 back；可选：portal、desk、all", id="no such choice"),
    ],
)
def test_wrong_usage_exits_64_in_chinese(bare, words, said):
    ran = bare(*words)
    assert (ran.code, ran.out) == (64, "")
    assert said in ran.err
    assert "--help" in ran.err
    assert not ENGLISH.search(ran.err)


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"LC_ALL": "C"}, id="no language at all"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0"}, id="and Python told to write ASCII"),
        pytest.param({"PYTHONIOENCODING": "latin-1"}, id="a terminal of western Europe"),
    ],
)
def test_what_it_says_can_be_read_in_every_environment(tmp_path, environment):
    told = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    place = tmp_path / "明信 数据"
    place.mkdir()
    words = [sys.executable, "-m", "mingxin.cli.main", "backup", "备份目录"]
    ran = subprocess.run(words, env=told | environment, cwd=place, capture_output=True)
    assert ran.returncode == 2
    assert "尚未初始化：请先运行 mingxin init。" in ran.stderr.decode()
    shown = subprocess.run([*words[:3], "--help"], env=told | environment, cwd=place, capture_output=True)
    assert "用法：mingxin" in shown.stdout.decode()


def test_a_terminal_that_reads_gbk_gets_gbk_and_no_error(tmp_path):
    told = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    words = [sys.executable, "-m", "mingxin.cli.main", "unit"]
    ran = subprocess.run(words, env=told | {"PYTHONIOENCODING": "gbk"}, cwd=tmp_path, capture_output=True)
    assert ran.returncode == USAGE
    assert "用法有误：缺少 命令。" in ran.stderr.decode("gbk")


def test_nothing_asked_shows_help(bare):
    ran = bare()
    assert ran.code == 64
    assert "命令" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["unit", "list"],
        ["intake", "x.csv", "--item", "admin_penalty", "--unit", "X"],
        ["subject", "91429913MA4K00010D", "--matter", "核对"],
        ["ledger", "verify"],
        ["serve"],
        ["backup", "."],
        ["question", "list"],
    ],
    ids=" ".join,
)
def test_only_init_creates(bare, tmp_path, words):
    ran = bare(*words)
    assert ran.code == 2
    assert "尚未初始化：请先运行 mingxin init" in ran.err
    assert not list(tmp_path.iterdir())


def test_a_refusal_is_one_json_object_on_stdout(bare):
    ran = bare("unit", "list", "--json")
    assert ran.code == 2
    assert ran.json["refused"]["code"] == "home.not_initialised"
    assert set(ran.json["refused"]) == {"code", "message", "remedy"}


def test_keys_inside_the_home_are_refused(bare, tmp_path):
    ran = bare("init", MINGXIN_KEYS=str(tmp_path / "var" / "keys"))
    assert ran.code == 2
    assert "密钥目录" in ran.err


HEAVY = ("django", "polars", "typst", "openpyxl", "xlsxwriter", "granian", "playwright")
LOADED = """
import sys
from datetime import timedelta
from mingxin.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print(code, *(name for name in %r if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("words", "code", "never"),
    [
        pytest.param(["--help"], 0, (*HEAVY, "pyhanko", "cryptography"), id="help"),
        pytest.param(["serve", "--help"], 0, (*HEAVY, "pyhanko", "cryptography"), id="help on a command"),
        pytest.param(["verify", "x.pdf"], 1, HEAVY, id="verify"),
    ],
)
def test_what_starts_at_once_loads_nothing_heavy(tmp_path, words, code, never):
    """A second of start is what they load; the seconds themselves say more of the machine than of us."""
    (tmp_path / "x.pdf").write_text("no pdf")
    done = subprocess.run(
        [sys.executable, "-c", LOADED % (never,), *words], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1:] == [str(code)], done.stderr


def test_a_mishap_is_recorded_without_its_values(tmp_path, monkeypatch):
    monkeypatch.setenv("MINGXIN_HOME", str(tmp_path))
    try:
        float("no number 420100199001011234")
    except ValueError as error:
        log = mishaps.record(error, command="batches:intake")
    text = log.read_text()
    assert log.parent == tmp_path / "logs"
    assert "420100199001011234" not in text
    assert "builtins.ValueError" in text
    assert "test_main.py" in text


def test_an_unexpected_error_is_polite(own):
    home, mingxin = own
    (home / "instance.json").unlink()
    (home / "instance.json").mkdir()
    ran = mingxin("init")
    assert ran.code == 70
    assert "Traceback" not in ran.err
    assert "抱歉" in ran.err
    assert "logs" in ran.err


def test_a_full_disk_is_said_calmly(own):
    """The output goes there, and the log stands there too."""
    home, _ = own
    (home / "logs").mkdir(exist_ok=True)
    for day in (today(), today() + timedelta(days=1)):
        (home / "logs" / f"errors-{day}.log").symlink_to("/dev/full")
    told = {key: value for key, value in os.environ.items() if not key.startswith("MINGXIN_")}
    told["MINGXIN_HOME"] = str(home)
    words = [sys.executable, "-m", "mingxin.cli.main", "unit", "list"]
    with open("/dev/full", "w") as full:
        ran = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, env=told)
    assert ran.returncode == 70, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "磁盘已满" in ran.stderr
