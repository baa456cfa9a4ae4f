"""What `mingxin serve` hands to the server: the application, behind who takes requests in."""

from typing import Final

from django.conf import settings
from django.db import close_old_connections
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from mingxin.config.wsgi import application as wsgi
from mingxin.doors.desk.pages.batches.uploading import largest
from mingxin.doors.limits import allowance
from mingxin.doors.reception import Allowance, Environ, Reception, Rooms
from mingxin.doors.room import Room

_MIB: Final = 1024 * 1024
ROOMS: Final = Rooms(
    strangers=Room(most=512 * _MIB, share=64 * _MIB, is_levelled=True),
    colleagues=Room(most=4 * largest(), share=largest()),
)


def asked(environ: Environ) -> Allowance:
    """`allowance` between two requests of the thread, whose connection to the database it uses."""
    close_old_connections()
    try:
        return allowance(environ)
    finally:
        close_old_connections()


application = Reception(wsgi, asks=asked, rooms=ROOMS, folder=settings.FILE_UPLOAD_TEMP_DIR)
if settings.PROXIES:  # before anybody asks on whose account something is sent
    application = wrap_asgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)
