"""The WSGI application; `mingxin serve` has `config.asgi` before it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
application = get_wsgi_application()

from mingxin.config.warming import warm  # noqa: E402 - it needs the settings

if settings.PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)
warm()
