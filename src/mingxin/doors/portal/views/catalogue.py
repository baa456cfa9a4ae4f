"""The catalogue: what is collected, on what ground, shown how long."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingxin.catalogue import public
from mingxin.doors.portal.refusals import not_found_for


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    classes = [
        (name, list(items)) for name, items in groupby(public.show_catalogue(), key=lambda item: item.class_name)
    ]
    context = {"section": "catalogue", "classes": classes, "edition": public.show_edition()}
    return render(request, "portal/catalogue.html", context)


@require_safe
def item(request: HttpRequest, item: str) -> HttpResponse:
    with not_found_for(public.UNKNOWN_ITEM):
        shown = public.show_item(item)
    return render(request, "portal/item.html", {"section": "catalogue", "item": shown})
