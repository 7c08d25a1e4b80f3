"""A meeting file of OpenSlides 4: what of it becomes ours, and why the rest does not. Plain Python.

Every object of the file stands in exactly one line of the account, and the lines add up to the file. What is
taken is taken as what the file says: no rule of ours is laid over votes that were counted by others.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any

from nghisu.kit.refusals import N_, Refusal

MOST_OBJECTS = 100_000
BLOCKS = frozenset({"p", "li", "br", "div", "h1", "h2", "h3", "h4", "tr", "ul", "ol", "blockquote"})
HELD = frozenset({"finished", "published"})
HIDDEN = frozenset({"internal", "hidden"})
Key = tuple[str, int]
Say = Callable[[str], str]


class NotJson(Refusal):
    """The file is no JSON."""

    sentence = N_("“%(name)s” is no JSON file. Take the file that OpenSlides gives for “Export meeting”.")
    field = "file"


class NotOpenSlides(Refusal):
    """The file is of another program."""

    sentence = N_(
        "“%(name)s” is no meeting file of OpenSlides 4: it has no meeting, or its parts are others."
    )
    field = "file"


class SeveralMeetings(Refusal):
    """The file holds more than one meeting."""

    sentence = N_("The file holds %(count)d meetings. Export one meeting at a time in OpenSlides.")
    field = "file"


class FileTooFull(Refusal):
    """The file holds more than a meeting."""

    sentence = N_("The file holds %(count)d objects; at most %(most)d are read at once.")
    field = "file"


class TakenAlready(Refusal):
    """The very file was imported before."""

    sentence = N_("This file was imported on %(day)s as the meeting “%(title)s”. Nothing was imported again.")
    field = "file"


class NoStart(Refusal):
    """The meeting has no day."""

    sentence = N_(
        "The file does not say when the meeting began. Set its start in OpenSlides and export it again."
    )
    field = "file"


# Why nothing of a collection is taken.
NOT_TAKEN: Mapping[str, str] = {
    "organization": N_("the unit that held the meeting is chosen here"),
    "committee": N_("the unit that held the meeting is chosen here"),
    "gender": N_("the roster holds names for meetings, no personal file"),
    "structure_level": N_("the roster holds names for meetings, no personal file"),
    "theme": N_("colours of screens"),
    "organization_tag": N_("labels of that program"),
    "tag": N_("labels of that program"),
    "personal_note": N_("a private note stays with who wrote it"),
    "motion_comment": N_("an internal comment, shown to some groups only"),
    "motion_comment_section": N_("an internal comment, shown to some groups only"),
    "motion_workflow": N_("here motions follow the rules of the unit"),
    "mediafile": N_("a meeting file names its files and does not hold them"),
    "meeting_mediafile": N_("a meeting file names its files and does not hold them"),
    "projector": N_("what stood on screens"),
    "projection": N_("what stood on screens"),
    "projector_message": N_("what stood on screens"),
    "projector_countdown": N_("what stood on screens"),
    "chat_group": N_("conversations are no part of a meeting's record"),
    "chat_message": N_("conversations are no part of a meeting's record"),
    "poll_candidate_list": N_("no counterpart here"),
    "poll_candidate": N_("no counterpart here"),
    "action_worker": N_("work of that program's server"),
    "import_preview": N_("work of that program's server"),
    "point_of_order_category": N_("no counterpart here"),
    "structure_level_list_of_speakers": N_("speaking times of groups; no counterpart here"),
}
UNKNOWN = N_("a kind of object that this version does not know")
AS_MEETING = N_("the meeting, as held and closed")
AS_ITEM = N_("items of the agenda, in their tree")
AS_TITLE = N_("the title and text of its item")
AS_PAPER = N_("papers of the meeting, under their items")
AS_AMENDMENT = N_("papers under the item of the motion they amend")
AS_WORDS = N_("words in the paper of their motion")
AS_PERSON = N_("names called to the meeting, without a way to sign in")
AS_GROUP = N_("whether its people are called as members or invited")
AS_RESULT = N_("a paper with the result as it was counted there")
AS_COUNTED = N_("counted into the result; who voted how is not taken")
AS_ELECTION = N_("a paper with the election and its candidates")
AS_SPOKEN = N_("a paper that names who spoke")
NO_ITEM = N_("stands under no item of the agenda")
NOT_HELD = N_("the vote was not finished, so there is no result")
NOT_SPOKEN = N_("had not spoken when the file was made; a list of those waiting is not kept")
NOBODY_SPOKE = N_("an empty list, or nobody on it had spoken")
UNUSED_STATE = N_("no motion of the file stands in this state")
UNUSED_GROUP = N_("nobody called to the meeting is in it; rights follow from mandates here")
WITHOUT_OWNER = N_("belongs to nothing that is taken")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """So many objects of a collection, and what becomes of them.

    :param words: as what they are taken, or why not
    """

    collection: str
    count: int
    is_taken: bool
    words: str


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper to be laid under an item."""

    title: str
    text: str


@dataclass(slots=True)
class PlannedItem:
    """An item of the agenda with its papers."""

    key: int
    parent: int | None
    number: str
    title: str
    wanted: str
    papers: list[PlannedPaper] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """A name to be called to the meeting."""

    name: str
    is_member: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would make, and the account of every object of the file."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime | None
    is_closed: bool
    items: tuple[PlannedItem, ...]
    persons: tuple[PlannedPerson, ...]
    account: tuple[AccountLine, ...]
    remarks: tuple[str, ...]

    @property
    def papers(self) -> int:
        """How many papers would be laid."""
        return sum(len(item.papers) for item in self.items)


def read(content: bytes, *, name: str) -> "File":
    """Return a meeting file.

    :raises NotJson, NotOpenSlides, SeveralMeetings, FileTooFull, NoStart: if it is none that can be taken
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NotJson(name=name) from None
    if not isinstance(found, dict) or not isinstance(found.get("meeting"), dict):
        raise NotOpenSlides(name=name)
    objects: dict[str, dict[int, dict[str, Any]]] = {}
    for collection, rows in found.items():
        if collection.startswith("_"):
            continue
        if not isinstance(rows, dict) or not re.fullmatch(r"[a-z][a-z_]{1,60}", collection):
            raise NotOpenSlides(name=name)
        try:
            objects[collection] = {int(key): dict(row) for key, row in rows.items()}
        except (ValueError, TypeError):
            raise NotOpenSlides(name=name) from None
        if any(row.get("id", key) != key for key, row in objects[collection].items()):
            raise NotOpenSlides(name=name)
    count = sum(map(len, objects.values()))
    if count > MOST_OBJECTS:
        raise FileTooFull(count=count, most=MOST_OBJECTS)
    if len(objects["meeting"]) != 1:
        raise SeveralMeetings(count=len(objects["meeting"]))
    return File(objects)


class _Words(HTMLParser):
    """Collects the words of a text with marks, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in {"script", "style"}:
            self.silent += 1
        if tag in BLOCKS:
            self.lines.append("– " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.silent = max(0, self.silent - 1)
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.lines[-1] += data


def plain(text: Any) -> str:
    """Return the words of a text with marks."""
    words = _Words()
    words.feed(str(text or ""))
    words.close()
    lines = (" ".join(line.split()) for line in words.lines)
    return "\n".join(line for line in lines if line not in ("", "–"))


def moment(value: Any) -> datetime | None:
    """Return a moment with its zone; the file writes ISO 8601 or seconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        found = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else None


def amount(value: Any) -> Decimal | None:
    """Return a number of votes; None where nothing was entered (-2 and -1 mean that in old files)."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def shown(value: Decimal | None) -> str:
    """Return a number of votes without idle zeros; a dash where nothing was entered."""
    return "–" if value is None else format(value.normalize() if value % 1 else value.to_integral(), "f")


class File:
    """The objects of a file, by collection and id."""

    def __init__(self, objects: Mapping[str, Mapping[int, dict[str, Any]]]) -> None:
        self.objects = objects

    def of(self, collection: str) -> Mapping[int, dict[str, Any]]:
        """Return a collection, empty where the file has none."""
        return self.objects.get(collection, {})

    def get(self, collection: str, key: Any) -> dict[str, Any] | None:
        """Return an object."""
        return self.of(collection).get(key) if isinstance(key, int) else None

    def many(self, collection: str, keys: Any) -> list[dict[str, Any]]:
        """Return the objects that a list of ids names, those that are there."""
        if not isinstance(keys, list):
            return []
        return [row for key in keys if (row := self.get(collection, key)) is not None]

    def plan(self, say: Say) -> Plan:
        """Return what would be made of the file.

        :param say: the language that papers are written in
        :raises NoStart: if the meeting has no day
        """
        return _Planner(self, say).plan()


class _Planner:
    """Goes through a file once, and enters every object into the account exactly once."""

    def __init__(self, file: File, say: Say) -> None:
        self.file, self.say = file, say
        self.entered: dict[Key, tuple[bool, str]] = {}
        self.remarks: list[str] = []

    def take(self, collection: str, key: int, words: str) -> None:
        """Enter an object as taken."""
        self.entered.setdefault((collection, key), (True, words))

    def leave(self, collection: str, key: int, words: str) -> None:
        """Enter an object as not taken."""
        self.entered.setdefault((collection, key), (False, words))

    def plan(self) -> Plan:
        [(key, meeting)] = self.file.of("meeting").items()
        starts_at = moment(meeting.get("start_time"))
        if starts_at is None:
            raise NoStart
        self.take("meeting", key, AS_MEETING)
        ends_at = moment(meeting.get("end_time"))
        if ends_at is not None and ends_at <= starts_at:
            ends_at = None
            self.remarks.append(
                N_("The file says that the meeting ended before it began; the end is left out.")
            )
        items = self._items()
        is_closed = any(row.get("type") in HIDDEN for row in self.file.of("agenda_item").values())
        if is_closed:
            self.remarks.append(
                N_(
                    "Some items were internal there, so the whole meeting is closed here: "
                    "the office opens it."
                )
            )
        persons = self._persons()
        return Plan(
            title=plain(meeting.get("name"))[:300] or "OpenSlides",
            place=plain(meeting.get("location"))[:200],
            starts_at=starts_at,
            ends_at=ends_at,
            is_closed=is_closed,
            items=tuple(items),
            persons=tuple(persons),
            account=self._account(),
            remarks=tuple(self.remarks),
        )

    def name_of(self, meeting_user: Any) -> str:
        """Return the name of who took part, empty where the file does not say."""
        row = self.file.get("meeting_user", meeting_user) or {}
        return self.user_name(row.get("user_id"))

    def user_name(self, user: Any) -> str:
        """Return the name of a user."""
        row = self.file.get("user", user) or {}
        parts = [plain(row.get(part)) for part in ("title", "first_name", "last_name")]
        return " ".join(part for part in parts if part) or plain(row.get("username"))

    def _persons(self) -> Iterable[PlannedPerson]:
        members = {
            key for key, row in self.file.of("group").items() if "delegate" in str(row.get("name")).casefold()
        }
        used: set[int] = set()
        found = []
        for key, row in self.file.of("meeting_user").items():
            name = self.user_name(row.get("user_id"))
            if not name:
                self.leave("meeting_user", key, WITHOUT_OWNER)
                continue
            groups = {one for one in row.get("group_ids") or [] if isinstance(one, int)}
            used |= groups
            found.append(PlannedPerson(name[:120], bool(groups & members)))
            self.take("meeting_user", key, AS_PERSON)
            self.take("user", row["user_id"], AS_PERSON)
        for key in self.file.of("group"):
            if key in used:
                self.take("group", key, AS_GROUP)
            else:
                self.leave("group", key, UNUSED_GROUP)
        for key in self.file.of("user"):
            self.leave("user", key, WITHOUT_OWNER)
        return found

    def _items(self) -> list[PlannedItem]:
        rows = self.file.of("agenda_item")
        under: dict[int | None, list[int]] = {}
        for key, row in rows.items():
            parent = row.get("parent_id") if self.file.get("agenda_item", row.get("parent_id")) else None
            under.setdefault(parent, []).append(key)
        made: list[PlannedItem] = []
        waiting: list[tuple[int | None, str]] = [(None, "")]
        seen: set[int] = set()
        while waiting:
            parent, prefix = waiting.pop()
            inner = []
            keys = sorted(under.get(parent, []), key=lambda one: (rows[one].get("weight") or 0, one))
            for place, key in enumerate((one for one in keys if one not in seen), 1):
                seen.add(key)
                number = f"{prefix}{place}"[:12]
                made.append(self._item(key, rows[key], parent, number))
                inner.append((key, f"{number}."))
            waiting += reversed(inner)
        for key in rows.keys() - seen:
            self.leave("agenda_item", key, WITHOUT_OWNER)  # its superiors go round in a circle
        return _in_reading_order(made)

    def _item(self, key: int, row: Mapping[str, Any], parent: int | None, number: str) -> PlannedItem:
        self.take("agenda_item", key, AS_ITEM)
        collection, _, about = str(row.get("content_object_id")).partition("/")
        target = int(about) if about.isdecimal() else -1
        thing = self.file.get(collection, target) or {}
        title = plain(thing.get("title")) or plain(row.get("comment")) or f"{collection} {about}"
        item = PlannedItem(key, parent, number, title[:400], "hear")
        match collection:
            case "topic":
                self.take("topic", target, AS_TITLE)
                if text := plain(thing.get("text")):
                    item.papers.append(PlannedPaper(title, text))
            case "motion":
                item.wanted = "adopt"
                self._motion(item, target, thing)
                for other, amending in self.file.of("motion").items():
                    if amending.get("lead_motion_id") == target and not amending.get("agenda_item_id"):
                        self._motion(item, other, amending)
                        self._polls(item, f"motion/{other}")
            case "assignment":
                item.wanted = "elect"
                self._assignment(item, target, thing)
            case "motion_block":
                item.wanted = "adopt"
                self.take("motion_block", target, AS_TITLE)
        self._polls(item, f"{collection}/{about}")
        self._speakers(item, f"{collection}/{about}")
        return item

    def _motion(self, item: PlannedItem, key: int, row: Mapping[str, Any]) -> None:
        if not row or ("motion", key) in self.entered:
            return
        lines = []
        self.take("motion", key, AS_AMENDMENT if row.get("lead_motion_id") else AS_PAPER)
        lead = self.file.get("motion", row.get("lead_motion_id"))
        if lead is not None:
            lines.append(self._line(N_("Amends"), f"{lead.get('number') or ''} {plain(lead.get('title'))}"))
        state = self.file.get("motion_state", row.get("state_id"))
        if state is not None:
            self.take("motion_state", state["id"], AS_WORDS)
            lines.append(self._line(N_("State in OpenSlides"), plain(state.get("name"))))
        recommended = self.file.get("motion_state", row.get("recommendation_id"))
        if recommended is not None:
            self.take("motion_state", recommended["id"], AS_WORDS)
            words_of = plain(recommended.get("recommendation_label") or recommended.get("name"))
            lines.append(self._line(N_("Recommended"), words_of))
        category = self.file.get("motion_category", row.get("category_id"))
        seen: set[int] = set()
        while category is not None and category["id"] not in seen:
            seen.add(category["id"])
            self.take("motion_category", category["id"], AS_WORDS)
            lines.append(self._line(N_("Category"), plain(category.get("name"))))
            category = self.file.get("motion_category", category.get("parent_id"))
        block = self.file.get("motion_block", row.get("block_id"))
        if block is not None:
            lines.append(self._line(N_("Block"), plain(block.get("title"))))
        for collection, label in (
            ("motion_submitter", N_("Submitted by")),
            ("motion_editor", N_("Edited by")),
            ("motion_working_group_speaker", N_("Spokesperson")),
            ("motion_supporter", N_("Supported by")),
        ):
            names = []
            for one, link in self.file.of(collection).items():
                if link.get("motion_id") == key:
                    self.take(collection, one, AS_WORDS)
                    names.append(self.name_of(link.get("meeting_user_id")) or "?")
            if names:
                lines.append(self._line(label, ", ".join(names)))
        lines += ["", plain(row.get("text"))]
        if reason := plain(row.get("reason")):
            lines += ["", self.say(N_("Reason")), reason]
        if final := plain(row.get("modified_final_version")):
            lines += ["", self.say(N_("Final version as changed there")), final]
        for one, change in self.file.of("motion_change_recommendation").items():
            if change.get("motion_id") == key:
                self.take("motion_change_recommendation", one, AS_WORDS)
                place = f"{change.get('line_from')}–{change.get('line_to')}"
                lines += ["", self._line(N_("Change recommended in lines"), place), plain(change.get("text"))]
        number = plain(row.get("number"))
        title = f"{number}: {plain(row.get('title'))}" if number else plain(row.get("title"))
        item.papers.append(PlannedPaper(title[:300], "\n".join(lines)))

    def _assignment(self, item: PlannedItem, key: int, row: Mapping[str, Any]) -> None:
        if not row:
            return
        self.take("assignment", key, AS_ELECTION)
        lines = [plain(row.get("description"))] if row.get("description") else []
        lines.append(self._line(N_("Seats"), str(row.get("open_posts") or 0)))
        candidates = [
            (one, link)
            for one, link in self.file.of("assignment_candidate").items()
            if link.get("assignment_id") == key
        ]
        lines.append(self.say(N_("Candidates")))
        for one, link in sorted(candidates, key=lambda pair: (pair[1].get("weight") or 0, pair[0])):
            self.take("assignment_candidate", one, AS_ELECTION)
            lines.append(f"– {self.name_of(link.get('meeting_user_id')) or '?'}")
        item.papers.append(PlannedPaper(item.title[:300], "\n".join(lines)))

    def _polls(self, item: PlannedItem, about: str) -> None:
        for key, poll in self.file.of("poll").items():
            if poll.get("content_object_id") != about or ("poll", key) in self.entered:
                continue
            options = self.file.many("option", poll.get("option_ids"))
            overall = self.file.get("option", poll.get("global_option_id"))
            every = [*options, overall] if overall is not None else options
            votes = [
                (one, vote)
                for one, vote in self.file.of("vote").items()
                if any(vote.get("option_id") == option["id"] for option in every)
            ]
            is_held = poll.get("state") in HELD
            enter, word = (self.take, AS_RESULT) if is_held else (self.leave, NOT_HELD)
            enter("poll", key, word)
            for option in every:
                enter("option", option["id"], word)
            for one, _vote in votes:
                enter("vote", one, AS_COUNTED if is_held else NOT_HELD)
            if is_held:
                item.papers.append(self._result(poll, options, overall, [vote for _one, vote in votes]))

    def _result(
        self,
        poll: Mapping[str, Any],
        options: list[dict[str, Any]],
        overall: dict[str, Any] | None,
        votes: list[dict[str, Any]],
    ) -> PlannedPaper:
        lines = [self.say(N_("As counted in OpenSlides; no rule of this product was applied.")), ""]
        for option in options:
            lines.append(self._option(self._option_name(option), option, votes))
        if overall is not None and any(amount(overall.get(one)) for one in ("yes", "no", "abstain")):
            lines.append(self._option(self.say(N_("For all together")), overall, votes))
        for label, name in (
            (N_("Votes cast"), "votescast"),
            (N_("Valid"), "votesvalid"),
            (N_("Invalid"), "votesinvalid"),
        ):
            lines.append(self._line(label, shown(amount(poll.get(name)))))
        title = self.say(N_("Result of the vote")) + f": {plain(poll.get('title'))}"
        return PlannedPaper(title[:300], "\n".join(lines))

    def _option(self, name: str, option: Mapping[str, Any], votes: list[dict[str, Any]]) -> str:
        counted = ", ".join(
            f"{self.say(label)} {shown(amount(option.get(key)))}"
            for label, key in ((N_("yes"), "yes"), (N_("no"), "no"), (N_("abstaining"), "abstain"))
        )
        sums = {"Y": Decimal(), "N": Decimal(), "A": Decimal()}
        own = [vote for vote in votes if vote.get("option_id") == option["id"]]
        for vote in own:
            if vote.get("value") in sums:
                sums[vote["value"]] += amount(vote.get("weight")) or 0
        entered = [amount(option.get(key)) or Decimal() for key in ("yes", "no", "abstain")]
        if own and entered != list(sums.values()):
            listed = " / ".join(map(shown, sums.values()))
            counted += f" ({self.say(N_('votes listed in the file'))}: {listed})"
        return f"{name}: {counted}"

    def _option_name(self, option: Mapping[str, Any]) -> str:
        collection, _, about = str(option.get("content_object_id")).partition("/")
        key = int(about) if about.isdecimal() else None
        if collection == "user":
            return self.user_name(key) or "?"
        if collection == "meeting_user":
            return self.name_of(key) or "?"
        thing = self.file.get(collection, key) or {}
        return plain(thing.get("title")) or plain(option.get("text")) or "?"

    def _speakers(self, item: PlannedItem, about: str) -> None:
        for key, listed in self.file.of("list_of_speakers").items():
            if listed.get("content_object_id") != about:
                continue
            spoken = []
            for one, speaker in self.file.of("speaker").items():
                if speaker.get("list_of_speakers_id") != key:
                    continue
                begun, ended = moment(speaker.get("begin_time")), moment(speaker.get("end_time"))
                name = self.name_of(speaker.get("meeting_user_id"))
                if begun is None or ended is None or not name:
                    self.leave("speaker", one, NOT_SPOKEN)
                    continue
                self.take("speaker", one, AS_SPOKEN)
                spoken.append((begun, ended, name))
            if not spoken:
                self.leave("list_of_speakers", key, NOBODY_SPOKE)
                continue
            self.take("list_of_speakers", key, AS_SPOKEN)
            lines = [f"{begun:%H:%M}–{ended:%H:%M} {name}" for begun, ended, name in sorted(spoken)]
            item.papers.append(PlannedPaper(self.say(N_("Who spoke")), "\n".join(lines)))

    def _line(self, label: str, value: str) -> str:
        return f"{self.say(label)}: {' '.join(value.split())}"

    def _account(self) -> tuple[AccountLine, ...]:
        rest = {
            "motion_state": UNUSED_STATE,
            "list_of_speakers": NOBODY_SPOKE,
            "speaker": WITHOUT_OWNER,
            "topic": NO_ITEM,
            "motion": NO_ITEM,
            "assignment": NO_ITEM,
            "motion_block": NO_ITEM,
        }
        known = {collection for collection, _key in self.entered} | {
            "poll",
            "option",
            "vote",
            "assignment_candidate",
            "motion_submitter",
            "motion_supporter",
            "motion_editor",
            "motion_working_group_speaker",
            "motion_category",
            "motion_change_recommendation",
        }
        counts: Counter[tuple[str, bool, str]] = Counter()
        for collection, rows in self.file.objects.items():
            default = NOT_TAKEN.get(collection) or rest.get(collection)
            default = default or (WITHOUT_OWNER if collection in known else UNKNOWN)
            for key in rows:
                counts[(collection, *self.entered.get((collection, key), (False, default)))] += 1
        lines = [
            AccountLine(collection, count, taken, words)
            for (collection, taken, words), count in counts.items()
        ]
        return tuple(sorted(lines, key=lambda one: (not one.is_taken, one.collection, one.words)))


def _in_reading_order(made: list[PlannedItem]) -> list[PlannedItem]:
    """Return the items as they are read: each followed by those under it."""
    return sorted(made, key=lambda item: [int(part) for part in item.number.split(".") if part.isdecimal()])
