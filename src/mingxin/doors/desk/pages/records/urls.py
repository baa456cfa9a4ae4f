from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.pages.records import (
    correcting,
    list_page,
    purposes,
    record_page,
    ruling_list,
    rulings,
    withdrawals,
    withdrawing,
)
from mingxin.doors.desk.routing import route

_SEE, _NOTE = Act.SEE_REPORTS, Act.NOTE_RULING
_RECORD = "records/<slug:thread>/"

routes = [
    route("records/", list_page.records, "records", _SEE, purpose="信息列表"),
    route("records/purpose/", purposes.purpose, "record_purpose", _SEE, purpose="选择查阅事由"),
    route("records/withdrawals/", withdrawals.withdrawals, "withdrawals", _SEE, purpose="撤回时限"),
    route("records/rulings/", ruling_list.rulings, "rulings", _SEE, purpose="待撤回"),
    route("records/clock/", withdrawing.clock, "withdrawal_clock", _NOTE, purpose="撤回还剩几个工作日"),
    route(_RECORD, record_page.record, "record", _SEE, purpose="查看一条信息"),
    route(f"{_RECORD}correct/", correcting.correct, "record_correct", Act.AMEND, purpose="更正一条信息"),
    route(f"{_RECORD}withdraw/", withdrawing.withdraw, "record_withdraw", Act.AMEND, purpose="撤回一条信息"),
    route(f"{_RECORD}rulings/register/", rulings.register, "ruling_register", _NOTE, purpose="登记撤销裁决"),
    route(f"{_RECORD}rulings/<int:number>/dismiss/", rulings.dismiss, "ruling_dismiss", _NOTE, purpose="取消裁决登记"),
]
menu = [
    Entry("信息与更正撤回", "records", _SEE),
    Entry("待撤回", "rulings", _SEE, ruling_list.waiting_for, "条"),
]
# above the drop zone, where there is something in it: three working days are short
tiles = [Tile(_NOTE, "desk/records/tile.html", ruling_list.tile, place=5)]
