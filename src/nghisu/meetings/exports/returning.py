"""The register of the numbered copies of a paper, to be printed and signed."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.kit.table_paper import PaperColumn, TablePaper
from nghisu.meetings.models import Meeting, MeetingPaper, NumberedCopy


def register_pdf(meeting: Meeting, paper: MeetingPaper, copies: Sequence[NumberedCopy]) -> bytes:
    """Return the register as a PDF: number, to whom, when given and returned, two places to sign."""
    rows = [
        [
            f"{copy.number:02d}",
            copy.name,
            f"{timezone.localtime(copy.given_at):%H:%M %d/%m/%Y}" if copy.given_at else "",
            "",
            f"{timezone.localtime(copy.returned_at):%H:%M %d/%m/%Y}" if copy.returned_at else "",
            "",
        ]
        for copy in copies
    ]
    out = [copy for copy in copies if copy.given_at and not copy.returned_at]
    notes = [
        _("Copies numbered: %(all)s; given out and not returned: %(out)s.")
        % {"all": len(copies), "out": len(out)}
    ]
    if meeting.unreturned_reason and out:
        notes.append(_("Reason: %(reason)s") % {"reason": meeting.unreturned_reason})
    return TablePaper(
        title=_("Register of papers to be returned"),
        lines=[paper.title, meeting.title, f"{timezone.localtime(meeting.starts_at):%d/%m/%Y}"],
        columns=[
            PaperColumn(_("Copy no."), 14, "center"),
            PaperColumn(_("Given to")),
            PaperColumn(_("Given"), 28, "center"),
            PaperColumn(_("Signs here"), 24),
            PaperColumn(_("Returned"), 28, "center"),
            PaperColumn(_("Signs here"), 24),
        ],
        rows=rows,
        notes=notes,
        signers=[_("Handed out by"), _("Head of the office")],
        sign_hint=_("(sign, write the full name)"),
    ).pdf()
