"""All doors' addresses. A door that is not served here has none."""

from django.urls import include, path

urlpatterns = [path("", include("mingxin.doors.portal.urls"))]

handler404 = "mingxin.doors.portal.errors.not_found"
handler400 = "mingxin.doors.portal.errors.bad_request"
handler403 = "mingxin.doors.portal.errors.forbidden"
handler500 = "mingxin.doors.portal.errors.server_error"
