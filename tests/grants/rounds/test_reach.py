"""Which rounds a council has, and its budget in them."""

from grants.budget.flows import open_slice
from grants.budget.models import Slice
from grants.rounds.flows import announce, choose_budgets
from grants.rounds.models import Round
from grants.rounds.queries import announced_for, open_for, round_at, slice_for
from grants.rounds.states import Distribution
from tests import proposals
from tests.make import NOON, another_city
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District


@shared
def concept(city: City) -> Round:
    """A concept that is ready, for the budgets of three districts."""
    return proposals.concept_round(city)


def test_a_council_has_the_rounds_in_which_it_has_a_budget(
    city: City, concept: Round, delfshaven: District, beheer: User
) -> None:
    heijplaat = District.objects.get(city=city, slug="heijplaat")
    announce(concept, by=beheer, at=NOON)
    demo = proposals.open_round(city)

    assert set(open_for(delfshaven, on=NOON.date())) == {concept, demo}
    assert list(open_for(heijplaat, on=NOON.date())) == [demo]
    assert [one.title for one in announced_for(heijplaat)] == [demo.title, "Wijkbudget samenleven 2025"]
    share = slice_for(concept, delfshaven)
    assert share is not None
    assert (share.slice.name, share.ceiling_cents) == ("Delfshaven-Schiemond", 25_000_00)
    assert slice_for(concept, heijplaat) is None


def test_a_budget_of_the_whole_city_is_for_every_council(
    city: City, concept: Round, delfshaven: District, beheer: User, fenna: User
) -> None:
    pot = open_slice(concept.year, regulation=concept.regulation, by=fenna, at=NOON)
    mine = [one.slice for one in concept.slices.all()]
    choose_budgets(concept, slices=[pot, *mine], by=beheer, at=NOON)
    announce(concept, by=beheer, at=NOON)

    heijplaat = District.objects.get(city=city, slug="heijplaat")
    assert concept in open_for(heijplaat, on=NOON.date())
    found = [slice_for(concept, one) for one in (heijplaat, delfshaven)]
    assert [one.slice for one in found if one] == [pot, _own(concept, delfshaven)]
    assert proposals.draft(heijplaat, round_=concept).slice == pot


def _own(round_: Round, district: District) -> Slice:
    return round_.slices.get(slice__shares__district=district).slice


def test_a_round_is_found_in_its_own_city_only(city: City, concept: Round) -> None:
    assert round_at(city, concept.public_id) == concept
    assert round_at(another_city(), concept.public_id) is None


def test_a_tender_reserves_nothing(city: City) -> None:
    made = proposals.concept_round(city, distribution=Distribution.TENDER)
    assert (made.reserves, proposals.open_round(city).reserves) == (False, True)
