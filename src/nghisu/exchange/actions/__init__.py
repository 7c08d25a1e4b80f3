"""Make and withdraw tokens; tell other programs what happened."""

from nghisu.exchange.actions.tokens import make_token, mark_used, withdraw_token

__all__ = ["make_token", "mark_used", "withdraw_token"]
