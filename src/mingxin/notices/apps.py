from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "mingxin.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
