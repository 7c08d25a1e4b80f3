"""Gathers the models of every package, because Django looks for them here."""

from nghisu.ballots import models as ballots
from nghisu.contest import models as contest
from nghisu.corner import models as corner
from nghisu.documents import models as documents
from nghisu.exchange import models as exchange
from nghisu.figures import models as figures
from nghisu.home import models as home
from nghisu.inspection import models as inspection
from nghisu.meetings import models as meetings
from nghisu.notices import models as notices
from nghisu.organisation import models as organisation
from nghisu.people import models as people
from nghisu.record import models as record
from nghisu.reporting import models as reporting
from nghisu.search import models as search
from nghisu.situation import models as situation
from nghisu.tasks import models as tasks
from nghisu.visits import models as visits

__all__ = [
    "ballots",
    "corner",
    "contest",
    "documents",
    "exchange",
    "figures",
    "home",
    "inspection",
    "meetings",
    "notices",
    "organisation",
    "people",
    "record",
    "reporting",
    "search",
    "situation",
    "tasks",
    "visits",
]
