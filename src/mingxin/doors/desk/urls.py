"""The desk's addresses, gathered from its pages."""

from django.urls import URLPattern

from mingxin.doors.desk.pages import modules

app_name = "desk"
urlpatterns: list[URLPattern] = [pattern for module in modules() for pattern in module.routes]
