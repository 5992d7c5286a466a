"""A whole part of the editor in one act, where it holds more than the columns of the proposal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from grants.plan.models import Element, Insight
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.trail.flows import flow
from wijkraden.people.models import User

from ..holding import hold_part
from ..models import Proposal
from ..queries_of_editor import aims_of, parties_of
from ..states import PartyKind, Section
from .drafts import PartyOf, change, set_aims, set_bank_account, set_origin, set_party


@flow
def save_plan(
    proposal: Proposal,
    *,
    values: Mapping[str, Any],
    elements: Sequence[Element],
    insight: Insight | None,
    was: Mapping[str, Any] | None = None,
    aims_were: Collection[int] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change how a proposal serves the plan: the texts, what of the plan it serves, and what it comes from.

    `aims_were` are the ids of those it served when the form was checked. Raises as `change` and `set_aims`.
    """
    change(proposal, section=Section.PLAN, values=values, was=was, by=by, at=at)
    if aims_were is not None and aims_of(proposal) != set(aims_were):
        raise ChangedMeanwhile(changed_meanwhile())
    set_aims(proposal, elements=elements, by=by, at=at)
    set_origin(proposal, insight=insight, by=by, at=at)


@flow
def save_who(
    proposal: Proposal,
    *,
    values: Mapping[str, Any],
    parties: Mapping[PartyKind, PartyOf | None],
    account: tuple[str, str] | None = None,
    was: Mapping[str, Any] | None = None,
    parties_were: Mapping[PartyKind, PartyOf | None] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change by which route and by whom: None takes a party out, `account` is an IBAN and its holder.

    Raises as `change` and `set_bank_account`.
    """
    change(proposal, section=Section.WHO, values=values, was=was, by=by, at=at)
    hold_part(proposal, Section.WHO, by=by, at=at)
    standing = parties_of(proposal)
    now = {kind: PartyOf.of(standing.get(kind)) for kind in PartyKind}
    if parties_were is not None and any(now[kind] != one for kind, one in parties_were.items()):
        raise ChangedMeanwhile(changed_meanwhile())
    for kind, what in parties.items():
        if now[kind] != what:
            set_party(proposal, kind=kind, what=what, by=by, at=at)
    if account is not None:
        iban, holder = account
        set_bank_account(proposal, iban=iban, holder=holder, by=by, at=at)
