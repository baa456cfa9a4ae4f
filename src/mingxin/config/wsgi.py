"""The WSGI application that `mingxin serve` hands to the server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
application = get_wsgi_application()

from mingxin.config.warming import warm  # noqa: E402 - it needs the settings

warm()
