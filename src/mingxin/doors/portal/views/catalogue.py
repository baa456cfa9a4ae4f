"""The catalogue: what is collected, on what ground, shown how long."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingxin.catalogue import public
from mingxin.kernel.refusal import Refusal


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    classes = [
        (name, list(items)) for name, items in groupby(public.show_catalogue(), key=lambda item: item.class_name)
    ]
    context = {"section": "catalogue", "classes": classes, "edition": public.show_edition()}
    return render(request, "portal/catalogue.html", context)


@require_safe
def item(request: HttpRequest, item: str) -> HttpResponse:
    try:
        shown = public.show_item(item)
    except Refusal:
        raise Http404 from None
    return render(request, "portal/item.html", {"section": "catalogue", "item": shown})
