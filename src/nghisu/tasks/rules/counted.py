"""What lists and figures count of tasks, by code; the registry of figures says the rest."""

from nghisu.kit.refusals import N_

COUNTED: dict[str, str] = {
    "done": N_("Done"),
    "done_planned": N_("Done, planned"),
    "done_arising": N_("Done, arising"),
    "done_late": N_("Done late"),
    "done_in_time": N_("Done in time"),
    "given": N_("Given"),
    "carried": N_("Carried in"),
    "due": N_("Fallen due"),
    "due_done": N_("Due and done"),
    "due_open": N_("Due and not done"),
    "extended": N_("Extended"),
    "waiting": N_("Awaiting acceptance"),
    "overdue": N_("Overdue"),
    "open": N_("Open"),
}
