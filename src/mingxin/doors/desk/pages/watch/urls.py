from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.pages.watch import cell, figures, grid, messages, monthly, reminders, reminding, rows
from mingxin.doors.desk.routing import route

_SEE, _WATCH = Act.SEE_REPORTS, Act.WATCH

routes = [
    route("messages/", messages.messages, "messages", Act.ENTER, purpose="查看消息"),
    route("messages/<int:notice_id>/", messages.message, "message", Act.ENTER, purpose="打开消息"),
    route("watch/", grid.month_board, "watch", _WATCH, purpose="查看月度看板"),
    route("watch/cell/<int:unit_id>/<slug:item>/", cell.cell, "watch_cell", _SEE, purpose="查看单位事项的当月情况"),
    route("watch/late/<int:unit_id>/<slug:item>/", cell.late, "watch_late", _SEE, purpose="查看迟报的信息"),
    route("watch/remind/", reminding.preview, "watch_remind", _WATCH, purpose="拟发催报通知"),
    route("watch/remind/send/", reminding.send, "watch_send", _WATCH, purpose="发出催报通知"),
    route("watch/reminders/", reminders.reminders, "watch_reminders", _SEE, purpose="查看催报通知"),
    route("watch/reminders/<str:ids>/recall/", reminders.recall, "watch_recall", _WATCH, purpose="收回催报通知"),
    route("watch/papers/<int:reminder_id>/", reminders.paper, "watch_paper", _SEE, purpose="下载催报通知书"),
    route("watch/monthly/", monthly.monthly, "watch_monthly", _WATCH, purpose="编制双公示月报"),
    route(
        "watch/monthly/rows/<slug:item>/", monthly.rows, "watch_monthly_rows", _WATCH, purpose="查看月报所依据的信息"
    ),
    route("watch/monthly/<slug:form>/", monthly.file, "watch_monthly_file", _WATCH, purpose="下载双公示月报"),
    route("watch/figures/", figures.figures, "watch_figures", _SEE, purpose="查看时效和质量"),
    route("watch/figures/<slug:measure>/", rows.rows, "watch_rows", _SEE, purpose="查看指标所依据的数据"),
]
menu = [
    Entry("消息", "messages", Act.ENTER, messages.waiting, "条"),
    Entry("月度看板", "watch", _WATCH),
    Entry("双公示月报", "watch_monthly", _WATCH),
    Entry("时效和质量", "watch_figures", _SEE),
    Entry("催报通知", "watch_reminders", _SEE),
]
tiles = [Tile(_WATCH, "desk/watch/tile.html", grid.tile, place=30)]
