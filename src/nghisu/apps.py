"""The one Django app."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NghisuConfig(AppConfig):
    """All packages of the product are one app, so that moving a model is no migration."""

    name = "nghisu"
    label = "nghisu"
    verbose_name = "Nghị Sự"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what the sign-in library does; let search follow the record, once the tables stand."""
        from nghisu.meetings.actions.conclusion import follow_documents  # noqa: PLC0415 -- the same
        from nghisu.people.actions.heard import listen  # noqa: PLC0415 -- models are ready only here
        from nghisu.record.actions import follow  # noqa: PLC0415 -- models are ready only here
        from nghisu.search.actions import follow_record  # noqa: PLC0415 -- models are ready only here
        from nghisu.search.models import ensure_index  # noqa: PLC0415 -- models are ready only here
        from nghisu.tasks.queries.citing import tell_citations  # noqa: PLC0415 -- models are ready only here

        def make_index(using: str, **_: Any) -> None:
            ensure_index(using)

        import_module("nghisu.meetings.queries.figures")  # registers what meetings count
        import_module("nghisu.reporting.queries.figures")  # registers what campaigns count
        import_module("nghisu.reporting.queries.counts")  # registers the numbers of pages of reports
        import_module("nghisu.situation.queries.figures")  # registers what units raise
        for fields in ("inspection", "visits", "contest"):
            import_module(f"nghisu.{fields}.queries.counts")  # registers the numbers of their pages
        import_module("nghisu.visits.queries.figures")  # registers what visits count
        import_module("nghisu.reporting.queries.visited")  # tells which visits were held
        import_module("nghisu.reporting.queries.owed")  # tells which reports are late
        listen()
        tell_citations()
        post_migrate.connect(make_index, sender=self, weak=False, dispatch_uid="nghisu-search-index")
        follow(follow_documents)
        follow(import_module("nghisu.inspection.actions.concluding").follow_documents)
        follow(import_module("nghisu.visits.actions.concluding").follow_documents)
        follow(import_module("nghisu.figures.actions").keep_closed)
        follow(follow_record)
        follow(import_module("nghisu.exchange.actions.webhooks").tell_webhooks)
