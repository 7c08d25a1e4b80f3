"""What the record does by itself: sign where it stands, and forget old receipts."""

from datetime import datetime

from django.db import transaction

from nghisu.record.actions import sign_checkpoint, sweep_receipts


def hourly(*, at: datetime) -> None:
    """Sign a checkpoint if lines were added since the last, and delete receipts older than a day."""
    with transaction.atomic():
        sign_checkpoint(at=at)
    with transaction.atomic():
        sweep_receipts(at=at)
