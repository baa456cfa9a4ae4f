"""Pages of words: the rules, help with reading, the map; and what machines are told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingxin.kernel.clock import today
from mingxin.uses.publicity import public


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/rules.html", {"section": "rules"})


@require_safe
def reading_help(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html", {"section": "help", "terms": public.show_terms(as_of=today())})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/map.html", {"section": "map", "columns": public.show_columns(as_of=today())})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
