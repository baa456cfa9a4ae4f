"""argparse that speaks Chinese: its help, its headings, and what it says of wrong usage."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final, NoReturn

USAGE: Final = 64  # sysexits.h EX_USAGE

# What argparse says, in its English, and how we say it. `those` is a list of names that it parts with commas.
SENTENCES: Final = (
    (r"the following arguments are required: (?P<those>.+)", "缺少 {those}"),
    (r"unrecognized arguments: (?P<one>.+)", "不认识的参数 {one}"),
    (r"ambiguous option: (?P<one>.+) could match (?P<those>.+)", "{one} 没有写全，可能是 {those}"),
    (r"argument (?P<one>[^:]+): expected one argument", "{one} 后面须跟一个值"),
    (r"argument (?P<one>[^:]+): ignored explicit argument (?P<value>.+)", "{one} 后面不能跟值（写了 {value}）"),
    (
        r"argument (?P<one>[^:]+): invalid choice: (?P<value>.+) \(choose from (?P<those>.+)\)",
        "{one} 不能是 {value}；可选：{those}",
    ),
    (r"argument (?P<one>[^:]+): (?P<value>.+)", "{one}：{value}"),  # in the words of the type that was asked for
)


class Parser(argparse.ArgumentParser):
    """Help in Chinese, and 64 with one sentence on wrong usage. Parsers made of it are of its kind."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, formatter_class=_Formatter, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_help(self) -> str:
        return re.sub(r"(参数|选项|命令):", r"\1：", super().format_help())

    def error(self, message: str) -> NoReturn:
        from mingxin.kernel.resident_id import cut  # an argument may be quoted, an identity number never

        sys.stderr.write(
            f"✗ 用法有误：{cut(in_chinese(message))[0].rstrip('。')}。\n→ 运行 {self.prog} --help 查看用法。\n"
        )
        raise SystemExit(USAGE)


def in_chinese(message: str) -> str:
    for english, chinese in SENTENCES:
        if found := re.fullmatch(english, message, re.DOTALL):
            said = {name: value.replace("'", "") for name, value in found.groupdict().items()}
            if those := said.get("those"):
                said["those"] = those.replace(", ", "、")
            return chinese.format(**said)
    return message


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _format_action(self, action: argparse.Action) -> str:
        """Commands stand right below their heading, not below a second one."""
        if isinstance(action, argparse._SubParsersAction):
            return "".join(self._format_action(one) for one in _commands(action))
        return super()._format_action(action)

    def add_argument(self, action: argparse.Action) -> None:
        """As wide as the longest of what is really listed."""
        if isinstance(action, argparse._SubParsersAction):
            for one in _commands(action):
                super().add_argument(one)
        else:
            super().add_argument(action)


def _commands(action: argparse.Action) -> Iterator[argparse.Action]:
    yield from getattr(action, "_get_subactions", list)()
