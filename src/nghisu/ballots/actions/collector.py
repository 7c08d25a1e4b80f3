"""Keep a round that is voted on devices from being closed, counted or corrected by hand."""

from nghisu.ballots.models import Round, SecretPoll
from nghisu.ballots.rules.electronic import VotedOnDevices


def check_voted_on_paper(round_: Round) -> None:
    """Refuse what belongs to papers while a vote on devices stands for the round.

    :raises VotedOnDevices: unless none was drafted, or it was declared void
    """
    polls = SecretPoll.objects.filter(round=round_, is_rehearsal=False)
    if polls.exclude(state=SecretPoll.State.VOID).exists():
        raise VotedOnDevices
