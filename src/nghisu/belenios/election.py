"""What is voted on: the description of an election and its questions."""

import re
from dataclasses import dataclass
from typing import Any

from nghisu.belenios import texts
from nghisu.belenios.groups import Element, Group, group_named
from nghisu.belenios.refused import Refused

UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,}")
ONE_BALLOT = "[one-ballot]"  # stands in the description where a credential may vote once only


@dataclass(frozen=True)
class Question:
    """A question with answers to tick: between ``least`` and ``most``, or none where a blank vote may be."""

    answers: tuple[str, ...]
    least: int
    most: int
    blank: bool
    text: str

    @property
    def width(self) -> int:
        """How many ciphertexts an answer has."""
        return len(self.answers) + self.blank

    @staticmethod
    def read(value: object) -> "Question":
        """Return a question as it stands in JSON.

        :raises Refused: if it is of another kind, or its numbers make no sense
        """
        if isinstance(value, dict) and "type" in value:
            raise Refused("out_of_profile", what=f"question of type {value['type']}")
        found = texts.fields(value, ("answers", "min", "max", "question"), "question", ("blank",))
        answers, least, most = found["answers"], found["min"], found["max"]
        if not isinstance(answers, list) or not answers or not all(isinstance(one, str) for one in answers):
            raise Refused("not_canonical", what="question")
        if type(least) is not int or type(most) is not int or not 0 <= least <= most <= len(answers):
            raise Refused("not_canonical", what="question")
        if found.get("blank", True) is not True or not isinstance(found["question"], str):
            raise Refused("not_canonical", what="question")
        return Question(tuple(answers), least, most, "blank" in found, found["question"])

    def written(self) -> dict[str, Any]:
        """Return the question as it stands in JSON."""
        made: dict[str, Any] = {"answers": list(self.answers)}
        if self.blank:
            made["blank"] = True
        return made | {"min": self.least, "max": self.most, "question": self.text}


@dataclass(frozen=True)
class Election:
    """An election as its bytes say; every proof is bound to their fingerprint."""

    group: Group
    key: Element
    questions: tuple[Question, ...]
    uuid: str
    description: str
    content: bytes
    fingerprint: str

    @property
    def one_ballot(self) -> bool:
        """Whether a credential may vote once only; otherwise its last ballot counts."""
        return ONE_BALLOT in self.description

    @staticmethod
    def read(content: bytes) -> "Election":
        """Return the election that the bytes describe.

        :raises Refused: if they are not canonical, or outside of the profile
        """
        found = texts.fields(
            texts.read(content, "election"),
            ("version", "description", "name", "group", "public_key", "questions", "uuid"),
            "election",
            ("administrator", "credential_authority"),
        )
        if found["version"] != 1:
            raise Refused("out_of_profile", what=f"version {found['version']!r}")
        group = group_named(found["group"])
        if not isinstance(found["uuid"], str) or not UUID.fullmatch(found["uuid"]):
            raise Refused("not_canonical", what="uuid")
        if not isinstance(found["public_key"], str) or not isinstance(found["description"], str):
            raise Refused("not_canonical", what="election")
        key = group.read(found["public_key"], "public_key")
        group.prepare(key)
        questions = texts.items(found["questions"], None, "questions")
        if not questions:
            raise Refused("not_canonical", what="questions")
        return Election(
            group,
            key,
            tuple(Question.read(one) for one in questions),
            found["uuid"],
            found["description"],
            content,
            texts.sha256_base64(content),
        )


def describe(
    *,
    group: Group,
    key: Element,
    name: str,
    description: str,
    questions: list[Question],
    uuid: str,
    administrator: str,
    credential_authority: str,
) -> bytes:
    """Return the bytes of an election's description."""
    return texts.write(
        {
            "version": 1,
            "description": description,
            "name": name,
            "group": group.name,
            "public_key": group.text(key),
            "questions": [one.written() for one in questions],
            "uuid": uuid,
            "administrator": administrator,
            "credential_authority": credential_authority,
        }
    )
