"""The numbers on the pages of drafts: who was asked, who answered, what was proposed and answered."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.documents.models import Document
from nghisu.documents.models.drafts import Consultation, ConsultationRequest, DraftComment
from nghisu.documents.queries import document_visible_to, drafts
from nghisu.documents.rules.drafting import Answer
from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, with_day
from nghisu.figures.queries.registry import Counted
from nghisu.kit.refusals import N_
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing

ASKED, COMMENTS = N_("units and members"), N_("comments")


def _consultation(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = drafts.consultation_visible_to(standing, pk) if pk else None
    if found is None:
        return None
    place = with_day(reverse("consultation_detail", args=[found.pk]), day)
    return About(key, found.draft.document.subject, place, found)


def _of_consultation(code: str, of: Consultation, standing: Standing, day: date) -> list[Counted]:
    """Return who was asked: the asker steers the draft and may know each."""
    found = drafts.asked_in(of, day).order_by("sort_key", "pk")
    if code != "asked":
        found = found.filter(drafts.answered_by(day))
    if code == "agreeing":
        found = found.filter(agreed=True)
    return [
        Counted(
            "consultationrequest",
            str(one.pk),
            one.name,
            gettext("agreed") if one.agreed and one.answered_at else "",
            day_of(one.answered_at) if one.answered_at else None,
        )
        for one in found
    ]


register_kind(
    Kept(
        "consultation",
        N_("Consultations on a draft"),
        (
            counts(
                "asked",
                N_("Asked for comments"),
                ASKED,
                N_("Units and members to whom the version was sent for comments."),
            ),
            counts(
                "answered",
                N_("Answered"),
                ASKED,
                N_(
                    "Of those asked, whose answer stands and was sent by the day; an answer taken back is "
                    "none until it is sent again."
                ),
            ),
            counts(
                "agreeing",
                N_("Agreed without a comment"),
                ASKED,
                N_("Of those who answered, the ones who had nothing to propose."),
            ),
        ),
        _consultation,
        _of_consultation,
    )
)


def _draft(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = document_visible_to(standing, pk) if pk else None
    if found is None or found.is_incoming or not drafts.may_steer(found, standing):
        return None
    place = with_day(reverse("draft_comments", args=[found.pk]), day)
    return About(key, found.subject, place, found)


def _of_draft(code: str, of: Document, standing: Standing, day: date) -> list[Counted]:
    found = drafts.comments_on(of).filter(drafts.sent_by(day))
    if code == "open":
        found = found.exclude(drafts.settled_by(day))
    elif code != "comments":
        found = found.filter(drafts.settled_by(day), answer=code)
    return _comments(found)


def _comments(found: QuerySet[DraftComment]) -> list[Counted]:
    return [
        Counted(
            "draftcomment",
            str(one.pk),
            one.who,
            one.text or one.wording,
            day_of(one.sent_at),
            url=reverse("draft_answer", args=[one.pk]),
        )
        for one in found
        if one.sent_at is not None
    ]


register_kind(
    Kept(
        "draft",
        N_("Drafts with comments"),
        (
            counts(
                "comments",
                N_("Comments on a draft"),
                COMMENTS,
                N_("Comments on all versions of the draft that were sent off by the day."),
            ),
            counts(
                Answer.ACCEPTED.value,
                N_("Comments accepted"),
                COMMENTS,
                N_("Of these comments, those accepted by the day."),
            ),
            counts(
                Answer.PARTLY.value,
                N_("Comments accepted in part"),
                COMMENTS,
                N_("Of these comments, those accepted in part by the day."),
            ),
            counts(
                Answer.EXPLAINED.value,
                N_("Comments explained"),
                COMMENTS,
                N_("Of these comments, those explained and not taken up by the day."),
            ),
            counts(
                "open",
                N_("Comments without answer"),
                COMMENTS,
                N_("Of these comments, those that had no answer on the day."),
            ),
        ),
        _draft,
        _of_draft,
    )
)


def _request(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = ConsultationRequest.objects.filter(pk=pk).first() if pk else None
    if found is None or drafts.consultation_visible_to(standing, found.consultation_id) is None:
        return None
    place = with_day(reverse("consultation_detail", args=[found.consultation_id]), day)
    return About(key, found.name, place, found)


def _of_request(_code: str, of: ConsultationRequest, _standing: Standing, day: date) -> list[Counted]:
    return _comments(of.comments.filter(drafts.sent_by(day)).order_by("number", "made_at", "pk"))


register_kind(
    Kept(
        "asked",
        N_("Asked for comments on a draft"),
        (
            counts(
                "comments",
                N_("Comments of one who was asked"),
                COMMENTS,
                N_("Comments that the unit or member sent off by the day."),
            ),
        ),
        _request,
        _of_request,
    )
)
