"""The WSGI application. `mingxin serve` has `config.asgi` before it, which alone believes what a proxy says."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
application = get_wsgi_application()

from mingxin.config.warming import warm  # noqa: E402 - it needs the settings

warm()
