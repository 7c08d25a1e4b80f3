"""A new column, a new table, and its rows drawn from what is there."""

import os
from typing import Any

from django.db import migrations, models

ROWS = 3000


def fill(apps: Any, editor: Any) -> None:
    """Write many rows, one by one."""
    bodies = apps.get_model("nghisu", "OutsideBody")
    drawn = apps.get_model("nghisu", "DrillRow")
    for body in bodies.objects.order_by("pk"):
        body.drill_note = body.code
        body.save(update_fields=["drill_note"])
    for number in range(ROWS):
        drawn.objects.create(number=number)


class Migration(migrations.Migration):
    """Whole or not at all; torn on purpose by the drill's sabotage."""

    atomic = os.environ.get("NGHISU_DRILL_FAULT") != "torn-version"
    dependencies = [("nghisu", "0001_initial")]
    operations = [
        migrations.AddField("outsidebody", "drill_note", models.TextField(null=True)),
        migrations.CreateModel(
            "DrillRow",
            [("id", models.BigAutoField(primary_key=True)), ("number", models.IntegerField(unique=True))],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
