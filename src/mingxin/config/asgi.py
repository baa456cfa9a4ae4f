"""What `mingxin serve` hands to the server: the application, behind who takes requests in."""

from django.conf import settings

from mingxin.config.wsgi import application as wsgi
from mingxin.doors.reception import Reception

application = Reception(wsgi, folder=settings.FILE_UPLOAD_TEMP_DIR)
