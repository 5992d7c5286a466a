"""What the races of the objections play in: refusals of small proposals, and two lawyers."""

from grants.decisions.flows import decide
from grants.decisions.models import Decision, Objection
from grants.proposals.states import Route
from tests import decisions, objections, proposals
from tests.grants.decisions.scenes import delfshaven
from tests.make import NOON, person
from wijkraden.people.models import User
from wijkraden.people.states import Role


def lawyers() -> tuple[User, User]:
    """Return joris and jet."""
    jet = User.objects.filter(email="jet@test.example").first()
    city = delfshaven().city
    return decisions.cast("joris"), jet or person("jet", role=Role.OBJECTIONS_LAWYER, city=city)


def refusal(number: int) -> Decision:
    """Return a refusal of daan that was told."""
    from tests.grants.decisions.scenes import tender

    made = proposals.reviewed(delfshaven(), title=f"Bezwaar {number}", cents=800_00, round_=tender())
    waits = decisions.prepared(made, decisions.a_refusal())
    decide(waits, by=decisions.cast("daan"), at=NOON)
    _tell(waits)
    assert made.route == Route.SUBSIDY
    return Decision.objects.get(pk=waits.pk)


def _tell(decision: Decision) -> None:
    """Make the decisions of its round known."""
    from grants.decisions.flows import publish_decisions

    publish_decisions(decision.proposal.round, by=decisions.cast("daan"), at=NOON)


def running(number: int) -> Objection:
    """Return an objection to such a refusal that can be decided."""
    return objections.heard(refusal(number))


def another(first: Objection) -> Objection:
    """Return a second one to the same refusal."""
    return objections.heard(first.decision, name="Een buur")


def standing(made: Objection) -> tuple[str, bool, int]:
    """Return its outcome, whether the decision is gone, and how many letters left."""
    from portal.post.models import Message

    found = Objection.objects.select_related("decision").get(pk=made.pk)
    told = Message.objects.filter(kind="decisions.objection_letter", about_id=found.public_id).count()
    return found.outcome, found.decision.replaced_at is not None, told
