"""The part of the editor with the attachments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries_of_editor
from ..forms import AttachForm
from ..models import Proposal
from ..states import AttachmentKind, Section
from .editor_door import after, in_editor, show

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_editor(Section.FILES)
def edit_files(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Show the attachments, and add one."""
    form = AttachForm(
        request.POST or None, request.FILES or None, by=request.user, initial=kept_post(request) or {}
    )
    if form.is_valid():
        try:
            flows.attach(
                found,
                upload=form.cleaned_data["file"],
                kind=AttachmentKind(form.cleaned_data["kind"]),
                by=request.user,
                at=timezone.now(),
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The attachment is added."))
            return redirect("edit_files", found.public_id)
    context = {
        "form": form,
        "attachments": list(queries_of_editor.attachments_of(found)),
        "next_url": after(found, Section.FILES),
    }
    status = 422 if form.is_bound else 200
    return show(request, found, Section.FILES, "proposals/editor_files.html", context, status=status)


@_FORM
@login_required
@in_editor(Section.FILES)
def attachment_remove(request: PortalRequest, found: Proposal, attachment_id: str) -> HttpResponse:
    """Ask, and then take an attachment out."""
    attachment = access.get_attachment(found, attachment_id)
    if request.method == "POST":
        try:
            flows.take_out(attachment, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(name)s” is taken out.") % {"name": attachment.file.name})
        return redirect("edit_files", found.public_id)
    context = {"proposal": found, "attachment": attachment}
    return render(request, "proposals/editor_file_remove.html", context)
