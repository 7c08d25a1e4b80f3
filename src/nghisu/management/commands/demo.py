"""`nghisu demo`: fill an empty data folder with the organisation of the demo."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext

from nghisu.config.ground import check_database, take_data
from nghisu.config.snapshot import keep_before_upgrade
from nghisu.demo import filling
from nghisu.demo.parts import PARTS, Part
from nghisu.management.spoken import SpokenCommand

SCENES = ("session",)
SCALES = ("ordinary", "large")


class Command(SpokenCommand):
    """Fill an empty data folder with the demo; refuse to touch any other."""

    help = "Fill an empty data folder with the demo, in the state of the afternoon of 21 April 2023."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scene", choices=SCENES, default=SCENES[0], help="the moment the demo stands at"
        )
        parser.add_argument("--scale", choices=SCALES, default=SCALES[0], help="how much work it holds")

    def handle(self, *args: Any, **options: Any) -> None:
        take_data(settings.DATA)
        bring_up_to_date()
        fill_with_bar(self.stderr, parts=(*PARTS, filling.LARGE) if options["scale"] == "large" else PARTS)


def bring_up_to_date() -> None:
    """Run the migrations that this data has not seen; refuse a database that is not of this program."""
    check_database()
    if not connection.introspection.table_names():
        lay_out()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        keep_before_upgrade(plan[0][0].name)
        call_command("migrate", verbosity=0, interactive=False)


def lay_out() -> None:
    """Make the tables of a database that has none, straight from the models, and note all migrations as run.

    Migrations end at the same tables, but get there by rebuilding every model for each one added: ten times
    the work at the first start. Their data steps move what an older version left, and here there is nothing.
    """
    plan = MigrationExecutor(connection).loader.graph.leaf_nodes()
    with connection.schema_editor(atomic=True) as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        MigrationRecorder(connection).ensure_schema()
        for migration, _backwards in MigrationExecutor(connection).migration_plan(plan):
            MigrationRecorder(connection).record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def fill_with_bar(out: Any, parts: tuple[Part, ...] = PARTS) -> None:
    """Fill the demo and show how far it is."""
    bar = filling.Bar(gettext("Filling the demo"), sum(part.steps for part in parts), out._out)
    filling.fill(folder=str(settings.DATA), tick=bar.tick, parts=parts)
    bar.finish()
    for module in filling.missing_parts():
        out.write(gettext("The part “%(part)s” is not in this installation.") % {"part": module})
