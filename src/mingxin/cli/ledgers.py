"""`mingxin ledger`: prove the chain."""

import argparse

from mingxin.archive.queries.proving import prove_records
from mingxin.cli.telling import Telling
from mingxin.ledger.queries import prove_chain


def verify(arguments: argparse.Namespace, telling: Telling) -> int:
    chain = prove_chain()
    records = prove_records() if arguments.records and chain.broken is None else None
    broken = chain.broken
    result: dict[str, object] = {
        "holds": broken is None and (records is None or records.broken is None),
        "seals": chain.seals,
        "entries": chain.entries,
        "waiting": chain.waiting,
        "newest_seal": f"{chain.newest.number}:{chain.newest.digest}" if chain.newest else None,
        "broken": {"seal": broken.seal, "entry": broken.entry, "reason": broken.reason} if broken else None,
    }
    if records is not None:
        fault = {"change": records.broken.change, "reason": records.broken.reason} if records.broken else None
        result["records"] = {"changes": records.changes, "rows": records.rows, "broken": fault}
    telling.give(result)
    if broken is not None:
        place = f"第 {broken.seal} 号封印" if broken.seal else "尚未封印的部分"
        entry = f"，第 {broken.entry} 号记录" if broken.entry is not None else ""
        telling.say(f"✗ 账本在{place}{entry}处断裂：{broken.reason}。")
        telling.say("→ 请立即保全数据库和备份，报告审计员；不要尝试修补。")
        return 1
    telling.say(f"✓ 账本完整：{chain.seals} 个封印，{chain.entries} 条记录，{chain.waiting} 条待封印。")
    if chain.newest:
        telling.say(f"  最新封印：{chain.newest.number}:{chain.newest.digest}")
    if records is not None and records.broken is not None:
        telling.say(f"✗ 第 {records.broken.change} 号变更所写的信息与账本不符：{records.broken.reason}。")
        telling.say("→ 请立即保全数据库和备份，报告审计员；不要尝试修补。")
        return 1
    if records is not None:
        telling.say(f"✓ 信用信息与账本一致：{records.changes} 次变更，{records.rows:,} 行。")
    return 0
