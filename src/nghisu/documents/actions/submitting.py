"""The way of a draft to its signature (trình ký): put up, agree, return, sign."""

from datetime import datetime

from django.db import transaction

from nghisu.documents.actions.drafting import day_of, hash_of
from nghisu.documents.models import Document, DocumentSigner, SigningStep
from nghisu.documents.queries.signing import has_head, latest_round, signatory_on
from nghisu.documents.rules import signing, states, submission
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.states import Status
from nghisu.documents.rules.submission import Stage, State, Turn
from nghisu.kit.language import nfc
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

COLLECTIVE = frozenset({Organ.COMMITTEE, Organ.STANDING, Organ.BRANCH})
ACTIONS = {
    Stage.HEAD: "document.review",
    Stage.OFFICE: "document.check",
    Stage.SIGNATORY: "document.sign",
}


@transaction.atomic
def put_up(*, document: Document, by: Standing, at: datetime) -> Document:
    """Hand a draft over on its way to the signature; its text stands still from now on.

    A commission's draft passes its head, then the office, then the signatory.

    :raises NotSignedYet: if no signatory is named
    :raises Refusal: if a signatory's office on the day does not carry the right of signing
    """
    document = Document.locked(document.pk)
    by.require("document.draft", unit=document.drafter_unit_id)
    states.check_move(document.status, Status.SUBMITTED)
    check_signatories(document, at=at)
    drafter = document.drafter_unit or document.unit
    is_led = drafter.pk != document.unit_id and has_head(drafter.pk, day_of(at))
    number = (document.signing_steps.order_by("-round").values_list("round", flat=True).first() or 0) + 1
    document.status = Status.SUBMITTED
    document.text_hash = hash_of(document)
    document.save_over(document.version, "status", "text_hash")
    SigningStep.objects.bulk_create(
        SigningStep(
            document=document,
            round=number,
            order=order,
            stage=stage,
            unit=drafter if stage is Stage.HEAD else document.unit,
            begun_at=at,
        )
        for order, stage in enumerate(submission.stages(is_led=is_led))
    )
    note(verb="document.put_up", subject=document, by=by, at=at, text_hash=document.text_hash, round=number)
    return document


@transaction.atomic
def agree(
    *, document: Document, remark: str = "", on_paper: bool = False, by: Standing, at: datetime
) -> SigningStep:
    """Agree at the step whose turn it is: as head, as the office, or by signing.

    :param on_paper: the signatory signed the paper, and the clerk enters it
    :raises NoStepWaits: if none waits
    :raises NotAllowed: if it is somebody else's turn
    """
    document, step = _waiting(document)
    stage = Stage(step.stage)
    signers = list(document.signers.all())
    if stage is Stage.SIGNATORY:
        check_signatories(document, at=at)
        names = {one.person_id for one in signers if one.person_id}
        if on_paper:
            by.require("document.issue", unit=document.unit_id)
        elif names:
            if by.person_id not in names:
                raise NotAllowed
        else:
            by.require(ACTIONS[stage], unit=document.unit_id)
    elif stage is Stage.HEAD:
        by.require(ACTIONS[stage], drafter=step.unit_id)
    else:
        by.require(ACTIONS[stage], unit=document.unit_id)
    step.state, step.person_id, step.acted_at = State.AGREED, by.person_id, at
    step.remark, step.on_paper, step.text_hash = nfc(remark).strip(), on_paper, hash_of(document)
    step.save(update_fields=["state", "person", "acted_at", "remark", "on_paper", "text_hash"])
    if stage is Stage.SIGNATORY:
        DocumentSigner.objects.filter(document=document).update(signed_on=day_of(at))
    verb = "document.signed" if stage is Stage.SIGNATORY else "document.agreed"
    note(verb=verb, subject=document, by=by, at=at, stage=stage.value, text_hash=step.text_hash)
    return step


@transaction.atomic
def return_draft(*, document: Document, remark: str, by: Standing, at: datetime) -> SigningStep:
    """Return the draft to its writer with what is to be mended; the steps after are withdrawn.

    :raises ReturnWithoutRemark: without remarks
    """
    document, step = _waiting(document)
    stage = Stage(step.stage)
    if not remark.strip():
        raise submission.ReturnWithoutRemark
    if stage is Stage.HEAD:
        by.require(ACTIONS[stage], drafter=step.unit_id)
    elif not (stage is Stage.SIGNATORY and document.signers.filter(person=by.person_id).exists()):
        by.require("document.check", unit=document.unit_id)
    step.state, step.person_id, step.acted_at = State.RETURNED, by.person_id, at
    step.remark = nfc(remark).strip()
    step.save(update_fields=["state", "person", "acted_at", "remark"])
    document.signing_steps.filter(round=step.round, state=State.WAITING).update(state=State.WITHDRAWN)
    document.status, document.text_hash = Status.DRAFT, ""
    document.save_over(document.version, "status", "text_hash")
    note(verb="document.handed_back", subject=document, by=by, at=at, remarks=step.remark)
    return step


def check_signatories(document: Document, *, at: datetime) -> None:
    """Refuse signatories whose offices on the day do not carry the right they sign with.

    A name that stands on no roster cannot be checked; the pages say so.
    """
    signers = list(document.signers.select_related("person"))
    if not signers:
        raise states.NotSignedYet
    day = day_of(at)
    for signer in signers:
        if signer.person is not None:
            signing.check_signatory(
                signatory_on(signer.person, document.unit_id, day),
                right=signing.Right(signer.right),
                is_collective=Organ(document.organ) in COLLECTIVE,
                day=day,
            )


def check_signed(document: Document) -> None:
    """Refuse a number while a step of the latest round is open.

    :raises NotThroughYet: at the first open step
    """
    submission.check_through([Turn(Stage(one.stage), State(one.state)) for one in latest_round(document)])


def _waiting(document: Document) -> tuple[Document, SigningStep]:
    document = Document.locked(document.pk)
    steps = latest_round(document)
    place = submission.waiting_of([Turn(Stage(one.stage), State(one.state)) for one in steps])
    if place is None or not document.is_submitted:
        raise submission.NoStepWaits
    return document, steps[place]
