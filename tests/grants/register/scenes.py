"""A city with a granted action that everyone may read, beside all that stays inside; each secret has its own word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.proposals.flows import PartyOf, add_note
from grants.proposals.models import Proposal
from grants.reports.flows import attach, judge, submit_report
from grants.reports.models import ReportFile
from grants.reports.states import Done, FileKind
from grants.rounds.states import Distribution
from tests import decisions, payments, proposals
from tests.grants.register import ends
from tests.make import NOON, picture
from tests.proposals import cast
from wijkraden.places.models import District

TITLE = "Café-avond in Delfshaven"
JUDGED = "De buurt wil dit elk jaar."
SECRETS = (
    "Zebrapad",  # a draft
    "Pelikaan",  # submitted, not decided
    "Flamingo",  # refused
    "Aalscholver",  # granted, to be told on a decision day to come
    "Marieke",  # a private person who applies
    "Geitenpad",  # where she lives
    "Schuilhof",  # a place that is not public
    "Bedreiging",  # why
    "Blijfhuis",  # an organisation that is not public
    "2026-10-07",  # days that are not public
    "07-10-2026",
    "7 oktober",
    "Binnenskamers",  # a note of the city
    "Fatima",  # who speaks for the foundation
    "fatima@demo.example",
    "12345678",  # its registration
    "NL91",  # its account
    "0417164300",
)


@dataclass(frozen=True)
class Public:
    """The action that everyone may read, with a photo that is for everyone and one that is not."""

    proposal: Proposal
    photo: ReportFile
    private_photo: ReportFile


def public_action(district: District, *, at: datetime = NOON, **asked: Any) -> Public:
    """Grant 8,000 euros, report on it with photos, judge it, determine it at 6,000 and pay that."""
    made = decisions.under_way(district, at=at, **{"title": TITLE, **asked})
    report = decisions.written(made, at=at)
    for open_ in (True, False):
        attach(
            report, upload=picture(), kind=FileKind.PHOTO, is_public=open_, has_consent=open_, by=None, at=at
        )
    submit_report(report, by=None, at=at)
    judge(report, judgement=Done.YES, words=JUDGED, by=proposals.member_of(district, at=at), at=at)
    final = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final, at=at), by=cast("daan"), at=at)
    return known(made)


def known(proposal: Proposal) -> Public:
    """Return a public action with its photos."""
    photos = ReportFile.objects.filter(report__proposal=proposal).order_by("-is_public", "pk")
    return Public(Proposal.objects.select_related("district__city").get(pk=proposal.pk), *photos)


def guarded(district: District, title: str, *, at: datetime = NOON, **hidden: Any) -> Proposal:
    """Grant an action on 7 October, of which something is not public for safety."""
    says = {
        "starts_on": date(at.year, 10, 7),
        "ends_on": date(at.year, 10, 7),
        "place": "Schuilhof 12",
        "summary": "Op 7 oktober in de Schuilhof met het Blijfhuis.",
        "safety_reason": "Bedreiging van wie er werkt.",
        **hidden,
    }
    return decisions.granted(district, title=title, cents=800_00, says=says, applicant=BLIJFHUIS, at=at)


BLIJFHUIS = PartyOf(
    is_person=False, name="Stichting Blijfhuis", contact="Fatima", email="fatima@demo.example"
)
MARIEKE = PartyOf(
    is_person=True,
    name="Marieke de Wit",
    email="marieke@demo.example",
    street="Geitenpad 3",
    postcode="3024 AB",
)


def with_secrets(district: District) -> Public:
    """Return the public action of a city that holds every secret."""
    round_ = decisions.other_round(district.city, distribution=Distribution.TENDER)
    made = public_action(district)
    payments.paid(made.proposal)
    add_note(made.proposal, text="Binnenskamers: let op de bonnen.", by=cast("olga"), at=NOON)
    proposals.draft(district, title="Zebrapad")
    proposals.submitted(district, title="Pelikaan")
    ends.refused(district, title="Flamingo")
    held = proposals.reviewed(district, title="Aalscholver", round_=round_)
    decisions.mandate(district.city, user=cast("dewi"), regulation=round_.regulation)
    decide(decisions.prepared(held), by=cast("dewi"), at=NOON)
    decisions.granted(district, title="Straatfeest", cents=700_00, applicant=MARIEKE)
    guarded(district, "Veilige avond", place_is_hidden=True, days_are_hidden=True, name_is_hidden=True)
    return made
