from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.home import views
from mingxin.doors.desk.routing import route

routes = [route("", views.home, "home", Act.ENTER, purpose="今日待办")]
menu = [Entry("今日待办", "home", Act.ENTER)]
