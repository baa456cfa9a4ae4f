"""`mingxin report`: issue a report as a signed PDF."""

import argparse
import os
from pathlib import Path

from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.uses.reports.actions import issue


def report(arguments: argparse.Namespace, telling: Telling) -> int:
    require_writable(arguments.output)
    issued = issue(arguments.uscc, by=OPERATOR, at=now())
    write_whole(arguments.output, issued.data)
    telling.give(
        {
            "number": issued.number,
            "verification_code": issued.verification_code,
            "file": str(arguments.output),
            "is_new": issued.is_new,
        }
    )
    made = "已签发" if issued.is_new else "内容无变化，给出此前签发的同一份"
    telling.say(f"✓ 报告 {issued.number} {made}：{arguments.output}")
    telling.say(f"  核验码：{issued.verification_code}    核验：mingxin verify {arguments.output}")
    return 0


def require_writable(path: Path) -> None:
    """Refuse before the work, not after it, where the file cannot be written."""
    folder = path.resolve().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise Refusal("output.not_writable", f"不能写到 {path}。", "请核对目录是否存在、是否可写。")


def write_whole(path: Path, data: bytes) -> None:
    """Written beside and renamed: a reader never sees half a file."""
    arriving = path.with_name(f".{path.name}.arriving")
    arriving.write_bytes(data)
    arriving.replace(path)
