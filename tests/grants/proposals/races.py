"""What two processes are handed in the races of proposals: builders, acts over HTTP, and what stands afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants.budget.models import Entry, Slice
from grants.budget.proof import prove
from grants.budget.states import Kind
from grants.demo.flows import load_demo
from grants.proposals import flows
from grants.proposals.models import Attachment, Confirmation, Proposal
from grants.proposals.states import AttachmentKind, Route
from grants.rounds.models import Round
from grants.terms import closing_moment
from portal.files.flows import store
from portal.post.models import Message
from tests import proposals
from tests.make import NOON, picture, post, sign_in
from wijkraden.people.models import User
from wijkraden.places.models import City, District

LATER = NOON + timedelta(minutes=5)


@dataclass(frozen=True)
class Stands:
    """What there is of a proposal: its state and number, what is reserved, and how much of each there is."""

    state: str
    number: str
    reserved_cents: int
    entries: int
    events: int
    mails: int
    attachments: int


def district(slug: str = "delfshaven-schiemond") -> District:
    """Load the city and its cast, unless they are there, and return a district, that of chris unless told otherwise."""
    load_demo(by=None, at=NOON)
    found = District.objects.select_related("city").get(slug=slug)
    if not Round.objects.exists():
        proposals.open_round(found.city, closes_on=date(2099, 12, 31))  # who presses a button does so today
    return found


def chris() -> User:
    """Return the chair."""
    return proposals.cast("chris")


def ready(title: str, *, where: District | None = None) -> Proposal:
    """Have a proposal with two attachments put forward, so that it can be submitted."""
    where = where or district()
    made = proposals.draft(where, cents=100_00, title=title, route=Route.OWN)
    by = proposals.member_of(where)
    for name in ("plan.jpg", "begroting.jpg"):
        upload = SimpleUploadedFile(name, picture().read(), content_type="image/jpeg")
        file = store(upload, by=by, at=NOON)
        Attachment.objects.create(
            proposal=made, file=file, kind=AttachmentKind.PLAN, added_by=by, added_at=NOON
        )
    flows.present(made, by=by, at=NOON)
    proposals.decide(made)
    return made


def stands(proposal: Proposal) -> Stands:
    """Return what there is of it now."""
    row = Proposal.objects.select_related("dossier").get(pk=proposal.pk)
    account = row.dossier.accounts.filter(kind=Kind.RESERVED).first() if row.dossier else None
    return Stands(
        state=row.state,
        number=row.number,
        reserved_cents=account.balance if account else 0,
        entries=Entry.objects.filter(dossier=row.dossier).count() if row.dossier else 0,
        events=row.events.count(),
        mails=Message.objects.filter(about_id=row.public_id, kind="proposals.submitted").count(),
        attachments=row.attachments.filter(removed_at__isnull=True).count(),
    )


def press_submit(proposal: Proposal) -> tuple[int, str]:
    """Press the button of the page, as chris in a browser; return the status and where it leads."""
    user = chris()
    host = City.objects.get(slug="rotterdam").address.split("//")[1]
    client = sign_in(Client(HTTP_HOST=host), user)
    answer = post(client, user, f"/proposals/{proposal.public_id}/submit/")
    return answer.status_code, answer.headers.get("Location", "")


def slice_of(proposal: Proposal) -> Slice:
    """Return its slice."""
    return Slice.objects.get(pk=proposal.slice_id)


def is_sound() -> list[str]:
    """Return what the proof of the ledger finds wrong."""
    return prove().faults


def before_the_council(title: str) -> Proposal:
    """Have a proposal lie before the council."""
    return proposals.presented(district(), title=title, route=Route.OWN)


def question(title: str) -> Confirmation:
    """Ask an applicant about one."""
    made = proposals.presented(district(), title=title)
    return flows.ask_applicant(made, by=proposals.member_of(made.district), at=NOON)[0]


def who_acts(proposal: Proposal) -> User:
    """Return the chair of its council."""
    return proposals.chair_of(proposal.district)


def after_the_round() -> datetime:
    """Return the first moment at which the round of these races is closed."""
    return closing_moment(date(2099, 12, 31)) + timedelta(minutes=1)
