"""The acts of a round, one page each: a form, what it does, and when it is offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.actions import entries, papers, results, rounds
from nghisu.ballots.actions.shortening import shorten_list
from nghisu.ballots.forms import rounds as forms
from nghisu.ballots.queries import rounds as queries
from nghisu.ballots.queries.electorate import electors, people_for_roster
from nghisu.ballots.queries.rounds import RoundView
from nghisu.ballots.queries.shortening import is_too_long, poll_by_id, polls_for
from nghisu.ballots.rules.states import PUBLISHED
from nghisu.ballots.rules.states import RoundState as S
from nghisu.ballots.views.finding import round_or_404
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.organisation.queries.bodies import pickable_persons

Sent = dict[str, Any]


@dataclass(frozen=True)
class RoundAct:
    """One act.

    :param form: makes the form for a view of the round and a request
    :param do: does it with the form sent
    :param offered: whether it is offered now
    :param is_next: whether it is the step that comes next
    """

    slug: str
    name: str | Promise
    form: Callable[[RoundView, Request], Any]
    do: Callable[[RoundView, Request, Any], Any]
    offered: Callable[[RoundView], bool]
    is_next: bool = False
    hint: str | Promise = ""


def _plain(view: RoundView, request: Request) -> forms.PlainForm:
    return forms.PlainForm(request.POST or None)


def _hands(view: RoundView, request: Request) -> forms.HandsForm:
    return forms.HandsForm(request.POST or None, initial={"present": view.voters_now})


def _given(sent: Sent) -> rounds.Hands:
    return rounds.Hands(sent["present"], sent["in_favour"], sent["against"], sent["abstaining"])


def _by(request: Request) -> dict[str, Any]:
    return {"by": request.standing, "at": clock.now()}


def _at(*states: S) -> Callable[[RoundView], bool]:
    """Offer to those who prepare the round."""
    return lambda view: view.may_prepare and view.round.state in states


def _count(*states: S) -> Callable[[RoundView], bool]:
    """Offer to those who count."""
    return lambda view: view.is_counter and view.round.state in states


def _both(*states: S) -> Callable[[RoundView], bool]:
    """Offer to either."""
    return lambda view: (view.is_counter or view.may_prepare) and view.round.state in states


def _on_paper(offered: Callable[[RoundView], bool]) -> Callable[[RoundView], bool]:
    """Offer where the papers are counted: a vote on devices closes, counts and mends at its own page."""
    return lambda view: not view.is_on_devices and offered(view)


def _name(view: RoundView, request: Request) -> forms.NameForm:
    people = pickable_persons(request.standing, request.as_of).items()
    return forms.NameForm(request.POST or None, people=people)


def _put(view: RoundView, request: Request, form: Any) -> Any:
    sent = form.cleaned_data
    person = queries.people_by_ids([sent["person"]])[sent["person"]]
    return rounds.put_name(
        round_=view.round,
        person=person,
        duty=sent["duty"] or person.title,
        source=sent["source"],
        supporters=sent["supporters"],
        attending=sent["attending"],
        **_by(request),
    )


def _shortening(view: RoundView, request: Request) -> forms.ShortenForm:
    polls = [(one.pk, one.title) for one in polls_for(view.round)]
    names = [(one.pk, one.name) for one in view.candidates if one.state == "proposed"]
    return forms.ShortenForm(request.POST or None, polls=polls, names=names)


def _shorten(view: RoundView, request: Request, form: Any) -> Any:
    sent = form.cleaned_data
    poll = poll_by_id(view.round, sent["poll"])
    return shorten_list(
        round_=view.round, poll=poll or view.round, head_chooses=sent["head_chooses"], **_by(request)
    )


def _is_too_long(view: RoundView) -> bool:
    return _at(S.LIST_OPEN)(view) and is_too_long(view.round)


def _counters(view: RoundView, request: Request) -> forms.CountersForm:
    listed = {one.person_id for one in view.listed}
    people = [(one.pk, one.name) for one in electors(view.round, clock.now()) if one.pk not in listed]
    voting = {pk for pk, _name in people} | listed
    helpers = [
        (pk, name)
        for pk, name in pickable_persons(request.standing, request.as_of, view.round.unit).items()
        if pk not in voting
    ]
    return forms.CountersForm(
        request.POST or None, people=people, helpers=helpers, initial={"present": view.voters_now}
    )


def _choose(view: RoundView, request: Request, form: Any) -> Any:
    sent = form.cleaned_data
    helpers = sent.get("technicians") or []
    people = queries.people_by_ids([sent["head"], *sent["members"], *helpers])
    return rounds.choose_counters(
        round_=view.round,
        head=people[sent["head"]],
        members=[people[pk] for pk in sent["members"]],
        technicians=[people[pk] for pk in helpers],
        hands=_given(sent),
        **_by(request),
    )


def _printed(view: RoundView, request: Request) -> forms.PrintedForm:
    count = view.stock.printed or view.voters_now + 3
    return forms.PrintedForm(
        request.POST or None, initial={"printed": count, "stamped": view.stock.stamped or count}
    )


def _opening(view: RoundView, request: Request) -> forms.OpenForm:
    found, people = people_for_roster(view.round, clock.now())
    here = [str(one.pk) for one in people if one.is_present]
    return forms.OpenForm(
        request.POST or None,
        people=[(one.pk, one.name) for one in found],
        initial={"present": here},
    )


def _open(view: RoundView, request: Request, form: Any) -> Any:
    return papers.open_round(
        round_=view.round,
        present=form.cleaned_data["present"],
        standings=form.standings(),
        **_by(request),
    )


def _handing(view: RoundView, request: Request) -> forms.HandOutForm:
    rows = [row for row in view.roster if row.may_vote]
    took = [str(row.person_id) for row in rows if row.took_paper] or [str(row.person_id) for row in rows]
    return forms.HandOutForm(
        request.POST or None,
        people=[(row.person_id, row.name) for row in rows],
        initial={"voters": took},
    )


def _closing(view: RoundView, request: Request) -> forms.CloseForm:
    left = view.stock.stamped - view.stock.issued - view.stock.spoiled
    return forms.CloseForm(request.POST or None, initial={"unused": left})


def _totals(view: RoundView, request: Request, *, wants_reason: bool = False) -> forms.TotalsForm:
    return forms.TotalsForm(
        request.POST or None,
        candidates=view.listed,
        mode=view.round.mode,
        wants_reason=wants_reason or bool(view.sheets),
    )


def _given_totals(form: Any) -> entries.SheetTotals:
    return entries.SheetTotals(form.cleaned_data["valid"], form.invalid(), form.votes())


def _signing(view: RoundView, request: Request) -> forms.MinutesForm:
    heads = [(one.person_id, one.name) for one in view.counters if one.role != "technician"]
    chairs = [
        (one.person_id, one.person.full_name) for one in view.round.meeting.chairs.select_related("person")
    ]
    chairs = chairs or [(one.person_id, one.name) for one in view.roster]
    return forms.MinutesForm(
        request.POST or None,
        heads=heads,
        chairs=chairs,
        initial={
            "head": heads[0][0] if heads else None,
            "chair": chairs[0][0] if chairs else None,
            "place": view.round.meeting.place,
        },
    )


def _sign(view: RoundView, request: Request, form: Any) -> Any:
    sent = form.cleaned_data
    people = queries.people_by_ids([sent["head"], sent["chair"]])
    return results.sign_minutes(
        round_=view.round,
        head=people[sent["head"]],
        chair=people[sent["chair"]],
        chair_duty=sent["chair_duty"],
        place=sent["place"],
        objections=sent["objections"],
        **_by(request),
    )


def _standing_again(view: RoundView, request: Request) -> forms.FurtherForm:
    last = view.last
    rows = last.tied or [one for one in last.tallies if not one.is_elected] if last else []
    return forms.FurtherForm(
        request.POST or None,
        names=[(one.candidate_id, one.candidate.name) for one in rows],
        initial={"present": view.voters_now, "keep": [str(one.candidate_id) for one in rows]},
    )


def _further(view: RoundView, request: Request, form: Any) -> Any:
    last = view.last
    return rounds.further_round(
        parent=view.round,
        hands=_given(form.cleaned_data),
        keep=form.cleaned_data["keep"],
        is_run_off=bool(last and last.sheet.run_off_seats),
        **_by(request),
    )


def _has_open_seats(view: RoundView) -> bool:
    last = view.last
    return bool(
        view.may_prepare
        and last
        and (last.sheet.open_seats or last.sheet.run_off_seats)
        and not view.further
        and view.round.state in {S.COUNTED, S.ANNOUNCED, S.SIGNED}
    )


def _today(name: str) -> Callable[[type[Any]], Callable[[RoundView, Request], Any]]:
    def of(kind: type[Any]) -> Callable[[RoundView, Request], Any]:
        return lambda view, request: kind(request.POST or None, initial={name: request.today})

    return of


def _sealing(view: RoundView, request: Request) -> forms.SealForm:
    return forms.SealForm(
        request.POST or None,
        initial={"sealed_on": request.today, "by_name": view.counters_name, "packets": 1},
    )


def _may_shut(view: RoundView) -> bool:
    return (view.is_counter or view.may_prepare) and view.seal is None and view.round.state in PUBLISHED


ACTS: tuple[RoundAct, ...] = (
    RoundAct(
        "xac-nhan",
        _("Declare it to be no state secret"),
        _plain,
        lambda view, request, form: rounds.declare_open(round_=view.round, **_by(request)),
        lambda view: _at(S.DRAFT)(view) and view.round.declared_at is None,
        is_next=True,
        hint=_(
            "The office declares that this round and the names in it are not on the list of state secrets. "
            "Without the declaration only blank forms are printed and nothing about persons is stored here."
        ),
    ),
    RoundAct(
        "mo-danh-sach",
        _("Open the list"),
        _plain,
        lambda view, request, form: rounds.open_list(round_=view.round, **_by(request)),
        lambda view: _at(S.DRAFT)(view) and view.round.declared_at is not None,
        is_next=True,
    ),
    RoundAct("gioi-thieu", _("Put a name forward"), _name, _put, _at(S.LIST_OPEN)),
    RoundAct(
        "rut-gon",
        _("Shorten the list by a poll"),
        _shortening,
        _shorten,
        _is_too_long,
        hint=_(
            "There are more names than the rules let be voted on. A poll of opinions of this meeting "
            "decides: those with most support stay, the others are not put to the vote."
        ),
    ),
    RoundAct(
        "chot-danh-sach",
        _("Close the list by show of hands"),
        _hands,
        lambda view, request, form: rounds.close_list(
            round_=view.round, hands=_given(form.cleaned_data), **_by(request)
        ),
        _at(S.LIST_OPEN),
        is_next=True,
        hint=_("The meeting votes on the number to be chosen and on the list, by show of hands."),
    ),
    RoundAct(
        "nguoi-kiem-phieu",
        _("Record who counts"),
        _counters,
        _choose,
        _at(S.LIST_CLOSED, S.PRINTED),
        hint=_("Nobody on the list counts. The meeting votes on them by show of hands."),
    ),
    RoundAct(
        "in-phieu",
        _("Register papers printed and stamped"),
        _printed,
        lambda view, request, form: papers.register_printed(
            round_=view.round, **form.cleaned_data, **_by(request)
        ),
        _at(S.LIST_CLOSED, S.PRINTED, S.OPEN),
    ),
    RoundAct(
        "mo-bo-phieu",
        _("Open the voting"),
        _opening,
        _open,
        lambda view: _at(S.PRINTED)(view) and bool(view.counters),
        is_next=True,
        hint=_(
            "The roster is frozen at this moment and the base computed from it. Ticked are those whom the "
            "attendance knows as present."
        ),
    ),
    RoundAct(
        "phat-phieu",
        _("Hand out papers"),
        _handing,
        lambda view, request, form: papers.hand_out(
            round_=view.round, voters=form.cleaned_data["voters"], **_by(request)
        ),
        _both(S.OPEN),
        hint=_("Who took a paper is kept, as on the signed list; which paper is not."),
    ),
    RoundAct(
        "doi-phieu",
        _("Exchange spoiled papers"),
        lambda view, request: forms.ExchangeForm(request.POST or None, initial={"count": view.stock.spoiled}),
        lambda view, request, form: papers.exchange(
            round_=view.round, count=form.cleaned_data["count"], **_by(request)
        ),
        _both(S.OPEN),
    ),
    RoundAct(
        "dong-hom",
        _("Close the voting"),
        _closing,
        lambda view, request, form: papers.close_round(
            round_=view.round, **form.cleaned_data, **_by(request)
        ),
        _on_paper(lambda view: _both(S.OPEN)(view) and view.stock.issued > 0),
        is_next=True,
    ),
    RoundAct(
        "bat-dau-kiem",
        _("Begin the count"),
        _plain,
        lambda view, request, form: entries.start_count(round_=view.round, **_by(request)),
        _on_paper(_count(S.CLOSED)),
        is_next=True,
        hint=_("The returned papers are parted in numbered bundles and entered independently."),
    ),
    RoundAct(
        "nhap-tong",
        _("Enter totals of tally sheets"),
        _totals,
        lambda view, request, form: entries.enter_totals(
            round_=view.round,
            totals=_given_totals(form),
            reason=form.cleaned_data.get("reason", ""),
            **_by(request),
        ),
        _on_paper(_count(S.CLOSED, S.COUNTING)),
    ),
    RoundAct(
        "kiem-xong",
        _("Finish the count"),
        lambda view, request: (
            forms.ReasonForm(request.POST or None) if view.sheets else forms.PlainForm(request.POST or None)
        ),
        lambda view, request, form: entries.finish_count(
            round_=view.round, reason=form.cleaned_data.get("reason", ""), **_by(request)
        ),
        _count(S.COUNTING),
        is_next=True,
    ),
    RoundAct(
        "kiem-lai",
        _("Count anew"),
        lambda view, request: forms.ReasonForm(request.POST or None),
        lambda view, request, form: entries.recount(
            round_=view.round, reason=form.cleaned_data["reason"], **_by(request)
        ),
        _on_paper(_count(S.COUNTED)),
    ),
    RoundAct(
        "cong-bo",
        _("Announce the result"),
        _plain,
        lambda view, request, form: results.announce(round_=view.round, **_by(request)),
        _both(S.COUNTED),
        is_next=True,
        hint=_("From now on a change is a new result with its reason; the old one stays."),
    ),
    RoundAct(
        "man-hinh",
        _("Show on the big screen, or take away"),
        _plain,
        lambda view, request, form: results.show_result(
            round_=view.round, is_shown=not view.round.is_shown, **_by(request)
        ),
        lambda view: view.may_prepare and view.round.state in PUBLISHED,
        hint=_("The screen is open to everybody in the hall, the invited among them."),
    ),
    RoundAct(
        "ky-bien-ban", _("Register the signed minutes"), _signing, _sign, _both(S.ANNOUNCED), is_next=True
    ),
    RoundAct(
        "ky-lai",
        _("Register the minutes of the corrected result"),
        _signing,
        _sign,
        lambda view: _both(S.SIGNED)(view) and view.last is not None and view.last.minutes is None,
    ),
    RoundAct(
        "sua-ket-qua",
        _("Correct the announced result"),
        lambda view, request: _totals(view, request, wants_reason=True),
        lambda view, request, form: entries.correct_result(
            round_=view.round,
            totals=_given_totals(form),
            reason=form.cleaned_data["reason"],
            **_by(request),
        ),
        _on_paper(_count(S.ANNOUNCED, S.SIGNED)),
    ),
    RoundAct(
        "bau-them",
        _("Vote once more"),
        _standing_again,
        _further,
        _has_open_seats,
        hint=_("A recorded vote by show of hands: among those level, or for the seats left open."),
    ),
    RoundAct(
        "khong-bau-them",
        _("Leave the open seats"),
        _hands,
        lambda view, request, form: rounds.stop_at(
            round_=view.round, hands=_given(form.cleaned_data), **_by(request)
        ),
        lambda view: _has_open_seats(view) and all(one.about != "stop" for one in view.hands),
    ),
    RoundAct(
        "trinh",
        _("Send the file to the superior"),
        _today("sent_on")(forms.SendForm),
        lambda view, request, form: results.send_for_approval(
            round_=view.round, **form.cleaned_data, **_by(request)
        ),
        lambda view: _at(S.SIGNED)(view) and view.round.outcome != "final",
        is_next=True,
    ),
    RoundAct(
        "tra-loi",
        _("Register the superior's answer"),
        _today("answered_on")(forms.AnswerForm),
        lambda view, request, form: results.register_answer(
            round_=view.round, **form.cleaned_data, **_by(request)
        ),
        _at(S.SENT),
        is_next=True,
    ),
    RoundAct(
        "huy",
        _("Register that it was annulled"),
        lambda view, request: forms.DecisionForm(request.POST or None),
        lambda view, request, form: results.annul(round_=view.round, **form.cleaned_data, **_by(request)),
        _at(S.SIGNED, S.APPROVED),
    ),
    RoundAct(
        "niem-phong",
        _("Seal the papers"),
        _sealing,
        lambda view, request, form: results.seal(round_=view.round, **form.cleaned_data, **_by(request)),
        _may_shut,
        hint=_("What was read on each paper is deleted then; print the log of the count before."),
    ),
    RoundAct(
        "mo-niem-phong",
        _("Open the seal by decision"),
        _today("on")(forms.UnsealForm),
        lambda view, request, form: results.unseal(
            seal_=queries.seal_of(view.round), **form.cleaned_data, **_by(request)
        ),
        lambda view: view.may_prepare and view.seal is not None and view.seal.state == "sealed",
    ),
    RoundAct(
        "niem-phong-lai",
        _("Seal the papers again"),
        _today("on")(forms.ResealForm),
        lambda view, request, form: results.reseal(
            seal_=queries.seal_of(view.round), **form.cleaned_data, **_by(request)
        ),
        lambda view: (
            (view.may_prepare or view.is_counter) and view.seal is not None and view.seal.state == "unsealed"
        ),
    ),
    RoundAct(
        "tieu-huy",
        _("Destroy the papers by decision"),
        _today("destroyed_on")(forms.DestroyForm),
        lambda view, request, form: results.destroy(
            seal_=queries.seal_of(view.round), **form.cleaned_data, **_by(request)
        ),
        lambda view: view.may_prepare and view.seal is not None and view.seal.state == "sealed",
    ),
    RoundAct(
        "khieu-nai",
        _("Register a complaint"),
        _today("received_on")(forms.ComplaintForm),
        lambda view, request, form: results.register_complaint(
            round_=view.round, **form.cleaned_data, **_by(request)
        ),
        lambda view: view.may_complain and view.round.state in PUBLISHED,
    ),
)
BY_SLUG = {one.slug: one for one in ACTS}


def acts_for(view: RoundView, request: Request) -> list[RoundAct]:
    """Return the acts offered now, the next step among them."""
    return [one for one in ACTS if one.offered(view)]


@page(SIGNED_IN)
def round_act(request: Request, pk: UUID, slug: str) -> HttpResponse:
    """Do one act of a round, or show its form."""
    found = round_or_404(request, pk)
    act = BY_SLUG.get(slug)
    view = queries.round_view(found, request.standing, clock.now())
    if act is None or not act.offered(view):
        raise Http404
    form = act.form(view, request)
    if request.method == "POST" and not form.is_bound:
        form = type(form)(request.POST)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: (act.do(view, request, form), True))
        if done:
            messages.success(request, _("Done: %(act)s.") % {"act": act.name})
            made = done[0]
            if slug == "bau-them":
                return redirect("round_detail", made.pk)
            return redirect("count_page" if slug == "bat-dau-kiem" else "round_detail", found.pk)
    context = {"round": found, "form": form, "heading": act.name, "hint": act.hint, "button": act.name}
    return render(request, "ballots/act.html", context, status=status_of(form))
