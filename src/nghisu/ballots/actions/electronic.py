"""Prepare an electronic poll of a round: who holds what, keys, slips, and the setup frozen at opening."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from nghisu.ballots.actions.forgetting import forget
from nghisu.ballots.actions.papers import require_counter
from nghisu.ballots.actions.rounds import profile_for
from nghisu.ballots.models import (
    Candidate,
    CountingMember,
    PaperStock,
    Round,
    SecretPiece,
    SecretPoll,
    SecretServerKey,
    SecretSlip,
    SecretTrustee,
)
from nghisu.ballots.queries.electorate import electors
from nghisu.ballots.rules import electronic as rules
from nghisu.ballots.rules.states import RoundState, check_at
from nghisu.belenios import archive, credentials, keying, texts, trustees
from nghisu.belenios.election import ONE_BALLOT, Question, describe
from nghisu.belenios.groups import group_named
from nghisu.belenios.refused import Refused
from nghisu.kit import language
from nghisu.organisation.models import Body
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note

State = SecretPoll.State
STEPS = ("certificate", "polynomial", "outcome")


@transaction.atomic
def put_matter(*, round_: Round, words: str, by: Standing, at: datetime) -> Candidate:
    """Put a matter on the list of a poll of opinion; no person stands behind it."""
    by.require("round.prepare", unit=round_.unit_id)
    check_at(round_.state, RoundState.LIST_OPEN)
    words = language.clean_name(words)[:120]
    last = Candidate.objects.filter(round=round_).count()
    made = Candidate.objects.create(round=round_, name=words, sort_key=f"{last + 1:04}")
    round_.save_over(round_.version)
    note(verb="round.name_put", subject=round_, by=by, at=at, name=words, source=str(made.source))
    return made


def check_may_be_electronic(round_: Round) -> None:
    """Refuse a round that may not be voted on devices, asked at drafting and again at opening.

    :raises rules.NeverAboutPersons: in the Party, for a round about persons
    :raises rules.StatutesMissing: elsewhere, without an article of the statutes
    """
    voting_or_filled = [one for one in (round_.body, round_.filled) if one is not None]
    books = [round_.profile, *(one.rule_profile for one in voting_or_filled)]
    if round_.body is None:  # by rules chosen for it: then the unit's bodies say whose vote it is
        books += Body.objects.filter(unit=round_.unit_id).values_list("rule_profile", flat=True)
    listed = Candidate.objects.filter(round=round_)
    rules.check_admissible(
        profile_for(round_),
        is_party=any(one.startswith("dang") for one in books),
        kind=round_.kind,
        about_persons=listed.filter(person__isnull=False).exists(),
    )


@transaction.atomic
def draft_poll(
    *,
    round_: Round,
    authority: Person,
    holders: Sequence[Person],
    by: Standing,
    at: datetime,
    threshold: int | None = None,
    group: str = "Ed25519",
    last_counts: bool = False,
    is_rehearsal: bool = False,
    on_paper: int = 0,
) -> SecretPoll:
    """Choose the electronic collector for a round whose list is voted on and whose counters are chosen.

    :param authority: who makes and issues the slips; holds no key and does not open the vote
    :param holders: the trustees, from among those who count
    :param on_paper: how many of the voters vote on paper beside it, none or at least five
    :raises rules.NeverAboutPersons: and the other refusals of ``check_may_be_electronic``
    :raises rules.TooFewOnPaper: if the totals of both would tell what so few chose
    :raises rules.TooFewVoters: with fewer than five voters
    :raises rules.RolesNotApart: if one person would hold two parts
    :raises rules.TrusteeDoesNotCount: if a trustee is not among those who count
    :raises rules.ThresholdMakesNoSense: if one alone could decrypt
    """
    by.require("round.prepare", unit=round_.unit_id)
    ready = (RoundState.LIST_CLOSED, RoundState.PRINTED)
    is_anew = SecretPoll.objects.filter(round=round_, is_rehearsal=False, state=State.VOID).exists()
    check_at(round_.state, *ready, *((RoundState.OPEN,) if is_anew else ()))
    check_may_be_electronic(round_)
    on_paper = 0 if is_rehearsal else on_paper
    rules.check_on_paper(on_paper)
    rules.check_voters(len(electors(round_, at)) - on_paper)
    needed = threshold or rules.usual_threshold(len(holders))
    rules.check_threshold(trustees=len(holders), threshold=needed)
    counting = CountingMember.objects.filter(round=round_).exclude(role=CountingMember.Role.TECHNICIAN)
    members = set(counting.values_list("person_id", flat=True))
    for one in holders:
        if one.pk not in members:
            raise rules.TrusteeDoesNotCount(name=one.full_name)
    if authority in holders or authority.pk == by.person_id or authority.pk in members:
        raise rules.RolesNotApart(name=authority.full_name)
    if by.person_id in {one.pk for one in holders}:
        raise rules.RolesNotApart(name=by.name)
    names = list(
        Candidate.objects.filter(round=round_, state=Candidate.State.LISTED)
        .order_by("order")
        .values_list("name", flat=True)
    )
    asked = rules.questions_of(round_.mode, title=round_.title, names=names, seats=round_.seats)
    own = trustees.make_key(group_named(group))
    poll = SecretPoll.objects.create(
        round=round_,
        is_rehearsal=is_rehearsal,
        group=group,
        uuid="".join(secrets.choice(credentials.ALPHABET) for _ in range(17)),
        last_counts=last_counts,
        on_paper=on_paper,
        threshold=needed,
        questions=[asdict(one) for one in asked],
        authority=authority,
        server_key=trustees.write_key(group_named(group), own),
        drafted_at=at,
    )
    SecretServerKey.objects.create(poll=poll, secret=str(own.secret))
    SecretTrustee.objects.bulk_create(
        SecretTrustee(poll=poll, person=one, name=one.full_name, order=order)
        for order, one in enumerate(holders, 1)
    )
    note(
        verb="secret.drafted",
        subject=round_,
        by=by,
        at=at,
        trustees=len(holders),
        needed=needed,
        is_rehearsal=is_rehearsal,
    )
    return poll


@transaction.atomic
def post_message(*, poll: SecretPoll, step: str, body: Mapping[str, Any], by: Standing, at: datetime) -> bool:
    """Take a message of a trustee's device: certificate, polynomial or outcome; tell whether the key is made.

    A step begins when all have sent the one before; the last outcome makes the common key.

    :raises rules.NotTheTrustee: if the sender holds no key of this poll
    :raises rules.PollNotThere: out of turn
    :raises rules.MessageBroken: if it does not hold
    """
    poll = SecretPoll.locked(poll.pk)
    row = SecretTrustee.objects.select_for_update().filter(poll=poll, person_id=by.me).first()
    if row is None:
        raise rules.NotTheTrustee
    if poll.state != State.DRAFTED or step not in STEPS or getattr(row, step) is not None:
        raise rules.PollNotThere
    before = STEPS[: STEPS.index(step)]
    rows = list(SecretTrustee.objects.filter(poll=poll).order_by("order"))
    if any(getattr(one, earlier) is None for one in rows for earlier in before):
        raise rules.PollNotThere
    setattr(row, step, dict(body))
    row.save(update_fields=[step])
    note(verb="secret.key_message", subject=poll.round, by=by, at=at, step=step)
    rows = list(SecretTrustee.objects.filter(poll=poll).order_by("order"))
    if any(getattr(one, step) is None for one in rows):
        return False
    certs, polynomials, outcomes = ([getattr(one, name) for one in rows] for name in STEPS)
    group = group_named(poll.group)
    try:
        if step == "certificate":
            _certified, threshold = keying.read_certificates(group, certs)
            if threshold != poll.threshold:
                raise rules.MessageBroken(what=f"{threshold}/{poll.threshold}")
        if step == "outcome":
            poll.pedersen = keying.parameters(group, certs, polynomials, outcomes)
    except Refused as refused:
        raise rules.MessageBroken(what=refused.said("vi")) from None
    if step != "outcome":
        return False
    poll.state = State.KEYED
    poll.save_over(poll.version, "pedersen", "state")
    note(verb="secret.keyed", subject=poll.round, by=by, at=at)
    return True


@transaction.atomic
def reuse_keys(*, poll: SecretPoll, earlier: SecretPoll, by: Standing, at: datetime) -> SecretPoll:
    """Take over the trustees' keys of another poll of the same meeting; the server's key is always new.

    :raises rules.PollNotThere: if the trustees, the threshold or the group differ, or no keys are there
    """
    by.require("round.prepare", unit=poll.round.unit_id)
    poll = SecretPoll.locked(poll.pk)
    fields = ("order", "person_id", *STEPS)
    rows = list(SecretTrustee.objects.filter(poll=earlier).order_by("order").values(*fields))
    own = list(SecretTrustee.objects.filter(poll=poll).order_by("order"))
    alike = (
        poll.state == State.DRAFTED
        and earlier.pedersen is not None
        and earlier.keys_destroyed_at is None
        and earlier.round.meeting_id == poll.round.meeting_id
        and (earlier.threshold, earlier.group) == (poll.threshold, poll.group)
        and [one["person_id"] for one in rows] == [one.person_id for one in own]
    )
    if not alike:
        raise rules.PollNotThere
    for one, row in zip(own, rows, strict=True):
        for step in STEPS:
            setattr(one, step, row[step])
        one.save(update_fields=list(STEPS))
    poll.pedersen, poll.state = earlier.pedersen, State.KEYED
    poll.save_over(poll.version, "pedersen", "state")
    note(verb="secret.keyed", subject=poll.round, by=by, at=at)
    return poll


@transaction.atomic
def list_slips(*, poll: SecretPoll, slips: Sequence[tuple[str, str]], by: Standing, at: datetime) -> str:
    """Take the authority's list, serial and public credential of each slip; return its fingerprint.

    Taken again until the voting opens, it replaces the one before. The slips themselves never come here.

    :raises rules.NotTheAuthority: if somebody else sends it
    :raises rules.SlipsBroken: if a serial or credential stands twice, or one is no element of the group
    """
    poll = SecretPoll.locked(poll.pk)
    if by.person_id != poll.authority_id:
        raise rules.NotTheAuthority
    if poll.state not in {State.DRAFTED, State.KEYED}:
        raise rules.PollNotThere
    content = texts.write(sorted(credential for _serial, credential in slips))
    if len({serial for serial, _credential in slips}) != len(slips):
        raise rules.SlipsBroken(what="số phong bì trùng")
    try:
        credentials.read(group_named(poll.group), content)
    except Refused as refused:
        raise rules.SlipsBroken(what=refused.said("vi")) from None
    SecretSlip.objects.filter(poll=poll).delete()
    SecretSlip.objects.bulk_create(
        SecretSlip(poll=poll, serial=serial[:16], credential=credential) for serial, credential in slips
    )
    poll.save_over(poll.version)
    fingerprint = credentials.fingerprint(content)
    note(verb="secret.slips_listed", subject=poll.round, by=by, at=at, count=len(slips), hash=fingerprint)
    return fingerprint


@dataclass(frozen=True)
class Issued:
    """How many slips were handed out, and the fingerprint of their public list."""

    count: int
    fingerprint: str


@transaction.atomic
def issue_slips(*, poll: SecretPoll, serials: Collection[str], by: Standing, at: datetime) -> Issued:
    """Register which slips were handed out, by the serials on their envelopes and never to whom.

    Those named before and not now came back unopened. The fingerprint is the one that the list in the archive
    will have.

    :raises rules.UnknownSerial: if a serial is on no slip
    """
    _desk(poll, by)
    poll = SecretPoll.locked(poll.pk)
    if poll.state not in {State.DRAFTED, State.KEYED}:
        raise rules.PollNotThere
    known = set(SecretSlip.objects.filter(poll=poll).values_list("serial", flat=True))
    for serial in serials:
        if serial not in known:
            raise rules.UnknownSerial(serial=serial)
    SecretSlip.objects.filter(poll=poll).update(is_issued=False)
    count = SecretSlip.objects.filter(poll=poll, serial__in=list(serials)).update(is_issued=True)
    fingerprint = credentials.fingerprint(texts.write(_issued(poll)))
    poll.save_over(poll.version)
    note(verb="secret.slips_issued", subject=poll.round, by=by, at=at, count=count, hash=fingerprint)
    return Issued(count, fingerprint)


def _issued(poll: SecretPoll) -> list[str]:
    """Return the public credentials that were handed out, as the setup lists them."""
    rows = SecretSlip.objects.filter(poll=poll, is_issued=True)
    return sorted(rows.values_list("credential", flat=True))


def _desk(poll: SecretPoll, by: Standing) -> None:
    """Let the authority issue slips, and those who count beside it."""
    if by.person_id != poll.authority_id:
        require_counter(poll.round, by)


@transaction.atomic
def open_voting(*, poll: SecretPoll, by: Standing, at: datetime) -> SecretPoll:
    """Freeze the setup with the slips that were issued, and open the voting; serials are forgotten.

    :raises rules.NeverAboutPersons: if the list changed so that it may not be electronic
    :raises rules.TooFewVoters: if fewer than five slips were issued
    :raises rules.SlipsDoNotFit: if the slips issued are not those signed for
    :raises rules.NoRehearsal: before the first verified rehearsal of the meeting
    """
    by.require("round.prepare", unit=poll.round.unit_id)
    poll = SecretPoll.locked(poll.pk)
    if poll.state != State.KEYED:
        raise rules.PollNotThere
    round_ = poll.round
    check_may_be_electronic(round_)
    issued = _issued(poll)
    rules.check_voters(len(issued))
    if not poll.is_rehearsal:
        check_at(round_.state, RoundState.OPEN)
        signed = PaperStock.objects.get(round=round_).issued
        if signed != len(issued) + poll.on_paper:
            raise rules.SlipsDoNotFit(issued=len(issued), signed=signed - poll.on_paper)
        rehearsed = SecretPoll.objects.filter(
            round__meeting=round_.meeting_id, is_rehearsal=True, state=State.VERIFIED
        )
        if not rehearsed.exists():
            raise rules.NoRehearsal
    _freeze(poll, issued, at)
    SecretSlip.objects.filter(poll=poll).delete()
    forget(SecretSlip)
    poll.state, poll.opened_at = State.OPEN, at
    poll.save_over(
        poll.version,
        *("state", "opened_at", "election", "trustee_list", "credentials"),
        *("stamp", "height", "head", "fingerprints"),
    )
    note(
        verb="secret.opened",
        subject=round_,
        by=by,
        at=at,
        count=len(issued),
        hash=poll.fingerprints["election"],
        is_rehearsal=poll.is_rehearsal,
    )
    return poll


def _freeze(poll: SecretPoll, issued: list[str], at: datetime) -> None:
    group = group_named(poll.group)
    listed = [["Single", poll.server_key], ["Pedersen", poll.pedersen]]
    trustee_list = texts.write(listed)
    key = trustees.election_key(group, trustees.read(group, trustee_list))
    round_ = poll.round
    words = [] if poll.last_counts else [ONE_BALLOT]
    if round_.profile.startswith("dang"):
        words.append(rules.ADVISORY_ON_PAPER)
    if poll.on_paper:
        words.append(f"Kết hợp với phiếu giấy: {poll.on_paper} người bỏ phiếu giấy.")
    if poll.is_rehearsal:
        words.append("Bầu thử.")
    election = describe(
        group=group,
        key=key,
        name=round_.title,
        description=" ".join(words),
        questions=[
            Question(tuple(one["answers"]), one["least"], one["most"], one["blank"], one["text"])
            for one in poll.questions
        ],
        uuid=poll.uuid,
        administrator=round_.meeting.title,
        credential_authority=poll.authority.full_name,
    )
    listing = texts.write(issued)
    poll.stamp = int(at.timestamp())
    writer = archive.Writer(poll.stamp)
    content = writer.begin(election, trustee_list, listing)
    SecretPiece.objects.create(poll=poll, number=0, content=content)
    poll.election, poll.trustee_list = election.decode(), trustee_list.decode()
    poll.credentials = listing.decode()
    poll.height, poll.head = writer.height, writer.parent
    poll.fingerprints = {
        "election": texts.sha256_base64(election),
        "trustees": texts.sha256_base64(trustee_list),
        "credentials": texts.sha256_base64(listing),
    }
