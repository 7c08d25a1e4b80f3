"""The record of the demo, signed on its afternoon, so that later changes of what came before show."""

from datetime import datetime

from django.db import transaction

from nghisu.demo.parts import Stage, moment
from nghisu.record.actions import sign_checkpoint

SIGNED = moment("2023-04-21 14:50")


def fill(stage: Stage) -> None:
    """Put the signature on the timeline."""
    stage.later(SIGNED, sign)


def sign(at: datetime) -> None:
    """Sign all that the demo wrote."""
    with transaction.atomic():
        sign_checkpoint(at=at)
