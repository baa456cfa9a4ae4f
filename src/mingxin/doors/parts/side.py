"""Which side of the platform a request came to."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

DESK_PATH: Final = "/desk/"


def is_for_desk(request: HttpRequest) -> bool:
    """By the address; where one door alone is served, every address is its own."""
    served: tuple[str, ...] = settings.DOORS_SERVED
    return "desk" in served and ("portal" not in served or request.path_info.startswith(DESK_PATH))
