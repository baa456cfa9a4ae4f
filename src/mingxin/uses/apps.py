from django.apps import AppConfig


class UsesConfig(AppConfig):
    name = "mingxin.uses"
    label = "uses"
    default_auto_field = "django.db.models.BigAutoField"
