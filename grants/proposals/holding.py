"""How a flow takes hold of a proposal: who acts first, then the row, then what must be so."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grants.terms import day_of
from portal.errors import WrongState
from portal.reads import followed, held, rows_of
from wijkraden.people.models import User
from wijkraden.people.rules import Act, hold_right, may
from wijkraden.people.states import DISTRICT_ROLES
from wijkraden.places.models import District

from .errors import HasInterest, ReviewsIt
from .models import Handling, Proposal, Snapshot, content_hash
from .queries import content_of, has_interest, open_sections
from .rules import HANDLE, WRITE, label_for
from .states import AT_THE_OFFICE, OPEN_TO_CHANGES, SECTION_LABELS, Section, SnapshotKind, State


def hold(
    proposal: Proposal, allowed: Act, *, among: Iterable[State] = tuple(State), by: User, at: datetime
) -> Proposal:
    """Lock whoever acts and then the proposal, and return it as it is now.

    Raises NoLongerAllowed, HasInterest for who declared one, and WrongState when it is in none of the states `among`.
    """
    is_of_district = bool(allowed.roles & DISTRICT_ROLES)
    hold_right(
        by,
        allowed,
        city_id=followed(proposal, "district", District).city_id,
        district_id=proposal.district_id if is_of_district else None,
        on=day_of(at),
    )
    row = lock(proposal, among=among, by=by)
    if has_interest(by, row):
        raise HasInterest
    return row


def refuse_act(proposal: Proposal, *, among: Iterable[State] = tuple(State), by: User) -> None:
    """Raise what `hold` would of the proposal as it was read: WrongState, and HasInterest. One query at most."""
    refuse_state(proposal, among, by=by)
    if has_interest(by, proposal):
        raise HasInterest


def refuse_closed(proposal: Proposal, section: Section) -> None:
    """Raise WrongState unless that part may change now: in a draft each, being completed only what was asked."""
    if section not in open_sections(proposal):
        raise WrongState(
            _("“%(section)s” cannot be changed now: the city did not ask to complete it, or it was answered.")
            % {"section": SECTION_LABELS[section]}
        )


def hold_part(proposal: Proposal, section: Section, *, by: User, at: datetime) -> Proposal:
    """Hold a proposal of which this part may change now: any of a draft, what the city asked of one to complete.

    Raises as `hold`, and WrongState for a part that was not asked.
    """
    row = hold(proposal, WRITE, among=OPEN_TO_CHANGES, by=by, at=at)
    refuse_closed(row, section)
    return row


def lock(proposal: Proposal, *, among: Iterable[State] = tuple(State), by: User | None = None) -> Proposal:
    """Lock the proposal and return it as it is now; raises WrongState when it is in none of these states.

    It names the state as `by` may know it; None is someone outside the city. Its round comes along as the caller read
    it: what was announced stays as it is.
    """
    row = held(Proposal, proposal.pk)
    if "round" in proposal._state.fields_cache:
        row.round = proposal.round
    refuse_state(row, among, by=by)
    return row


def refuse_state(proposal: Proposal, among: Iterable[State], *, by: User | None) -> None:
    """Raise WrongState when it is in none of these states, naming its state as `by` may know it."""
    if proposal.state not in {one.value for one in among}:
        label = label_for(by, proposal) if by else proposal.public_label
        raise WrongState(_("This cannot be done now: the proposal is “%(state)s”.") % {"state": label})


def note_handler(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Keep that `by` handled it for the city, so that she never decides on it. Raises ReviewsIt for its reviewer.

    What no officer has in hand is in hers from then on, while it lies at the office.
    """
    _take_in_hand(proposal, by=by, at=at)
    if any(one.user_id == by.pk for one in rows_of(Handling, "proposal_id", proposal.pk)):
        return
    try:
        with transaction.atomic():
            Handling.objects.create(proposal=proposal, user=by, since=at)
    except (
        IntegrityError
    ):  # the guard of a higher room; the proposal is locked, so nobody else wrote this row
        raise ReviewsIt from None


def _take_in_hand(proposal: Proposal, *, by: User, at: datetime) -> None:
    if proposal.state not in AT_THE_OFFICE:
        return
    city_id = followed(proposal, "district", District).city_id
    has = by if proposal.handler_id == by.pk else proposal.handler
    if has is not None and may(has, HANDLE, city_id, on=day_of(at)):
        return
    if may(by, HANDLE, city_id, on=day_of(at)):
        Proposal.objects.filter(pk=proposal.pk).update(handler=by)
        proposal.handler = by


def note_edit(proposal: Proposal, *, by: User, at: datetime, columns: Iterable[str] = ()) -> None:
    """Save these columns of a proposal and that `by` edited it."""
    proposal.edited_by, proposal.edited_at = by, at
    proposal.edits += 1
    proposal.index_words()
    proposal.save(update_fields=["edited_by", "edited_at", "edits", "search", "sort_key", *columns])


def show_now(proposal: Proposal, row: Proposal) -> None:
    """Let what the caller read say what was written to its locked row; what hangs on it is read anew. No query."""
    for one in Proposal._meta.concrete_fields:
        setattr(proposal, one.attname, getattr(row, one.attname))
    getattr(proposal, "_prefetched_objects_cache", {}).clear()


def keep(proposal: Proposal, kind: SnapshotKind, *, by: User | None, at: datetime) -> Snapshot:
    """Keep the whole content as it is now."""
    content = content_of(proposal)
    return Snapshot.objects.create(
        proposal=proposal, kind=kind, content=content, sha256=content_hash(content), by=by, at=at
    )
