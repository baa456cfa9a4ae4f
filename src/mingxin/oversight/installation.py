"""The machine, the folders and the keys."""

import difflib
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from mingxin.archive.public_numbers import KEY_FILE as NUMBERS_KEY_FILE
from mingxin.archive.public_numbers import numbers_key_is_there
from mingxin.config.secret import FILE as SECRET_FILE
from mingxin.intake.reading import address_space
from mingxin.kernel.causes import Cause, of_place
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.keys import KEY_FILE as LEDGER_KEY_FILE
from mingxin.ledger.keys import ledger_keys
from mingxin.oversight.variables import KNOWN, PREFIX, REMOVED
from mingxin.oversight.verdict import Line, fault, ok, warning
from mingxin.papers import fonts
from mingxin.papers.keys import SigningKeyError, certificate_of, is_demonstration, is_in_term, load_signer
from mingxin.vault.sealing import KEY_FILE, vault_keys

PYTHONS = ((3, 11), (3, 15))
OLDEST_SQLITE = (3, 38, 0)  # json_each and RETURNING as the archive uses them
ENDING = timedelta(days=30)
LITTLE_SPACE, NO_SPACE = 5 * 10**9, 10**9


def machine() -> Iterator[Line]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    if PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        yield ok("Python", python)
    else:
        yield fault("Python", f"{python}，本平台需要 3.11 至 3.14", "请用受支持的 Python 重新运行 make setup。")
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        yield ok("SQLite 程序库", sqlite3.sqlite_version)
    else:
        yield fault("SQLite 程序库", f"{sqlite3.sqlite_version} 过旧", "请升级操作系统的 SQLite，或改用 PostgreSQL。")
    if address_space.size():
        yield ok("读取报送文件", f"在单独的进程中，内存至多 {settings.READING_MEMORY_BYTES / 2**30:.1f} GB")
    else:
        told = "本系统不能限制一个进程的内存，只限时间"
        yield warning("读取报送文件", told, "正式运行请用 Linux；否则请勿接收来历不明的文件。")
    absent = [path.name for path in (fonts.MAIN, fonts.RARE) if not path.is_file()]
    if absent:
        yield fault("报告字体", f"缺少 {'、'.join(absent)}", "请重新安装程序（make setup）。")
    else:
        yield ok("报告字体", "齐全")


def home() -> Iterator[Line]:
    folder = Path(settings.HOME)
    if not (folder / "instance.json").is_file():
        yield fault("数据目录", f"{folder} 尚未初始化", "请运行 mingxin init；如数据在别处，请设置 MINGXIN_HOME。")
        return
    cause = of_place(folder)
    if cause is not None and cause is not Cause.FULL:  # of the space there is a line of its own
        yield fault("数据目录", f"{folder} 不可写：{cause.sentence.rstrip('。')}", cause.remedy)
        return
    yield _private("数据目录", folder)
    free = shutil.disk_usage(folder).free
    told = f"剩余 {free / 1e9:,.1f} GB"
    if free < NO_SPACE:
        yield fault("磁盘空间", told, "请立即清理或扩容；空间用尽时无法入库。")
    elif free < LITTLE_SPACE:
        yield warning("磁盘空间", told, "请安排清理或扩容。")
    else:
        yield ok("磁盘空间", told)


def variables() -> Iterator[Line]:
    """What is set and read by nobody: somebody believes that it holds."""
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in KNOWN)
    for name in strange:
        if name in REMOVED:
            place = f"{Path(settings.HOME) / 'city.yaml'} 的“{REMOVED[name]}”一项"
            yield warning("环境变量", f"{name} 已不再读取", f"请把内容写在 {place}，重启后去掉这个变量。")
            continue
        near = difflib.get_close_matches(name, KNOWN, n=1)
        meant = f"，可能应为 {near[0]}" if near else ""
        yield warning(
            "环境变量",
            f"{name} 不是本平台的变量，没有起作用{meant}",
            "请按 docs/operations.md 核对拼写；不用的请去掉。",
        )
    if not strange:
        yield ok("环境变量", "没有不认识的")


def proxies() -> Iterator[Line]:
    """The server speaks HTTP alone: behind HTTPS stands a proxy, which must be named or all visitors are one."""
    if settings.PROXIES:
        yield ok("反向代理", "、".join(str(one) for one in settings.PROXIES))
    elif settings.SITE_URL.startswith("https://"):
        yield warning(
            "反向代理",
            "没有设置 MINGXIN_PROXIES：所有来访者都记作代理的地址，一处连续输错口令，别处也暂时不能登录",
            "请填写反向代理的地址后重启，见 docs/operations.md。",
        )


def city() -> Iterator[Line]:
    """What the public pages cannot say because nobody has told the platform."""
    if missing := settings.CITY.missing:
        file = Path(settings.HOME) / "city.yaml"
        yield warning("城市信息", f"缺少{'、'.join(missing)}", f"请写在 {file} 中后重启，写法见 docs/operations.md。")
    else:
        yield ok("城市信息", "齐全")


def keys(*, at: datetime) -> Iterator[Line]:
    folder = Path(settings.KEYS)
    if not folder.is_dir():
        yield fault("密钥目录", f"{folder} 不存在", "请从密钥备份中恢复；新安装请运行 mingxin init。")
        return
    yield _private("密钥目录", folder)
    open_to_others = [path.name for path in sorted(folder.iterdir()) if path.is_file() and _others_may(path)]
    if open_to_others:
        yield fault("密钥文件", f"{'、'.join(open_to_others)} 他人可读", f"请运行 chmod 600 {folder}/*。")
    try:
        yield ok("留存密钥", f"{len(vault_keys(folder))} 个")
    except (Refusal, ValueError):
        yield fault("留存密钥", f"{KEY_FILE} 缺失或无法读取", "请从密钥备份中恢复；没有它，留存的原件打不开。")
    yield _ledger_key(folder)
    if not numbers_key_is_there(folder):
        yield fault(
            "公开编号密钥",
            f"{NUMBERS_KEY_FILE} 缺失或无法读取",
            "请从密钥备份中恢复；从没有过的安装请运行 mingxin init。没有它，网站给不出信息的网址。",
        )
    if not (folder / SECRET_FILE).is_file() and not os.environ.get("MINGXIN_SECRET_KEY"):
        yield fault("会话密钥", f"{SECRET_FILE} 缺失", "请运行 mingxin init。")
    yield signing_key(folder, at=at)


def _ledger_key(folder: Path) -> Line:
    try:
        keys = ledger_keys(folder)
    except Refusal:
        return fault(
            "账本密钥", f"{LEDGER_KEY_FILE} 无法读取", "请从密钥备份中恢复；没有它，不能记账，封印也无从核验。"
        )
    if keys is None:
        return fault(
            "账本密钥",
            f"{LEDGER_KEY_FILE} 缺失",
            "请从密钥备份中恢复；从没有过账本密钥的安装请运行 mingxin init，此后的封印都会签名。",
        )
    return ok("账本密钥", f"{len(keys.by_id)} 个，在用的是 {keys.in_use.id}")


def signing_key(folder: Path, *, at: datetime) -> Line:
    try:
        certificate = certificate_of(load_signer(folder))
    except SigningKeyError:
        return fault("签章密钥", "缺失或无法读取，不能签发报告", "请从密钥备份中恢复，或按 docs/operations.md 换装。")
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not is_in_term(certificate, at):
        return fault(
            "签章密钥",
            f"证书有效期 {begin:%Y-%m-%d} 至 {end:%Y-%m-%d}，本机时钟现在是 {at:%Y-%m-%d}：不能签发报告、回执和通知书",
            "请先核对本机时钟；时钟无误的，请按 docs/operations.md 换装新的签章密钥。",
        )
    until = f"证书有效期至 {end:%Y-%m-%d}"
    if end - at <= ENDING:
        return warning(
            "签章密钥",
            f"{until}，还有 {(end - at).days} 天；到期以后不能签发报告、回执和通知书",
            "请在到期以前按 docs/operations.md 换装新的签章密钥。",
        )
    if is_demonstration(certificate):
        return warning("签章密钥", f"演示密钥，{until}", "正式使用前请换成本市的签章密钥，见 docs/operations.md。")
    return ok("签章密钥", until)


def _private(subject: str, folder: Path) -> Line:
    if _others_may(folder):
        return warning(subject, f"{folder} 他人可进入", f"请运行 chmod 700 {folder}。")
    return ok(subject, str(folder))


def _others_may(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
