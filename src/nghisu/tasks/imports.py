"""Give the work of one directive by a sheet; preview, faults and progress are the shared ones."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.kit.sheets import Choice, Fault, Kind, Row, SheetColumn, SheetShape, column_of
from nghisu.organisation.actions.importing import ImportHasFaults, Source
from nghisu.organisation.imports import Asked, Importer, Plan, Tell, register
from nghisu.organisation.queries import day_of
from nghisu.tasks import queries
from nghisu.tasks.actions.bulk import Check, Piece, Placed, give_pieces
from nghisu.tasks.queries.importing import Codes, codes_known, units_offered
from nghisu.tasks.rules.products import (
    FORM_SHOWN,
    KIND_WORDS,
    Expected,
    Form,
    ProductNotUnderstood,
    kind_of_words,
    parsed,
    usual_form,
)
from nghisu.tasks.rules.products import Kind as ProductKind

YES, NO = "yes", "no"
WORK = (
    *("title", "point", "criteria", "urgent", "product"),
    *("product_kind", "product_count", "product_form", "more_products"),
)
PLACE = ("unit", "lead", "supports")
TASKS = SheetShape(
    "tasks",
    N_("Tasks of a directive"),
    (
        SheetColumn(
            "unit",
            N_("Unit"),
            Kind.REFERENCE,
            required=True,
            width=14,
            help=N_("The code of the unit that gets the work."),
        ),
        SheetColumn("title", N_("Task"), required=True, longest=400, width=60),
        SheetColumn("point", N_("Point of the directive"), longest=24, width=12),
        SheetColumn(
            "lead",
            N_("Lead"),
            Kind.REFERENCE,
            width=14,
            help=N_("The code of the unit or body that does it; empty: the unit itself."),
        ),
        SheetColumn(
            "supports",
            N_("Co-operating units"),
            longest=240,
            width=24,
            help=N_("Codes, separated by semicolons."),
        ),
        SheetColumn("due_on", N_("Deadline"), Kind.DAY, width=14, help=N_("Empty: ongoing work.")),
        SheetColumn("product", N_("Product"), longest=240, width=30, help=N_("What the product is about.")),
        SheetColumn(
            "product_kind",
            N_("Kind of product"),
            Kind.CHOICE,
            choices=tuple(Choice(kind.value, words) for kind, words in KIND_WORDS.items()),
            width=18,
            help=N_("Empty: as the words of the product begin."),
        ),
        SheetColumn("product_count", N_("Quantity"), Kind.COUNT, width=10, help=N_("Empty: one.")),
        SheetColumn(
            "product_form",
            N_("Form"),
            Kind.CHOICE,
            choices=tuple(Choice(form.value, words) for form, words in FORM_SHOWN.items()),
            width=16,
        ),
        SheetColumn(
            "more_products",
            N_("Further products"),
            longest=600,
            width=30,
            help=N_("Separated by semicolons, each like “3 văn bản hướng dẫn (bản giấy)”."),
        ),
        SheetColumn("criteria", N_("Criteria"), longest=400, width=30),
        SheetColumn(
            "urgent",
            N_("Urgent"),
            Kind.CHOICE,
            choices=(Choice(YES, N_("yes")), Choice(NO, N_("no"))),
            width=10,
        ),
    ),
)


class CodeUnknown(Refusal):
    """A code that names no unit to which the asker may give work."""

    sentence = N_("There is no unit “%(code)s” to which you may give work; take the code from the list.")


def _directive(asked: Asked) -> Any:
    """Return the directive of the scope, where the asker may give its work."""
    try:
        directive = queries.document_chosen(asked.by, UUID(asked.scope))
    except ValueError:
        return None
    if directive is None or not asked.by.may("task.give", unit=directive.unit_id):
        return None
    return directive


def _placed(row: Row, codes: Codes) -> Placed:
    """Return what one row gives.

    :raises CodeUnknown: in the column where the code stands
    """
    unit = codes.receiving.get(row.text("unit"))
    if unit is None:
        raise CodeUnknown(field="unit", code=row.text("unit"))
    lead = codes.working.get(row.text("lead")) if row["lead"] else unit
    if lead is None:
        raise CodeUnknown(field="lead", code=row.text("lead"))
    supports = []
    if row["supports"]:
        for code in filter(None, (one.strip() for one in row.text("supports").replace(",", ";").split(";"))):
            if code not in codes.working:
                raise CodeUnknown(field="supports", code=code)
            supports.append(codes.working[code])
    piece = Piece(
        title=row.text("title"),
        point=row.text("point"),
        products=_products(row),
        criteria=row.text("criteria"),
        is_urgent=row["urgent"] == YES,
    )
    return Placed(piece, unit, lead, tuple(supports), row["due_on"])


def _products(row: Row) -> tuple[Expected, ...]:
    """Return the products that a row names: the first by its own columns, further ones by their list."""
    words, code = row.text("product"), row.text("product_kind")
    found: tuple[Expected, ...] = ()
    if words or code:
        kind = ProductKind(code) if code else kind_of_words(words)
        count = 1 if row["product_count"] is None else int(row["product_count"])
        form = Form(row.text("product_form")) if row["product_form"] else usual_form(kind)
        found = (Expected(kind, count, form, words),)
    if not row["more_products"]:
        return found
    try:
        return found + parsed(row.text("more_products"))
    except ProductNotUnderstood as refusal:
        raise ProductNotUnderstood(**{**refusal.values, "field": "more_products"}) from refusal


def _read(
    rows: Sequence[Row], asked: Asked, check: Callable[[Placed], None] = lambda _placed: None
) -> tuple[list[Placed], list[Fault]]:
    """Return what each row gives; where one is wrong, the faults of all that are."""
    codes = codes_known(asked.by, day=asked.day)
    found: list[Placed] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            placed = _placed(row, codes)
            check(placed)
        except Refusal as refusal:
            faults.append(Fault.of(refusal, row, refusal.values.get("field")))
        else:
            found.append(placed)
    return found, faults


def _all_placed(rows: Sequence[Row], codes: Codes) -> list[Placed]:
    """Return what all rows give; units and pieces of work that come again are looked up once.

    :raises CodeUnknown: by the first row that names no unit
    """
    works: dict[tuple[Any, ...], Piece] = {}
    places: dict[tuple[Any, ...], Placed] = {}
    found: list[Placed] = []
    work_of = zip(*(column_of(rows, key) for key in WORK), strict=True)
    place_of = zip(*(column_of(rows, key) for key in PLACE), strict=True)
    due_of = column_of(rows, "due_on")
    for number, (work, place, due_on) in enumerate(zip(work_of, place_of, due_of, strict=True)):
        first, piece = places.get(place), works.get(work)
        if first is None or piece is None:
            placed = _placed(rows[number], codes)
            first = places.setdefault(place, placed)
            piece = works.setdefault(work, placed.piece)
        found.append(Placed(piece, first.unit, first.lead, first.supports, due_on))
    return found


def _stands(rows: Sequence[Row], asked: Asked) -> int | None:
    """Return how many pieces all rows give, where none of them is wrong; None where any is."""
    check = Check(_directive(asked), asked.by, asked.day)
    try:
        found = _all_placed(rows, codes_known(asked.by, day=asked.day))
        for one in found:
            check(one)
    except Refusal:
        return None
    return len(found)


def _check(rows: Sequence[Row], asked: Asked) -> Plan:
    count = _stands(rows, asked)
    if count is not None:
        return Plan(count, 0, ())
    found, faults = _read(rows, asked, Check(_directive(asked), asked.by, asked.day))
    return Plan(len(found) if not faults else len(rows), 0, tuple(faults))


def _run(
    *, rows: Sequence[Row], asked: Asked, document: str, source: Source, at: datetime, tell: Tell
) -> Sequence[Any]:
    directive = _directive(asked)
    if directive is None:
        raise NotAllowed
    now = Asked(asked.by, day_of(at), asked.scope)
    try:
        found = _all_placed(rows, codes_known(now.by, day=now.day))
    except CodeUnknown:
        raise ImportHasFaults(_read(rows, now)[1]) from None
    return give_pieces(
        directive=directive, placed=found, by=asked.by, at=at, tell=tell, source=source.file_name
    )


def _offered(asked: Asked) -> Mapping[str, Sequence[tuple[str, str]]]:
    return units_offered(asked.by, day=asked.day)


register(
    Importer(
        shape=TASKS,
        door="task.give",
        hint=N_("One row for each unit and piece of work; rows with the same words are one piece of work."),
        check=_check,
        run=_run,
        offered=_offered,
        may=lambda asked: _directive(asked) is not None,
        address=lambda asked: reverse("directive_coverage", args=[asked.scope]),
    )
)
