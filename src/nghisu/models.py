"""Gathers the models of every package, because Django looks for them here."""

from nghisu.documents import models as documents
from nghisu.organisation import models as organisation
from nghisu.people import models as people
from nghisu.record import models as record
from nghisu.tasks import models as tasks

__all__ = ["documents", "organisation", "people", "record", "tasks"]
