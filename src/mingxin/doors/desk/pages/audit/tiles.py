"""What the auditor sees on the first page: whether the ledger was proved, and when."""

from collections.abc import Mapping

from mingxin.doors.desk.guard import DeskRequest
from mingxin.ledger.queries import newest_seal
from mingxin.oversight.chain_proof import proofs


def proved(_: DeskRequest) -> Mapping[str, object]:
    return {"newest": next(iter(proofs(limit=1)), None), "seal": newest_seal()}
