from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.audit import entries, proof, seals
from mingxin.doors.desk.pages.audit import tiles as own_tiles
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.routing import route

routes = [
    route("audit/", entries.entries, "audit", Act.AUDIT, purpose="查阅、导出操作日志"),
    route("audit/entries/<int:number>/", entries.entry, "audit_entry", Act.AUDIT, purpose="查看一条操作记录"),
    route("audit/proof/", proof.proof, "audit_proof", Act.AUDIT, purpose="查看日志核验结果"),
    route(
        "audit/proof/progress/",
        proof.progress,
        "audit_progress",
        Act.AUDIT,
        purpose="查看核验进度",
        asks_by_itself=True,
    ),
    route("audit/proof/start/", proof.start, "audit_start", Act.AUDIT, purpose="开始核验日志"),
    route("audit/proof/stop/", proof.stop, "audit_stop", Act.AUDIT, purpose="停止核验日志"),
    route("audit/seals/", seals.seals, "audit_seals", Act.AUDIT, purpose="查看封印历史"),
    route("audit/seals/compare/", seals.compare, "audit_compare", Act.AUDIT, purpose="核对已打印的封印"),
]
menu = [
    Entry("操作日志", "audit", Act.AUDIT),
    Entry("日志核验", "audit_proof", Act.AUDIT),
    Entry("封印历史", "audit_seals", Act.AUDIT),
]
tiles = [Tile(Act.AUDIT, "desk/audit/tile.html", own_tiles.proved)]
