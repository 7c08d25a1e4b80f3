"""Rounds with their rosters, lists, papers, counts and seals, touched by this package alone."""

from nghisu.ballots.models.completing import (
    Procedure,
    ProcedureName,
    ProcedurePaper,
    ProcedureRound,
    ProcedureStep,
    SecrecyDeclaration,
)
from nghisu.ballots.models.counts import Bundle, BundleEntry, CountSheet, EnteredPaper, NameTally
from nghisu.ballots.models.electronic import (
    PaperReading,
    SecretCast,
    SecretMark,
    SecretPiece,
    SecretPoll,
    SecretServerKey,
    SecretSlip,
    SecretTrustee,
)
from nghisu.ballots.models.outcomes import CountMinutes, RoundApproval, RoundComplaint, Seal, Unsealing
from nghisu.ballots.models.rounds import Candidate, CountingMember, HandVote, PaperStock, RosterEntry, Round

__all__ = [
    "RoundApproval",
    "Bundle",
    "Candidate",
    "RoundComplaint",
    "CountMinutes",
    "CountSheet",
    "CountingMember",
    "BundleEntry",
    "EnteredPaper",
    "HandVote",
    "NameTally",
    "PaperReading",
    "PaperStock",
    "Procedure",
    "ProcedureName",
    "ProcedurePaper",
    "ProcedureRound",
    "ProcedureStep",
    "RosterEntry",
    "Round",
    "Seal",
    "SecrecyDeclaration",
    "SecretCast",
    "SecretMark",
    "SecretPiece",
    "SecretPoll",
    "SecretServerKey",
    "SecretSlip",
    "SecretTrustee",
    "Unsealing",
]
