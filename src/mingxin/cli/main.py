"""The entry point `mingxin`: reads the command line, makes ready what the command needs, and ends politely."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from mingxin.cli import mishaps
from mingxin.cli.parser import build
from mingxin.cli.speaking import USAGE
from mingxin.cli.telling import Telling, make_readable
from mingxin.config.home import home_folder
from mingxin.kernel.causes import Cause, cause_of
from mingxin.kernel.refusal import Refusal

REFUSED, UNEXPECTED, INTERRUPTED = 2, 70, 130

Handler = Callable[[argparse.Namespace, Telling], int]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Wrong usage raises SystemExit(64), as argparse does."""
    for stream in (sys.stdout, sys.stderr):
        make_readable(stream)
    arguments = build().parse_args(words)
    if arguments.version:
        sys.stdout.write(f"mingxin {version('mingxin')}\n")
        return 0
    if not hasattr(arguments, "handler"):
        build().print_help(sys.stderr)
        return USAGE
    telling = Telling(as_json=arguments.json if hasattr(arguments, "json") else False)
    try:
        code = _run(arguments, telling)
        sys.stdout.flush()  # here, where it can be said that there was no room for it
        return code
    except Refusal as refusal:
        telling.refuse(refusal)
        return REFUSED
    except KeyboardInterrupt:
        telling.note("\n已中断。已经入库的信息不受影响；没有办完的批次下次运行时会继续。")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has left
        _leave_output()
        return 0
    except Exception as error:
        return _unexpected(error, arguments.handler, telling)


def _run(arguments: argparse.Namespace, telling: Telling) -> int:
    if arguments.handler == "batches:intake":
        from mingxin.intake.reading import room

        room.warm()  # starts while everything else is made ready
    if arguments.needs != "nothing":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
        import django

        django.setup()
    if arguments.needs == "home":
        from django.conf import settings

        from mingxin.cli.readiness import require

        require(settings.HOME)
    module, name = arguments.handler.split(":")
    handler: Handler = getattr(importlib.import_module(f"mingxin.cli.{module}"), name)
    try:
        return handler(arguments, telling)
    finally:
        if arguments.writes:
            _seal()


def _unexpected(error: Exception, command: str, telling: Telling) -> int:
    log = mishaps.record(error, command=command)
    if cause := cause_of(error, place=home_folder()):
        where = f"（{error.filename}）" if isinstance(error, OSError) and error.filename else ""
        telling.note(f"✗ {cause.sentence}这一步没有办成{where}；已经入库的信息不受影响。")
        telling.note(f"→ {cause.remedy}mingxin doctor 会说明详情。")
        if cause is Cause.FULL:
            _leave_output()
        return UNEXPECTED
    telling.note(f"✗ 抱歉，发生了意外错误（{type(error).__name__}），这一步没有办成。")
    where = f"{log}（日志中没有报送内容）" if log else "日志也写不进去，请一并检查磁盘空间和目录权限"
    telling.note(f"→ 请运行 mingxin doctor 检查，并把日志交给维护人员：{where}。")
    return UNEXPECTED


def _leave_output() -> None:
    """What still waits to be written goes nowhere, or the end of the process would try it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _seal() -> None:
    """Seal what the command wrote, refused or not: a refusal too may have left entries."""
    from django.db import connection

    from mingxin.kernel.clock import now
    from mingxin.ledger.actions import seal

    seal(at=now())
    connection.close()


if __name__ == "__main__":
    raise SystemExit(main())
