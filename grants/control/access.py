"""The doors to the ledger: what a person may not see does not exist for her."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from grants.budget.models import Dossier, Entry, Slice
from grants.budget.queries import dossier_at, entry_at
from portal.jobs.models import Job
from portal.jobs.states import FILE_LIFETIME
from wijkraden.people.models import User
from wijkraden.people.rules import Person
from wijkraden.places.models import City

from . import queries
from .models import Closing
from .rules import may_approve_closing, may_prepare_closing, may_prove_ledger, may_read_ledger

LARGEST_NUMBER = 2**63 - 1


def enter(user: Person, city: City | None) -> City:
    """Return the city whose ledger `user` may read; 404 if she may not."""
    if not city or not may_read_ledger(user, city.pk):
        raise Http404
    return city


def enter_proof(user: Person, city: City | None) -> City:
    """Return the city whose ledger `user` may have checked; 404 if she may not see it, 403 if not do this."""
    found = enter(user, city)
    if not may_prove_ledger(user, found.pk):
        raise PermissionDenied
    return found


def enter_closing(user: Person, city: City | None) -> City:
    """Return the city whose years `user` may prepare to close; 404 if she may not see them, 403 if not do this."""
    found = enter(user, city)
    if not may_prepare_closing(user, found.pk):
        raise PermissionDenied
    return found


def get_checklist(city: City, year: int, *, today: date, transfer: bool) -> queries.Checklist:
    """Return the checklist of the closing of a year; 404 if the city has no such year."""
    found = queries.checklist_of(city, year, today=today, transfer=transfer)
    if found is None:
        raise Http404
    return found


def get_closing(user: Person, city: City | None, public_id: str) -> Closing:
    """Return the closing of a year; 404 if it is not there for `user`."""
    found = queries.closing_at(enter(user, city), public_id)
    if found is None:
        raise Http404
    return found


def get_closing_to_decide(user: Person, city: City | None, public_id: str) -> Closing:
    """Return a closing that `user` may approve or return; 404 if it is not there for her, 403 if she may not."""
    found = get_closing(user, city, public_id)
    if not may_approve_closing(user, found):
        raise PermissionDenied
    return found


def get_slice(user: Person, city: City | None, public_id: str) -> Slice:
    """Return a slice with its districts; 404 if it is not there for `user`."""
    found = queries.slice_at(enter(user, city), public_id)
    if found is None:
        raise Http404
    return found


def get_entry(user: Person, city: City | None, slice_id: str, number: int) -> Entry:
    """Return an entry of a slice; 404 if it is not there for `user`."""
    found = entry_at(enter(user, city), slice_id, number) if number <= LARGEST_NUMBER else None
    if found is None:
        raise Http404
    return found


def get_dossier(user: Person, city: City | None, number: str) -> Dossier:
    """Return a dossier by its number; 404 if it is not there for `user`."""
    found = dossier_at(enter(user, city), number)
    if found is None:
        raise Http404
    return found


def get_export(user: User, city: City | None, public_id: str, *, at: datetime) -> Job:
    """Return the work that made a file of the journal; 404 unless it is her own, ready and not gone."""
    enter(user, city)
    recent = queries.ready(queries.exports_of(user)).filter(created_at__gt=at - FILE_LIFETIME)
    job = recent.filter(public_id=public_id).first()
    if job is None:
        raise Http404
    return job
