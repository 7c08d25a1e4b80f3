"""The settings of servers under test as long as no migration is committed: tables made from the models."""

from nghisu.config.settings import *  # noqa: F403

MIGRATION_MODULES = {"nghisu": None}
