"""Keep the office's own texts for mail-merge."""

from datetime import datetime

from django.db import transaction

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.models import MergeTemplate
from nghisu.meetings.rules import merge as rules
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


class NameTwice(Refusal):
    """Two texts of one name."""

    sentence = N_("There is a text of this name already; choose another name.")
    field = "name"


@transaction.atomic
def keep_template(
    *,
    unit: Unit,
    name: str,
    layout: str,
    text: str,
    by: Standing,
    at: datetime,
    template: MergeTemplate | None = None,
    expected_version: int = 0,
) -> MergeTemplate:
    """Keep a text of the office, or change one.

    :raises rules.NoSuchPlaceholder: if it asks for what no list holds
    :raises NameTwice: if the office has a text of this name
    :raises Conflict: if somebody saved meanwhile
    """
    by.require("merge.make", unit=unit.pk)
    rules.check_text(text)
    clean = language.clean_name(name)
    same = MergeTemplate.objects.filter(unit=unit, name=clean).first()
    if same is not None and (template is None or same.pk != template.pk):
        raise NameTwice
    if template is None:
        template = MergeTemplate.objects.create(unit=unit, name=clean, layout=layout, text=language.nfc(text))
        note(verb="merge.template_added", subject=template, by=by, at=at, name=clean)
        return template
    template.name, template.folded, template.layout = clean, language.fold(clean), layout
    template.text = language.nfc(text)
    template.save_over(expected_version, "name", "folded", "layout", "text")
    note(verb="merge.template_changed", subject=template, by=by, at=at, name=clean)
    return template


@transaction.atomic
def delete_template(*, template: MergeTemplate, by: Standing, at: datetime) -> None:
    """Throw a text of the office away."""
    by.require("merge.make", unit=template.unit_id)
    note(verb="merge.template_deleted", subject=template, by=by, at=at, name=template.name)
    template.delete()
