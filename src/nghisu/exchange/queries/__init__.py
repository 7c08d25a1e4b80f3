"""Read tokens and webhooks."""

from nghisu.exchange.queries.tokens import (
    PREFIX,
    own_units,
    token_behind,
    token_of,
    tokens_of,
)

__all__ = ["PREFIX", "own_units", "token_behind", "token_of", "tokens_of"]
