from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.records import correcting, list_page, purposes, record_page, withdrawals, withdrawing
from mingxin.doors.desk.routing import route

routes = [
    route("records/", list_page.records, "records", Act.SEE_REPORTS, purpose="信息列表"),
    route("records/purpose/", purposes.purpose, "record_purpose", Act.SEE_REPORTS, purpose="选择查阅事由"),
    route("records/withdrawals/", withdrawals.withdrawals, "withdrawals", Act.SEE_REPORTS, purpose="撤回时限"),
    route("records/clock/", withdrawing.clock, "withdrawal_clock", Act.AMEND, purpose="撤回还剩几个工作日"),
    route("records/<slug:thread>/", record_page.record, "record", Act.SEE_REPORTS, purpose="查看一条信息"),
    route("records/<slug:thread>/correct/", correcting.correct, "record_correct", Act.AMEND, purpose="更正一条信息"),
    route(
        "records/<slug:thread>/withdraw/", withdrawing.withdraw, "record_withdraw", Act.AMEND, purpose="撤回一条信息"
    ),
]
menu = [Entry("信息与更正撤回", "records", Act.SEE_REPORTS)]
