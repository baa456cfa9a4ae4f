"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingxin.kernel.clock import today
from mingxin.uses.publicity import public

TABS = ("admin_licence", "admin_penalty")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown = public.show_home(as_of=today(), item=request.GET.get("lanmu", ""))
    tabs = [column for column in shown.columns if column.item in TABS]
    return render(request, "portal/home.html", {"section": "home", "home": shown, "tabs": tabs})
