"""The public door's addresses: pinyin or English, without any code or name of a person."""

from django.urls import path, register_converter

from mingxin.doors.portal.addresses import ItemConverter
from mingxin.doors.portal.views import about, catalogue, columns, home, record, reports, search, subject

register_converter(ItemConverter, "item")

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("shuanggongshi/", columns.columns, name="columns"),
    path("shuanggongshi/<item:item>/", columns.column, name="column"),
    path("shuanggongshi/<item:item>/xiazai.<slug:form>", columns.export, name="export"),
    path("shuanggongshi/<item:item>/tingzhi.csv", columns.removals, name="removals"),
    path("zhuti/<str:public_id>/", subject.subject, name="subject"),
    path("zhuti/<str:public_id>/baogao/", reports.request_report, name="report"),
    path("xinxi/<str:number>/", record.record, name="record"),
    path("mulu/", catalogue.catalogue, name="catalogue"),
    path("mulu/<item:item>/", catalogue.item, name="item"),
    path("heyan/", reports.verify, name="verify"),
    path("guize/", about.rules, name="rules"),
    path("bangzhu/", about.reading_help, name="help"),
    path("ditu/", about.site_map, name="map"),
    path("robots.txt", about.robots, name="robots"),
]
