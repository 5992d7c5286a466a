"""A form counts once: the first flow of a request claims its token, a repeat gets the same answer."""

import hashlib
import json
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from . import flows, queries
from .fields import keyed_hash
from .kept import keep
from .tokens import FIELD, AlreadyDone, Token, path_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.core.files.uploadedfile import UploadedFile

_PATIENCE = timedelta(seconds=3)  # how long a double click waits for the first answer


class Claim:
    """One request's hold on its token.

    A flow that was undone undid the claim too, so each outermost flow claims again unless the claim stands.
    """

    def __init__(self, token: Token, request: HttpRequest) -> None:
        self.token = token
        self.body = body_of(request)
        match = request.resolver_match
        self.path = match.route if match else ""  # not the address itself: it may hold an invitation's secret
        self.by: AbstractBaseUser | None = request.user if request.user.is_authenticated else None
        self.at: datetime | None = None

    def __call__(self) -> None:
        """Claim the token inside the flow that starts now; raises AlreadyDone if another request did."""
        if self.at is not None and self._stands():
            return
        self.at = timezone.now()
        try:
            flows.claim(token=self.token.hash, body=self.body, path=self.path, by=self.by, at=self.at)
        except IntegrityError as error:
            raise AlreadyDone from error

    def _stands(self) -> bool:
        used = queries.used_token(self.token.hash)
        return used is not None and used.at == self.at

    def close(self, response: HttpResponse) -> bool:
        """Keep where the answer points, for a repeat; tell if the token was used by this request."""
        if self.at is None:
            return False
        answer = response.url if isinstance(response, HttpResponseRedirect) else ""
        return flows.keep_answer(answer, token=self.token.hash, by=self.by, at=self.at)


def body_of(request: HttpRequest) -> str:
    """Return the keyed hash of what the form of this request holds: its fields and the content of its files."""
    fields = [pair for pair in request.POST.lists() if pair[0] not in {FIELD, "csrfmiddlewaretoken"}]
    files = [
        (name, [(file.name, _checksum(file)) for file in several]) for name, several in request.FILES.lists()
    ]
    return keyed_hash(json.dumps([sorted(fields), sorted(files)]), "once")


def _checksum(file: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def answer_again(request: HttpRequest, token: Token, body: str) -> HttpResponse:
    """Answer a form that was carried out before as the first time: no view runs, nothing is written.

    One that holds something else now (went back, corrected, sent again) is shown again with that. Waits up to
    three seconds for a first request that is still being answered; when that one never came to an answer, leads
    back to the page of the form.
    """
    used = queries.used_token(token.hash)
    if used is not None and used.body not in {"", body}:
        return _shown_with_correction(request, token)
    while used is not None and not used.answer and timezone.now() - used.at < _PATIENCE:
        time.sleep(0.1)
        used = queries.used_token(token.hash)
    messages.info(request, _("You sent this form more than once. It was carried out one time only."))
    return redirect((used.answer if used else "") or token.page or path_of(request))


def _shown_with_correction(request: HttpRequest, token: Token) -> HttpResponse:
    kept = keep(request, token)
    messages.warning(
        request,
        _(
            "You sent this form before, with something else in it. That was carried out; what you changed is not yet."
        )
        if kept
        else _(
            "You sent this form before, with something else in it. That was carried out; what you changed is not. "
            "Please fill it in again."
        ),
    )
    return redirect(token.page or path_of(request))
