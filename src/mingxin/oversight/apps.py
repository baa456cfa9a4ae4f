from django.apps import AppConfig
from django.db import connection

from mingxin.kernel.readable import refuse_what_is_no_day


class OversightConfig(AppConfig):
    name = "mingxin.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if connection.vendor == "sqlite":  # asking has loaded what Django itself reads SQLite with
            refuse_what_is_no_day()
