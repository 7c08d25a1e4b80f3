"""Keep and end an office's own Word templates."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nghisu.documents.actions.drafting import day_of
from nghisu.documents.models import PaperTemplate
from nghisu.documents.rules import templates, types
from nghisu.kit import files, word_template
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def keep_template(
    *, unit: Unit, type_code: str, upload: "UploadedFile[Any]", by: Standing, at: datetime
) -> PaperTemplate:
    """Keep a Word file as the template of a type from today on; the one before ends.

    :raises UnknownPlaceholder: if it holds a placeholder that nothing fills
    :raises PlaceholderLacks: if it holds no place for number, date, subject, text or signatory
    """
    by.require("document.issue", unit=unit.pk)
    types.check_known(type_code)
    checked = files.check(upload, kinds=("docx",))
    templates.check_placeholders(word_template.names_in(checked.content))
    kept = files.store(checked.content, name=checked.name, media_type=files.MEDIA_TYPES["docx"])
    today = day_of(at)
    _end(unit, type_code, today)
    made = PaperTemplate.objects.create(
        unit=unit,
        type=type_code,
        first=today,
        name=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        kept_by_id=by.person_id,
        kept_at=at,
    )
    note(
        verb="template.kept",
        subject=made,
        by=by,
        at=at,
        within=unit,
        name=kept.name,
        hash=kept.sha256,
        type=type_code,
    )
    return made


@transaction.atomic
def end_template(*, template: PaperTemplate, by: Standing, at: datetime) -> PaperTemplate:
    """Let documents of the type go out in the form again from today on."""
    by.require("document.issue", unit=template.unit_id)
    _end(template.unit, template.type, day_of(at))
    template.refresh_from_db()
    note(verb="template.ended", subject=template, by=by, at=at, within=template.unit, name=template.name)
    return template


def _end(unit: Unit, type_code: str, today: date) -> None:
    rows = PaperTemplate.objects.select_for_update().filter(unit=unit, type=type_code, until=None)
    for row in rows:
        row.until = today
        row.save(update_fields=["until"])
