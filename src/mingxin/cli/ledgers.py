"""`mingxin ledger`: prove the chain, and what stands on it; accept a restored one."""

import argparse

from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now
from mingxin.ledger import actions
from mingxin.oversight.proved import Proved
from mingxin.oversight.whole_proof import WholeProof, prove_chain_alone, prove_whole

TAMPERED = "→ 请立即保全数据库、密钥目录和备份，报告审计员；不要尝试修补。"


def verify(arguments: argparse.Namespace, telling: Telling) -> int:
    prove = prove_whole if arguments.records else prove_chain_alone
    proof = prove(is_older=arguments.older)
    telling.give(_result(proof))
    for line in proof.lines:
        _tell(line, telling)
    newest = proof.chain.newest
    if newest:
        telling.say(f"  最新封印：{newest.number}:{newest.digest}")
    if any(line.broken and not line.remedy for line in proof.lines):
        telling.say(TAMPERED)
    return 0 if proof.holds else 1


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
    result["lines"] = [
        {"subject": line.subject, "told": line.told, "broken": line.broken, "doubt": line.doubt} for line in proof.lines
    ]
    if records is not None:
        fault = {"change": records.broken.change, "reason": records.broken.reason} if records.broken else None
        result["records"] = {"changes": records.changes, "rows": records.rows, "broken": fault}
    return result


def _tell(line: Proved, telling: Telling) -> None:
    if line.broken:
        telling.say(f"✗ {line.subject}：{line.broken}。")
    elif line.doubt:
        telling.say(f"! {line.subject}：{line.doubt}。")
    else:
        telling.say(f"✓ {line.subject}：{line.told}。")
    if line.remedy and (line.broken or line.doubt):
        telling.say(f"  → {line.remedy}")
