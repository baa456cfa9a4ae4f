"""A town with one of everything that the public pages must tell apart."""

from dataclasses import dataclass

import pytest

from mingxin.archive.actions import amend
from mingxin.archive.models import MarkKind
from mingxin.archive.public_numbers import public_number
from mingxin.kernel.clock import now as clock_now
from tests.conftest import InForce
from tests.mingxin.uses.publicity.town import ACTOR, Party, Town


@dataclass(frozen=True)
class Place:
    """The town, who lives in it, and the records by what is special about them."""

    town: Town
    firm: Party
    trader: Party
    farm: Party
    bare: Party
    threads: dict[str, str]

    def record(self, key: str) -> str:
        """The address of its page."""
        return f"/xinxi/{public_number(self.threads[key])}/"


@pytest.fixture
def place(in_force: InForce) -> Place:
    return build(in_force)


def build(in_force: InForce) -> Place:
    at = clock_now()
    town = Town(at.date(), at, (in_force.unit, in_force.other_unit))
    firm = town.party(
        "云泽市嘉禾食品有限公司",
        former="云泽市嘉禾糕点厂",
        FDDBR="贾有名",
        ZS="云泽市城东区人民路12号",
        ZCZB="500万元人民币",
    )
    trader = town.party("澄江镇瑞丰超市", kind="sole_trader", FDDBR="贾摊主", ZS="云泽市家中路3号")
    farm = town.party("云泽市王大山家庭农场", named_after_person=True, FDDBR="王大山", ZS="云泽市王家湾5号")
    bare = town.party("外地建设集团有限公司", registered=False)
    long_ago = {"decided_on": town.day(-400), "hidden_from": town.day(0)}
    threads = {
        "licence": town.licence(firm, "云市监许〔2026〕318号"),
        "penalty": town.penalty(firm, "云市监处罚〔2026〕127号"),
        "disputed": town.penalty(firm, "云市监处罚〔2026〕128号", severity="serious"),
        "ended": town.penalty(firm, "云市监处罚〔2025〕9号", **long_ago),
        "not public": town.penalty(firm, "云市监处罚〔2026〕130号", publicity="not_public"),
        "held": town.penalty(firm, "云市监处罚〔2026〕131号", publicity="held"),
        "withdrawn": town.penalty(firm, "云市监处罚〔2026〕132号"),
        "repaired": town.penalty(firm, "云市监处罚〔2026〕133号"),
        "trader's licence": town.licence(trader, "云市监许〔2026〕400号"),
        "bare's licence": town.licence(bare, "云住建许〔2026〕5号"),
    }
    amend.put_mark(
        thread=threads["disputed"], kind=MarkKind.OBJECTION, case="异议〔2026〕1号",
        from_on=town.day(-1), until_on=None, by=ACTOR, at=at,
    )  # fmt: skip
    amend.put_mark(
        thread=threads["repaired"], kind=MarkKind.REPAIRED, case="修复〔2026〕1号",
        from_on=town.day(0), until_on=None, by=ACTOR, at=at,
    )  # fmt: skip
    amend.withdraw(
        thread=threads["withdrawn"], reason_type="决定被撤销", case="云复决〔2026〕3号", note_months=3, by=ACTOR, at=at
    )
    return Place(town, firm, trader, farm, bare, threads)
