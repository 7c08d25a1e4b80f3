"""Forms of completing a committee."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.models import Round
from nghisu.ballots.models.completing import Procedure, ProcedureName
from nghisu.ballots.rules import completing as rules
from nghisu.ballots.rules.steps import BRANCH_NAMES, Act, Branch, Step
from nghisu.documents.models import Document
from nghisu.kit.forms import (
    DayField,
    KitForm,
    LongText,
    ManyField,
    NumberField,
    PersonField,
    PickField,
    VersionField,
)
from nghisu.meetings.models import MeetingPart
from nghisu.meetings.queries import body_name
from nghisu.organisation.models import Body, OutsideBody


class OpenForm(KitForm):
    """Opening a procedure: the vacancy and the reason, without a name."""

    kind = forms.ChoiceField(
        label=_("Which procedure, for which body"),
        help_text=_(
            "The body decides the branch of acts: a proposal that the superior decides, or an election."
        ),
    )
    number = NumberField(label=_("How many seats are to be filled"), whole=True, at_most=200)
    reason = LongText(
        label=_("What became vacant and why it is to be filled"),
        rows=3,
        max_length=500,
        help_text=_("About seats, not about persons: no name stands here."),
    )
    opened_on = DayField(label=_("Day on which the standing committee stated the need"))
    prepares = PickField(
        label=_("Finds names for the procedure"),
        required=False,
        help_text=_("Only for the five steps of cadre work: the procedure to which its names go on."),
    )
    congress_on = DayField(label=_("Day of the next congress, if it is set"), required=False)
    over_document = forms.CharField(
        label=_("Superior's decision to exceed the number"),
        max_length=160,
        required=False,
        help_text=_("Only where more are to be added than the congress decided."),
    )
    wide: ClassVar[tuple[str, ...]] = ("kind", "reason", "prepares")

    def __init__(
        self,
        *args: Any,
        bodies: Iterable[Body] = (),
        prepared: Iterable[tuple[UUID, str]] = (),
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.fields["prepares"].pick_from(prepared)  # type: ignore[attr-defined]
        self.bodies = {str(body.pk): body for body in bodies}
        choices: list[tuple[str, Any]] = []
        for key, body in self.bodies.items():
            for branch in (Branch(body.kind), Branch.CADRE):
                words = f"{body_name(body)} – {_now(BRANCH_NAMES[branch])}"
                choices.append((f"{branch.value}:{key}", words))
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    @property
    def branch(self) -> Branch:
        """The branch of acts that was chosen."""
        return Branch(str(self.cleaned_data["kind"]).partition(":")[0])

    @property
    def body(self) -> Body:
        """The body that was chosen."""
        return self.bodies[str(self.cleaned_data["kind"]).partition(":")[2]]


class DeclareForm(KitForm):
    """The declaration that the content is no state secret."""

    declared = forms.BooleanField(label=_(rules.DECLARATION), required=False)


class NameForm(KitForm):
    """A name to be put on the list."""

    person = PersonField(label=_("Person"))
    duty = forms.CharField(
        label=_("Office as it stands on the list"),
        max_length=200,
        required=False,
        help_text=_("Empty: the title on the roster."),
    )

    def __init__(self, *args: Any, people: Mapping[UUID, str], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["person"].pick_from(people.items())  # type: ignore[attr-defined]


class StopForm(KitForm):
    """Stopping a procedure."""

    version = VersionField()
    stopped_on = DayField(label=_("Stopped on"))
    reason = LongText(label=_("Reason"), rows=3, max_length=500)


class RoundForm(KitForm):
    """Preparing a round for a step: where it is held, and how many may be marked."""

    part = PickField(
        label=_("Part of the meeting in which it is held"),
        help_text=_("Each vote has its own electorate, even inside one meeting."),
    )
    title = forms.CharField(label=_("Title of the round"), max_length=300)
    seats = NumberField(label=_("How many may be chosen"), whole=True, at_least=1, at_most=200)
    wide: ClassVar[tuple[str, ...]] = ("part", "title")

    def __init__(self, *args: Any, parts: Iterable[MeetingPart] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["part"].pick_from(  # type: ignore[attr-defined]
            (part.pk, f"{part.meeting.title} – {part.title}") for part in parts
        )


class StepForm(KitForm):
    """Taking the next step; which fields there are follows from what the step rests on."""

    version = VersionField()
    done_on = DayField(label=_("Done on"))
    document = PickField(label=_("Document"), required=False)
    reference = forms.CharField(
        label=_("Number and symbol"), max_length=80, required=False, help_text=_("As it stands: 700-QĐ/TW")
    )
    dated_on = DayField(label=_("Date of the document"), required=False)
    issuer = PickField(label=_("Issuer"), required=False)
    subject = forms.CharField(
        label=_("Subject (trích yếu)"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    agreed = ManyField(label=_("Names the superior agrees to"), required=False)
    effective_on = DayField(label=_("Takes effect on"), required=False)
    round = PickField(label=_("Round whose announced result carries this step"), required=False)
    summoned = NumberField(label=_("Summoned to this step"), whole=True, at_least=1, required=False)
    present = NumberField(label=_("Present"), whole=True, at_least=0, required=False)
    remark = LongText(label=_("Remark"), rows=2, max_length=500, required=False)

    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (_("A document that stands in the register"), ["document"]),
        (_("Or register it now as incoming"), ["reference", "dated_on", "issuer", "subject"]),
        (_("What it says"), ["agreed", "effective_on"]),
        (_("The vote"), ["round", "summoned", "present"]),
        ("", ["remark"]),
    ]
    wide: ClassVar[tuple[str, ...]] = ("subject", "remark")

    def __init__(
        self,
        *args: Any,
        step: Step,
        procedure: Procedure,
        declared: bool,
        documents: Iterable[Document] = (),
        issuers: Iterable[OutsideBody] = (),
        rounds: Iterable[Round] = (),
        names: Iterable[ProcedureName] = (),
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        kept = {"version", "done_on", "remark"}
        act = step.act
        if act is Act.SEND:
            kept |= {"document"}
        if act in {Act.RECEIVE, Act.DECIDE}:
            kept |= {"document", "reference", "dated_on", "issuer", "subject"}
        if act is Act.DECIDE:
            kept |= {"agreed", "effective_on"} if declared else {"effective_on"}
        if act in {Act.POLL, Act.ELECT}:
            kept |= {"round"} if declared else {"summoned", "present"}
        for name in set(self.fields) - kept:
            del self.fields[name]
        if "document" in self.fields:
            self.fields["document"].pick_from(  # type: ignore[attr-defined]
                (one.pk, " – ".join(filter(None, [one.reference, one.subject]))[:160]) for one in documents
            )
        if "issuer" in self.fields:
            self.fields["issuer"].pick_from(  # type: ignore[attr-defined]
                (one.pk, one.name) for one in issuers
            )
        if "round" in self.fields:
            self.fields["round"].pick_from(  # type: ignore[attr-defined]
                (one.pk, f"{one.title} – {one.meeting.title}") for one in rounds
            )
        if "agreed" in self.fields:
            shown = list(names)
            self.fields["agreed"].pick_from(  # type: ignore[attr-defined]
                (one.pk, f"{one.name} – {one.duty}" if one.duty else one.name) for one in shown
            )
            self.fields["agreed"].initial = [str(one.pk) for one in shown]
            self.fields["effective_on"].help_text = _now(
                "The mandates begin on this day and not before. Empty: the date of the document."
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "reference" in self.fields and not values.get("document"):
            for name in ("reference", "dated_on", "issuer"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose a registered document above, or fill this in."))
        return values
