"""`mingxin ledger`: prove the chain, and what stands on it; accept a restored one."""

import argparse
from dataclasses import asdict

from mingxin.archive.queries.moment import one_moment
from mingxin.archive.queries.proving import RecordsProof
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now
from mingxin.ledger import actions
from mingxin.ledger.queries import ChainProof, prove_chain
from mingxin.oversight.proved import Proved, told_signatures
from mingxin.oversight.whole_proof import WholeProof, prove_whole

TAMPERED = "→ 请立即保全数据库、密钥目录和备份，报告审计员；不要尝试修补。"


def verify(arguments: argparse.Namespace, telling: Telling) -> int:
    proof = prove_whole(is_older=arguments.older) if arguments.records else _of_chain(is_older=arguments.older)
    holds, chain = proof.holds, proof.chain
    telling.give(_result(proof))
    for proved in proof.ground:
        _tell_proved(proved, telling)
    _tell_chain(chain, telling)
    if proof.records is not None:
        _tell_records(proof.records, telling)
    for proved in proof.rest:
        _tell_proved(proved, telling)
    if not holds:
        telling.say(TAMPERED)
    return 0 if holds else 1


def _of_chain(*, is_older: bool) -> WholeProof:
    with one_moment():
        return WholeProof((), prove_chain(is_older=is_older), None, ())


def accept_restored(arguments: argparse.Namespace, telling: Telling) -> int:
    made = actions.accept_restored(reason=arguments.reason, by=OPERATOR, at=now())
    telling.give({"seal": f"{made.number}:{made.digest}"})
    telling.say(f"✓ 已认可恢复，并写入账本（第 {made.number} 号封印）；见证从这里重新开始。")
    telling.note("· 请把备份时和现在的封印一并告知抄存封印的人：备份之后的封印不再成立。")
    return 0


def _result(proof: WholeProof) -> dict[str, object]:
    chain, records, broken = proof.chain, proof.records, proof.chain.broken
    result: dict[str, object] = {
        "holds": proof.holds,
        "seals": chain.seals,
        "entries": chain.entries,
        "waiting": chain.waiting,
        "newest_seal": f"{chain.newest.number}:{chain.newest.digest}" if chain.newest else None,
        "signed_from": chain.signed_from,
        "witnessed": chain.witnessed,
        "broken": {"seal": broken.seal, "entry": broken.entry, "reason": broken.reason} if broken else None,
    }
    if rest := (*proof.ground, *proof.rest):
        result["rest"] = [asdict(proved) for proved in rest]
    if records is not None:
        fault = {"change": records.broken.change, "reason": records.broken.reason} if records.broken else None
        result["records"] = {"changes": records.changes, "rows": records.rows, "broken": fault}
    return result


def _tell_chain(chain: ChainProof, telling: Telling) -> None:
    if chain.broken is not None:
        place = f"第 {chain.broken.seal} 号封印" if chain.broken.seal else "尚未封印的部分"
        entry = f"，第 {chain.broken.entry} 号记录" if chain.broken.entry is not None else ""
        telling.say(f"✗ 账本在{place}{entry}处断裂：{chain.broken.reason}。")
        return
    telling.say(f"✓ 账本完整：{chain.seals} 个封印，{chain.entries} 条记录，{chain.waiting} 条待封印。")
    telling.say(f"  {told_signatures(chain)}。")
    if chain.newest:
        telling.say(f"  最新封印：{chain.newest.number}:{chain.newest.digest}")
    if chain.witnessed is not None and chain.witnessed > chain.seals:
        telling.say(f"! 账本止于第 {chain.seals} 号封印，见证已到第 {chain.witnessed} 号：较早的备份本应如此。")


def _tell_proved(proved: Proved, telling: Telling) -> None:
    telling.say(f"✗ {proved.subject}：{proved.broken}。" if proved.broken else f"✓ {proved.subject}：{proved.told}。")


def _tell_records(records: RecordsProof, telling: Telling) -> None:
    if records.broken is None:
        telling.say(f"✓ 信用信息与账本一致：{records.changes} 次变更，{records.rows:,} 行。")
        return
    place = f"第 {records.broken.change} 号变更所写的信息" if records.broken.change else "变更的记载"
    telling.say(f"✗ {place}与账本不符：{records.broken.reason}。")
