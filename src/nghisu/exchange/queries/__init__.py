"""Read tokens and webhooks."""

from nghisu.exchange.queries.tokens import (
    PREFIX,
    hash_of,
    own_units,
    token_behind,
    token_of,
    tokens_of,
)

__all__ = ["PREFIX", "hash_of", "own_units", "token_behind", "token_of", "tokens_of"]
