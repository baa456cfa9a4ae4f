from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.batches import address
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.pages.review import tiles as own_tiles
from mingxin.doors.desk.pages.review import views
from mingxin.doors.desk.routing import route

address.register()
routes = [
    route("review/", views.reviews, "reviews", Act.RELEASE, purpose="查看待审核的批次"),
    route("review/<batch:number>/", views.review, "review", Act.RELEASE, purpose="审核批次"),
    route(
        "review/<batch:number>/rows/<slug:verdict>/", views.rows, "review_rows", Act.RELEASE, purpose="查看待入库的行"
    ),
    route("review/<batch:number>/release/", views.let_go, "review_release", Act.RELEASE, purpose="放行"),
    route("review/<batch:number>/return/", views.turn_back, "review_return", Act.RELEASE, purpose="退回"),
]
menu = [Entry("待审核", "reviews", Act.RELEASE, views.waiting_count, "批")]
tiles = [Tile(Act.RELEASE, "desk/review/tile.html", own_tiles.waiting, place=20)]
