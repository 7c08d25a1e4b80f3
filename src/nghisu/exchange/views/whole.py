"""Take everything along as one file, and empty the sample."""

import tempfile
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from nghisu.exchange.actions import sample
from nghisu.exchange.exports.whole import Archive, write_whole
from nghisu.exchange.forms import EmptySampleForm, WholeForm
from nghisu.kit import clock, progress
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.record.actions import note_whole_export


@page("whole.export", stores_nothing=True)  # it reads for long: no transaction may wait for it
def whole_export(request: Request) -> HttpResponse:
    """Give everything as one .zip whose secrets are sealed under the passphrase that was typed."""
    form = WholeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        file = attempt(form, lambda: _written(request, form.cleaned_data["passphrase"]))
        if file is not None:
            with transaction.atomic():
                note_whole_export(by=request.user, at=clock.now())
            name = f"nghi-su-{request.today:%Y%m%d}.zip"
            answer: Any = FileResponse(file, as_attachment=True, filename=name)
            return answer  # type: ignore[no-any-return]
    context = {"form": form, "is_sample": bool(clock.offset()) and not settings.REHEARSAL}
    return render(request, "exchange/whole_export.html", context, status=status_of(form))


def _written(request: Request, passphrase: str) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    key, owner = request.POST.get("idempotency_key", ""), str(request.user.pk)

    def tell(done: int, total: int) -> None:
        progress.tell(key, owner, done, total)

    try:
        with Archive(file) as archive:
            write_whole(archive, passphrase=passphrase, at=clock.now(), tell=tell)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


@page("whole.export")
def sample_empty(request: Request) -> HttpResponse:
    """Empty the sample and begin with one's own organisation; any other data are not offered this."""
    if not clock.offset() or settings.REHEARSAL:
        raise Http404
    form = EmptySampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: sample.empty_sample(
                is_sample=bool(clock.offset()),
                unit=values["unit"],
                code=values["code"],
                symbol=values["symbol"],
                place=values["place"],
                by=request.standing,
                at=clock.now() - clock.offset(),
            ),
        )
        if done is not None:
            messages.success(request, gettext("The sample is gone. This is your organisation now."))
            return redirect("home")
    return render(request, "exchange/sample_empty.html", {"form": form}, status=status_of(form))
