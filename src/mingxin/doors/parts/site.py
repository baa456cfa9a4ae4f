"""What every page says of the site itself: names and contacts from the settings, nothing that is not configured."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site": {
            "name": settings.SITE_NAME,
            "city": settings.CITY_NAME,
            "organiser": settings.SITE_ORGANISER,
            "operator": settings.SITE_OPERATOR,
            "telephone": settings.SITE_TELEPHONE,
            "code": settings.SITE_CODE,
        }
    }
