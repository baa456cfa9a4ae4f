from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.accounts import switches
from mingxin.doors.desk.pages.batches import address
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.pages.office import (
    calendars,
    catalogue,
    criteria,
    criteria_import,
    doubts,
    draft_cards,
    drafts,
    mergers,
    outages,
    power_imports,
    power_questions,
    questioned,
    tile,
    unit_edits,
    unit_page,
    units,
    unlinked,
    unlinked_row,
)
from mingxin.doors.desk.routing import route

address.register()
_UNITS, _CATALOGUE, _LINK = Act.KEEP_UNITS, Act.KEEP_CATALOGUE, Act.LINK
_UNIT, _TABLE = "office/units/<int:number>/", "office/criteria/<int:number>/<slug:item>/"
_DRAFT, _CARD = "office/drafts/<int:number>/", "office/drafts/<int:number>/cards/<slug:item>/"

routes = [
    route("office/units/", units.units, "units", _UNITS, purpose="查看单位列表"),
    route("office/units/add/", units.add, "unit_add", _UNITS, purpose="登记单位"),
    route(_UNIT, unit_page.unit, "unit", _UNITS, purpose="查看单位"),
    route(f"{_UNIT}rename/", unit_edits.rename, "unit_rename", _UNITS, purpose="更改单位名称"),
    route(f"{_UNIT}move/", unit_edits.move, "unit_move", _UNITS, purpose="调整单位区划"),
    route(f"{_UNIT}end/", unit_edits.end, "unit_end", _UNITS, purpose="登记单位终止和承接"),
    route(f"{_UNIT}acts-for/", unit_edits.act_for, "unit_act_for", _UNITS, purpose="登记代报关系"),
    route(f"{_UNIT}acts-for/<int:link>/stop/", unit_edits.stop_acting_for, "unit_stop", _UNITS, purpose="停止代报"),
    route(f"{_UNIT}powers/give/", unit_edits.give_power, "unit_give_power", _UNITS, purpose="登记一项职权"),
    route(f"{_UNIT}powers/<int:power>/end/", unit_edits.end_power, "power_end", _UNITS, purpose="登记职权终止"),
    route(f"{_UNIT}review/<slug:item>/", switches.switch, "unit_review", _UNITS, purpose="调整单位的审核开关"),
    route("office/powers/", power_imports.imports, "power_imports", _UNITS, purpose="导入权责清单"),
    route("office/powers/template/", power_imports.template, "power_template", _UNITS, purpose="下载现有权责清单"),
    route("office/powers/apply/", power_imports.apply, "power_import_apply", _UNITS, purpose="确认导入权责清单"),
    route("office/powers/<int:number>/", power_imports.one, "power_import", _UNITS, purpose="查看一次导入"),
    route("office/powers/<int:number>/undo/", power_imports.undo, "power_import_undo", _UNITS, purpose="撤销导入"),
    route("office/power-questions/", power_questions.questions, "power_questions", _UNITS, purpose="查看职权疑问"),
    route(
        "office/power-questions/<int:number>/",
        power_questions.question,
        "power_question",
        _UNITS,
        purpose="答复职权疑问",
    ),
    route("office/criteria/", criteria.tables, "criteria", _UNITS, purpose="查看各单位口径表"),
    route(_TABLE, criteria.table, "criteria_of", _UNITS, purpose="查看单位口径表"),
    route(f"{_TABLE}import/", criteria_import.bring, "criteria_import", _UNITS, purpose="导入口径表"),
    route(f"{_TABLE}apply/", criteria_import.apply, "criteria_apply", _UNITS, purpose="确认导入口径表"),
    route(f"{_TABLE}template/", criteria.template, "criteria_template", _UNITS, purpose="下载口径表模板"),
    route(f"{_TABLE}<int:edition>/", criteria.file, "criteria_file", _UNITS, purpose="下载口径表"),
    route("office/unlinked/", unlinked.unlinked, "unlinked", _LINK, purpose="办理未关联数据"),
    route(
        "office/unlinked/<batch:number>/<int:line>/", unlinked_row.row, "unlinked_row", _LINK, purpose="办理一行数据"
    ),
    route("office/proposals/<str:ids>/undo/", unlinked.undo, "proposals_undo", _LINK, purpose="撤销关联意见"),
    route("office/questioned/", questioned.questioned, "office_questioned", _LINK, purpose="查看本区域疑问数据"),
    route("office/doubts/", doubts.doubts, "doubts", _LINK, purpose="查看反复出现的说明"),
    route("office/doubts/<str:ids>/undo/", doubts.undo, "doubts_undo", _LINK, purpose="说明重新标为未阅"),
    route("office/mergers/", mergers.merged, "mergers", _LINK, purpose="查看主体归并记录"),
    route("office/mergers/new/", mergers.compare, "merge", _LINK, purpose="核对并归并主体"),
    route("office/mergers/<int:change>/undo/", mergers.undo, "merger_undo", _LINK, purpose="撤销主体归并"),
    route("office/catalogue/", catalogue.editions, "editions", _CATALOGUE, purpose="查看目录版本"),
    route("office/catalogue/<int:number>/", catalogue.edition, "edition", _CATALOGUE, purpose="查看目录版本的改动"),
    route("office/drafts/", drafts.drafts, "drafts", _CATALOGUE, purpose="查看目录草稿"),
    route("office/drafts/add/", drafts.add, "draft_add", _CATALOGUE, purpose="建立目录草稿"),
    route(_DRAFT, drafts.draft, "draft", _CATALOGUE, purpose="查看目录草稿的内容"),
    route(f"{_DRAFT}in-force/", drafts.in_force, "draft_in_force", _CATALOGUE, purpose="启用目录草稿"),
    route(f"{_DRAFT}drop/", drafts.drop, "draft_drop", _CATALOGUE, purpose="作废目录草稿"),
    route(f"{_DRAFT}reopen/", drafts.reopen, "draft_reopen", _CATALOGUE, purpose="撤回启用日期"),
    route(f"{_DRAFT}cards/add/", draft_cards.add, "draft_card_add", _CATALOGUE, purpose="加入事项卡片"),
    route(_CARD, draft_cards.card, "draft_card", _CATALOGUE, purpose="修改事项卡片"),
    route(f"{_CARD}preview/", draft_cards.preview, "draft_card_preview", _CATALOGUE, purpose="预览事项"),
    route(f"{_CARD}template/", draft_cards.template, "draft_template", _CATALOGUE, purpose="预览报送模板"),
    route(f"{_CARD}drop/", draft_cards.drop, "draft_card_drop", _CATALOGUE, purpose="去掉事项卡片"),
    route("office/calendar/", calendars.year, "calendar", _CATALOGUE, purpose="查看工作日历"),
    route("office/calendar/import/", calendars.bring, "calendar_import", _CATALOGUE, purpose="导入工作日历"),
    route("office/calendar/apply/", calendars.apply, "calendar_apply", _CATALOGUE, purpose="确认导入工作日历"),
    route("office/calendar/<int:number>/", calendars.file, "calendar_file", _CATALOGUE, purpose="下载工作日历"),
    route("office/outages/", outages.outages, "outages", _CATALOGUE, purpose="查看停机公告"),
    route("office/outages/announce/", outages.announce, "outage_announce", _CATALOGUE, purpose="登记停机公告"),
    route("office/outages/<int:number>/revoke/", outages.revoke, "outage_revoke", _CATALOGUE, purpose="撤销停机公告"),
]
menu = [
    Entry("未关联数据", "unlinked", _LINK),
    Entry("反复出现的说明", "doubts", _LINK, doubts.waiting, "条"),
    Entry("主体归并", "mergers", _LINK),
    Entry("单位", "units", _UNITS),
    Entry("职权疑问", "power_questions", _UNITS, power_questions.waiting),
    Entry("口径表", "criteria", _UNITS),
    Entry("信用信息目录", "editions", _CATALOGUE),
    Entry("工作日历", "calendar", _CATALOGUE),
]
tiles = [Tile(_LINK, "desk/office/tile.html", tile.waiting, place=20)]
