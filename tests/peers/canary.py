"""Words put into every column of words, to be looked for wherever they must not be, or not as they are."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

# Columns whose words are read by programs, or are compared with what is stored elsewhere.
NAMES = """
act actor_id anchor authority base body_hash body_kind branch by_reason capacity change charter_code
choice code codename content_type defect digest direction electorate election end ended endpoint event
events family field file_hash fingerprint flag form form_profile frequency function gathering group hash
how identity issuer_symbol key kind language layout level location mark marks matter measure media_type
mode obtained object_id of_base of_returned of_valid office organ origin outcome p256dh auth password
period priority profile quality quorum reference relation revocation right role roster_hash rule_profile
scope scopes session session_key sha256 size sort_key source_kind stage standing state status step
subject_id subject_kind symbol taken text_hash threshold tie tracker type unit_id urgency url username
uuid verb verdict wanted way word_hash folded blank_is in_name_of signer_right level_name month own_point
credential credentials head secret salt server_key trustee_list stamp third_mean
"""
HASH = re.compile("[0-9a-f]{32,}")
CODES = frozenset(NAMES.split())


def columns_of_words(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """Return the columns of a table in which people write words."""
    return [
        one
        for one in model._meta.local_concrete_fields
        if type(one) in {models.CharField, models.TextField}
        and not one.primary_key
        and not one.choices
        and not one.unique
        and one.name not in CODES
        and not one.name.endswith(("_code", "_hash", "_key", "_id"))
    ]


def put(word: str, rows: "Iterable[models.QuerySet[Any, Any]]") -> int:
    """Put a word into every column of words of these rows; return how many columns took it."""
    count = 0
    for one in rows:
        for column in columns_of_words(one.model):
            longest = getattr(column, "max_length", None)
            if longest is not None and longest < len(word):
                continue
            there = one.exclude(**{column.name: ""}).values_list(column.name, flat=True)[:3]
            if any(HASH.fullmatch(str(value)) for value in there):
                continue
            try:
                with transaction.atomic():
                    count += bool(one.exclude(**{column.name: ""}).update(**{column.name: word}))
            except IntegrityError:
                continue
    return count


def all_rows() -> "Iterator[models.QuerySet[Any, Any]]":
    """Yield the rows of every table of the product but the record, whose bytes are hashed."""
    for model in apps.get_app_config("nghisu").get_models():
        if model.__module__ not in {"nghisu.record.models", "nghisu.search.models"}:
            yield model._base_manager.all()


def rows_of_unit(unit: Any) -> "Iterator[models.QuerySet[Any, Any]]":
    """Yield the rows that stand at one unit by a column ``unit``."""
    for one in all_rows():
        if any(field.name == "unit" and field.is_relation for field in one.model._meta.local_concrete_fields):
            yield one.filter(unit=unit)


def words_of(answer: Any) -> str:
    """Return everything an answer says: its text, or the parts of an archive unpacked, and its headers."""
    content = b"".join(answer) if answer.streaming else answer.content
    said = [content.decode("utf-8", "replace"), *(f"{name}: {value}" for name, value in answer.items())]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(said)
