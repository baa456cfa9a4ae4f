"""`mingxin serve`: the server, beside it the process that seals and tidies, and the worker."""

import argparse
import multiprocessing
import os
import socket
from contextlib import ExitStack

from django.conf import settings
from django.core import checks
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from mingxin.cli.acting import OPERATOR
from mingxin.cli.beside import beside
from mingxin.cli.telling import Telling
from mingxin.intake.actions.resume import resume_pending
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

THREADS = 8  # a worker's; each keeps a connection to the database


def serve(arguments: argparse.Namespace, telling: Telling) -> int:
    require_free(arguments.host, arguments.port)
    for fault in checks.run_checks():
        if fault.is_serious() and not fault.is_silenced():
            raise Refusal("serve.settings", f"配置有误：{fault.msg}", fault.hint or "请运行 mingxin doctor 检查。")
    for number in resume_pending(by=OPERATOR, at=now()):
        telling.note(f"· 上次中断的批次 {number} 已继续办完。")
    connections.close_all()
    os.environ["MINGXIN_DOOR"] = arguments.door
    # spawn, not fork: the batch engine's threads do not survive a fork
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "mingxin.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=max(1, arguments.workers),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        log_access=False,  # addresses of the public's searches are nobody's business
    )
    server.on_startup(lambda: _welcome(arguments, telling))
    with ExitStack() as stack:
        stack.enter_context(beside("mingxin.cli.upkeep", told=telling.note))
        if not arguments.no_worker:
            stack.enter_context(beside("mingxin.cli.working", told=telling.note))
        server.serve()
    telling.note("已停止。")
    return 0


def _welcome(arguments: argparse.Namespace, telling: Telling) -> None:
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    telling.note(f"{settings.SITE_NAME}已启动：http://{host}:{arguments.port}/  （按 Ctrl-C 停止）")
    if arguments.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        telling.note(
            f"! 正在监听所有网卡；只应答这些主机名：{'、'.join(settings.ALLOWED_HOSTS)}（MINGXIN_ALLOWED_HOSTS）。"
        )


def require_free(host: str, port: int) -> None:
    """Refuse with another port to try where this one is taken or not ours to take."""
    if not 0 < port < 65536:
        raise Refusal("serve.port", f"端口 {port} 不在 1 至 65535 之间。", "例如 --port 8000。")
    fault = _bind_fault(host, port)
    if fault is None:
        return
    other = next((p for p in range(max(port, 1023) + 1, 65536) if _bind_fault(host, p) is None), 8000)
    raise Refusal("serve.port", f"不能在 {host} 的端口 {port} 上监听：{fault}。", f"可以改用 --port {other}。")


def _bind_fault(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            return "没有权限（1024 以下的端口须由反向代理使用）"
        except OSError as error:
            return "已被其他程序占用" if error.errno == 98 else "本机没有这个地址"
    return None
