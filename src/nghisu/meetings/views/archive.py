"""Pages of the archive of a meeting."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nghisu.kit import clock
from nghisu.kit.forms import ConfirmForm
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.meetings.actions import archive as actions
from nghisu.meetings.exports.archive import archive_name, archive_of
from nghisu.meetings.queries import archive as read
from nghisu.meetings.views.finding import meeting_or_404


@page("meeting.archive")
def archive_page(request: Request, pk: UUID) -> HttpResponse:
    """Show what the archive holds for the asker, and put the meeting away."""
    meeting = meeting_or_404(request, pk)
    if not read.may_archive(request.standing, meeting):
        raise Http404
    knows = read.knows_closed(request.standing, meeting)
    may_put = knows and meeting.state == meeting.State.CONCLUDED
    form = ConfirmForm(request.POST or None, name=_("Put away")) if may_put else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            at = clock.now()
            content = archive_of(
                meeting, read.parts_archived_for(request.standing, meeting), has_closed=True, at=at
            )
            made = attempt(
                form,
                lambda: actions.put_away(
                    meeting=meeting,
                    content=content,
                    name=archive_name(meeting),
                    expected_version=meeting.version,
                    by=request.standing,
                    at=at,
                ),
            )
            if made:
                messages.success(request, _("The meeting is put away."))
                return redirect("archive_page", pk)
    context = {
        "meeting": meeting,
        "kept": read.archive_kept(meeting),
        "knows_closed": knows,
        "form": form,
    }
    return render(request, "meetings/archive.html", context, status=status_of(form) if form else 200)


@page("meeting.archive")
@require_POST
def archive_file(request: Request, pk: UUID) -> HttpResponse:
    """Give the archive as one .zip, without what the asker may not know of."""
    meeting = meeting_or_404(request, pk)
    if not read.may_archive(request.standing, meeting):
        raise Http404
    knows, at = read.knows_closed(request.standing, meeting), clock.now()
    content = archive_of(meeting, read.parts_archived_for(request.standing, meeting), has_closed=knows, at=at)
    actions.give_out_archive(meeting=meeting, content=content, has_closed=knows, by=request.standing, at=at)
    return attachment(content, actions.ZIP, archive_name(meeting))
