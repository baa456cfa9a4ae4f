"""Write the invented city's files: python -m seed FOLDER."""

import argparse
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mingxin.kernel.clock import today
from seed import city, files

_SMALLEST = 200


def main() -> None:
    wanted = _arguments().parse_args()
    console = Console()
    built = city.build(wanted.seed, as_of=wanted.as_of, organisations=wanted.organisations, records=wanted.records)
    bar = Progress(
        TextColumn("正在生成云泽市的报送文件"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    with bar:
        task = bar.add_task("", total=None)
        plan = files.write(built, wanted.folder, lambda _, done, total: bar.update(task, completed=done, total=total))
    console.print(
        f"已写入 {wanted.folder}：登记主体 {plan['organisations']} 个，记录 {plan['records']} 条，"
        f"报送文件 {len(plan['files']) + len(plan['faulty'])} 个，其中 {len(plan['faulty'])} 个有意含有错误。",
        soft_wrap=True,
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m seed", description="生成虚构城市云泽市的报送文件，用于演示和测试。"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="写入的文件夹")
    parser.add_argument("--organisations", type=_positive, default=6_000, metavar="N", help="登记主体数（默认 6000）")
    parser.add_argument("--records", type=_positive, default=30_000, metavar="N", help="记录数（默认 30000）")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="随机种子：相同的种子和截至日期得到相同的文件（默认 1）"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=today(), metavar="D", help="截至日期（默认今天）")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < _SMALLEST:
        raise argparse.ArgumentTypeError(f"请填写不小于 {_SMALLEST} 的整数")
    return number


if __name__ == "__main__":
    main()
