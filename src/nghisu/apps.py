"""The one Django app."""

from django.apps import AppConfig


class NghisuConfig(AppConfig):
    """All packages of the product are one app, so that moving a model is no migration."""

    name = "nghisu"
    label = "nghisu"
    verbose_name = "Nghị Sự"
    default_auto_field = "django.db.models.BigAutoField"
