"""Issues raised by units, the topics they are merged into, reports made of topics.

No table here knows a person who said, felt or asked anything: a unit raises, is counted, is told.
"""

from nghisu.situation.models.issues import (
    Contribution,
    FieldOpening,
    Issue,
    Telling,
    Topic,
    TopicAnswer,
    TopicStep,
)
from nghisu.situation.models.reports import ReadingDuty, SituationReport

__all__ = [
    "Contribution",
    "FieldOpening",
    "Issue",
    "ReadingDuty",
    "SituationReport",
    "Telling",
    "Topic",
    "TopicAnswer",
    "TopicStep",
]
