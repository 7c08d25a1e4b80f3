"""The numbers on the pages of the organisation: what stands under a unit, who is in a body."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, with_day
from nghisu.figures.queries.registry import Counted
from nghisu.kit.refusals import N_
from nghisu.organisation.models import Body, Unit
from nghisu.organisation.queries import incumbents, units
from nghisu.organisation.queries.bodies import body_by_id
from nghisu.organisation.rules.policy import Standing

UNITS, MEMBERS, SEATS = N_("units"), N_("members"), N_("seats")
ALL = "all"
SORT_NAMES = {
    "top": N_("Directly under the Centre"),
    "above_grassroots": N_("Directly above the grassroots"),
    "grassroots": N_("Grassroots"),
    "part": N_("Part of a grassroots committee"),
    "branch": N_("Branch"),
    "province": N_("Province"),
    "ward": N_("Ward or commune"),
    "committee": N_("Party committee"),
    "advisory": N_("Advisory body"),
    "area": N_("Administrative area"),
}
SORTS = tuple(
    counts(
        f"of_{value}",
        name,
        UNITS,
        N_(
            "Units that stand under it on the day, at whatever depth, by the level of their place; one "
            "without a level counts by what it is."
        ),
    )
    for value, name in SORT_NAMES.items()
)


def _unit(key: str, standing: Standing, day: date) -> About | None:
    found = units.unit_by_code(standing, key)
    if found is None:
        return None
    name = units.name_of(found, day)
    return About(key, name, with_day(reverse("unit_detail", args=[found.code]), day), found)


def _tree(key: str, standing: Standing, day: date) -> About | None:
    if key != ALL or not standing.may_somewhere("organisation.see"):
        return None
    return About(key, gettext("Tree of units"), with_day(reverse("unit_tree"), day), None)


def _under(code: str, of: Unit | None, standing: Standing, day: date) -> list[Counted]:
    found = units.units_under(standing, day, of)
    wanted = code.removeprefix("of_")
    return [
        Counted(
            "unit",
            str(one.unit_id),
            one.code,
            one.name,
            url=with_day(reverse("unit_detail", args=[one.code]), day),
        )
        for one in found
        if code == "units" or one.level == wanted
    ]


register_kind(
    Kept(
        "unit",
        N_("Units"),
        (
            counts(
                "units",
                N_("Units under a unit"),
                UNITS,
                N_("Units that stand under it on the day, at whatever depth, without itself."),
            ),
            *SORTS,
        ),
        _unit,
        _under,
    )
)
register_kind(
    Kept(
        "tree",
        N_("Tree of units"),
        (
            counts(
                "units",
                N_("Units of the whole tree"),
                UNITS,
                N_("Units that exist on the day and you may see."),
            ),
            *SORTS,
        ),
        _tree,
        _under,
    )
)


# Bodies


def _body(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = body_by_id(standing, pk) if pk else None
    if found is None:
        return None
    title = f"{found.get_kind_display()}, {units.name_of(found.unit, day)}"
    return About(key, title, with_day(reverse("body_detail", args=[found.pk]), day), found)


def _of_body(code: str, of: Body, standing: Standing, day: date) -> list[Counted]:
    sees = standing.may("roster.see", unit=of.unit_id)
    rows = list(incumbents(of, day).select_related("person").order_by("order", "person__sort_key"))
    members = [
        Counted(
            "mandate",
            str(one.pk) if sees else "",
            one.person.full_name if sees else "",
            one.duty if sees else "",
            one.first if sees else None,
            url=reverse("mandate_detail", args=[one.pk]) if sees else "",
        )
        for one in rows
    ]
    if code == "incumbents":
        return members
    if len(rows) >= of.seats:
        return []
    seats = Counted("body", str(of.pk), of.get_kind_display(), of.source, amount=of.seats)
    return [seats, *(_taken(one) for one in members)]


def _taken(one: Counted) -> Counted:
    return Counted(one.kind, one.pk, one.label, one.words, one.day, amount=-1, url=one.url)


register_kind(
    Kept(
        "body",
        N_("Bodies"),
        (
            counts(
                "incumbents",
                N_("Members of a body"),
                MEMBERS,
                N_(
                    "Mandates of the body that hold on the day, without those a decision leaves out of the "
                    "count; whoever is only proposed has none."
                ),
            ),
            counts(
                "vacant",
                N_("Vacant seats"),
                SEATS,
                N_("The seats decided, less one for each member of the day; never less than none."),
            ),
        ),
        _body,
        _of_body,
    )
)
