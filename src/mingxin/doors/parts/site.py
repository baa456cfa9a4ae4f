"""What every page says of the site itself: names from the settings, contacts from the city's own file."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"site": {"name": settings.SITE_NAME, "city": settings.CITY_NAME, "of": settings.CITY}}
