"""Ask whoever holds a role that needs a second factor to set one up before anything else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from nghisu.kit.pages import PUBLIC, Request
from nghisu.organisation.rules.policy import Standing
from nghisu.people.queries.accounts import has_second_factor
from nghisu.people.queries.factors import required_factors

OPEN_TO_ALL = ("nghisu.people.", "nghisu.kit.")


class SecondFactorMiddleware:
    """Send people to the account page until they have the second factor that one of their roles needs."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        module = view.__module__
        if (
            not module.startswith("nghisu.")
            or module.startswith(OPEN_TO_ALL)
            or getattr(view, "door", PUBLIC) == PUBLIC
            or not request.user.is_authenticated
            or not needs_factor(request.standing)
            or has_second_factor(request.user.pk)
        ):
            return None
        messages.warning(
            request, gettext("Your office requires a second factor for your role. Set one up to go on.")
        )
        return redirect("account")


def needs_factor(standing: Standing) -> bool:
    """Tell whether a role the person holds needs a second factor, there or at a unit above it."""
    required = required_factors()
    return bool(required) and any(
        (holding.role.value, unit_id) in required
        for holding in standing.holdings
        for unit_id in (holding.unit_id, *standing.tree.above(holding.unit_id))
    )
