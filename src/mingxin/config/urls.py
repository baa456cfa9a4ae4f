"""All doors' addresses. A door that is not served here has none."""

from django.conf import settings
from django.urls import include, path

_DOORS = {
    "portal": path("", include("mingxin.doors.portal.urls")),
    "desk": path("desk/", include("mingxin.doors.desk.urls")),
}
urlpatterns = [_DOORS[door] for door in settings.DOORS_SERVED]

handler404 = "mingxin.doors.failures.not_found"
handler400 = "mingxin.doors.failures.bad_request"
handler403 = "mingxin.doors.failures.forbidden"
handler500 = "mingxin.doors.failures.server_error"
