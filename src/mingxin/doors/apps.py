from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "mingxin.doors"
    label = "doors"
    default_auto_field = "django.db.models.BigAutoField"
