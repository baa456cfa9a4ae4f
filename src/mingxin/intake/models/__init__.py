"""The tables of intake, gathered for Django."""

from mingxin.intake.models.batch import Batch, BatchState, BatchStep, RowMend, SettledRow
from mingxin.intake.models.criterion import Criterion
from mingxin.intake.models.duty import ReviewRule, ZeroReport
from mingxin.intake.models.handover import HandedBatch, Handover
from mingxin.intake.models.linking import LinkProposal
from mingxin.intake.models.question import Doubt, PowerQuestion, PublicityQuestion
from mingxin.intake.models.ruling import Ruling, RulingEnd, RulingSide

__all__ = [
    "Batch",
    "BatchState",
    "BatchStep",
    "Criterion",
    "Doubt",
    "HandedBatch",
    "Handover",
    "LinkProposal",
    "PowerQuestion",
    "PublicityQuestion",
    "ReviewRule",
    "RowMend",
    "Ruling",
    "RulingEnd",
    "RulingSide",
    "SettledRow",
    "ZeroReport",
]
