"""Where the key of the record lies: in the data folder, readable by its owner alone."""

from pathlib import Path

from django.conf import settings

from nghisu.record.rules.signed_note import Verifier


def secret_key_path() -> Path:
    """Return where the signing key lies."""
    return Path(settings.DATA) / "record.key"


def public_key_path() -> Path:
    """Return where the public key lies, for anyone to copy."""
    return Path(settings.DATA) / "record.pub"


def kept_checkpoint_path() -> Path:
    """Return where the latest checkpoint lies beside the database."""
    return Path(settings.DATA) / "record.checkpoint"


def verifier() -> Verifier | None:
    """Return the public key of this record, None before the first signature."""
    try:
        return Verifier.read(public_key_path().read_text().removesuffix("\n"))
    except (FileNotFoundError, ValueError):
        return None
