"""The end of a plan before its last year: by a decision that one enters and another publishes; intake closes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Model
from django.test import Client

from grants.plan.errors import NotComplete, PartGone, WrongDay, WrongEnd
from grants.plan.flows import add_point, adopt_version, change_edition, change_version, enter, publish_edition
from grants.plan.models import AmendedPart, Amendment, Element, Plan, guards
from grants.plan.queries import plan_in_force, published_versions
from grants.proposals.flows import submit, submitting
from grants.proposals.models import Proposal
from grants.proposals.queries_of_editor import calls_for
from grants.proposals.states import State
from grants.rounds.errors import NotReady, RoundClosed, WrongPeriod
from grants.rounds.flows import announce, change_round
from grants.rounds.models import Round
from grants.rounds.queries import open_for, values_of
from grants.rounds.states import Phase
from portal.trail.models import Record
from tests import papers, plan, proposals, said
from tests.grants.budget.raw import refusal
from tests.grants.plan.test_guards import change
from tests.make import NOON, post
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Open = Callable[[User | None], Client]
LAST = date(2026, 11, 20)
DAY = timedelta(days=1)
AFTER = NOON + 19 * DAY  # the day after the last one


@pytest.fixture
def adopted(city: City) -> Plan:
    return plan.adopted(city)


def _entered(version: Plan, ends_on: date | None = LAST, *, by: User, at: datetime = NOON) -> Amendment:
    what = replace(said.AMENDED, plan=version.public_id, decision_on=NOON.date(), ends_on=ends_on)
    return enter(Amendment, version.city, what=what, by=by, at=at)


def _ended(version: Plan, ends_on: date = LAST, *, by: User, publisher: User) -> Amendment:
    made = _entered(version, ends_on, by=by)
    publish_edition(made, by=publisher, at=NOON)
    version.refresh_from_db()
    return made


def test_a_plan_ends_by_a_decision_that_another_publishes(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    made = _entered(adopted, by=ella)
    adopted.refresh_from_db()
    assert adopted.last_day == date(2027, 12, 31)

    publish_edition(made, by=evert, at=NOON)

    adopted.refresh_from_db()
    assert adopted.last_day == LAST
    assert not adopted.has_ended(on=LAST)
    assert adopted.has_ended(on=LAST + DAY)
    row = Record.objects.get(act="plan.version_ends")
    assert (row.by_id, row.facts["ends_on"]) == (evert.pk, "2026-11-20")


def test_after_its_end_a_next_plan_counts_from_its_first_year(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    after = plan.published(city, editor=ella, publisher=evert, at=NOON)
    _ended(adopted, by=ella, publisher=evert)
    found = list(published_versions(city))

    assert plan_in_force(found, LAST) == adopted
    assert plan_in_force(found, LAST + DAY) == adopted  # the newest that ended
    assert plan_in_force(found, date(2028, 1, 1)) == after


def test_a_plan_that_was_replaced_counts_until_the_next_begins_and_never_again(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    after = plan.concept(city, by=ella, at=NOON, replaces=adopted)  # 2028–2031
    adopt_version(after, **plan.DECIDED, by=evert, at=NOON)
    found = list(published_versions(city))
    assert plan_in_force(found, date(2027, 12, 31)) == adopted
    assert plan_in_force(found, date(2028, 1, 1)) == after

    _ended(after, date(2028, 6, 1), by=ella, publisher=evert)

    found = list(published_versions(city))
    assert plan_in_force(found, date(2028, 6, 2)) == after


def test_a_round_of_a_next_plan_follows_in_the_same_year(
    city: City, adopted: Plan, beheer: User, ella: User, evert: User
) -> None:
    first = proposals.open_round(city, closes_on=date(2026, 12, 31))
    budgets = [one.slice for one in first.slices.select_related("slice__year__city", "slice__regulation")]
    next_plan = plan.concept(city, by=ella, at=NOON)
    change_version(next_plan, title="Nieuw", first_year=2026, last_year=2029, source="", by=ella, at=NOON)
    adopt_version(next_plan, **plan.DECIDED, by=evert, at=NOON)
    frozen = plan.frozen(city, by=ella, at=NOON)
    made = proposals.concept_round(city, budgets=budgets, frame=frozen, plan=next_plan, opens_on=LAST + DAY)
    with pytest.raises(NotReady):
        announce(made, by=beheer, at=NOON)

    _ended(adopted, by=ella, publisher=evert)
    announce(Round.objects.get(pk=made.pk), by=beheer, at=NOON)

    assert Round.objects.get(pk=made.pk).is_announced


def test_the_database_takes_nothing_that_comes_after_the_end(
    adopted: Plan, delfshaven: District, ella: User, evert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, chris = proposals.put_forward(delfshaven), proposals.cast("chris")
    _ended(adopted, by=ella, publisher=evert)
    monkeypatch.setattr(submitting, "_refuse_late", lambda *_args, **_kwargs: None)

    message = "a proposal is submitted before its round and its plan end"
    assert refusal(lambda: submit(ready, by=chris, at=AFTER)) == message
    assert refusal(lambda: submit(ready, by=chris, at=datetime(2027, 1, 1, 9, tzinfo=UTC))) == message
    submit(ready, by=chris, at=AFTER - DAY)


def test_the_end_closes_intake_and_loses_nothing(
    adopted: Plan, delfshaven: District, chris: User, ella: User, evert: User
) -> None:
    ready = proposals.put_forward(delfshaven)
    round_ = Round.objects.select_related("plan").get(pk=ready.round_id)
    assert round_.phase(AFTER) == Phase.OPEN

    _ended(adopted, by=ella, publisher=evert)

    round_ = Round.objects.select_related("plan").get(pk=ready.round_id)
    assert round_.phase(AFTER - DAY) == Phase.OPEN
    assert round_.phase(AFTER) == Phase.CLOSED
    assert round_ in open_for(delfshaven, on=LAST)
    assert round_ not in open_for(delfshaven, on=LAST + DAY)
    assert [one for one, _of in calls_for([delfshaven], on=LAST)] == [round_]
    assert calls_for([delfshaven], on=LAST + DAY) == []
    with pytest.raises(RoundClosed, match="20 november 2026"):
        submit(ready, by=chris, at=AFTER)
    kept = Proposal.objects.get(pk=ready.pk)
    assert (kept.state, kept.dossier) == (State.PRESENTED, None)
    submit(kept, by=chris, at=AFTER - DAY)
    assert Proposal.objects.get(pk=ready.pk).state != State.PRESENTED


def test_a_round_that_opens_after_the_end_never_opens(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    made = proposals.open_round(city, opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 31))
    _ended(adopted, by=ella, publisher=evert)

    found = Round.objects.select_related("plan").get(pk=made.pk)

    assert {found.phase(NOON), found.phase(AFTER + 30 * DAY)} == {Phase.CLOSED}


def test_no_round_is_announced_beyond_the_end(
    city: City, adopted: Plan, beheer: User, ella: User, evert: User
) -> None:
    ready = proposals.concept_round(city, frame=plan.frozen(city, by=ella, at=NOON))
    ready.slices.update(ceiling_cents=25_000_00)
    _ended(adopted, by=ella, publisher=evert)
    ready = Round.objects.get(pk=ready.pk)

    with pytest.raises(NotReady, match="20 november 2026"):
        announce(ready, by=beheer, at=NOON)
    with pytest.raises(WrongPeriod):
        change_round(ready, values=values_of(ready) | {"title": "Anders"}, by=beheer, at=NOON)
    told = {"state": "announced", "announced_by_id": beheer.pk, "announced_at": "2026-11-02 11:00:00"}
    assert refusal(change, ready, **told)
    assert change(ready, closes_on="2026-11-20", **told) == 1


def test_a_later_decision_moves_the_last_day(adopted: Plan, ella: User, evert: User) -> None:
    _ended(adopted, by=ella, publisher=evert)
    _ended(adopted, LAST + 5 * DAY, by=ella, publisher=evert)
    assert adopted.last_day == LAST + 5 * DAY

    assert refusal(change, adopted, ends_on=LAST.isoformat())  # as an older decision said


@pytest.mark.parametrize("day", [date(2023, 6, 1), NOON.date() - DAY])
def test_a_plan_does_not_end_before_today(adopted: Plan, ella: User, day: date) -> None:
    with pytest.raises(WrongEnd):
        _entered(adopted, day, by=ella)


def test_a_plan_ends_within_its_years_and_once(adopted: Plan, ella: User, evert: User) -> None:
    with pytest.raises(WrongEnd, match="2024–2027"):
        _entered(adopted, date(2028, 1, 1), by=ella)
    open_ = _entered(adopted, LAST, by=ella)
    with pytest.raises(WrongEnd):
        publish_edition(open_, by=evert, at=AFTER)
    _ended(adopted, by=ella, publisher=evert)
    again = _entered(adopted, date(2027, 6, 1), by=ella, at=AFTER)
    part = _entered(adopted, None, by=ella, at=AFTER)
    add_point(part, AmendedPart, what=said.NEW_PART, by=ella, at=AFTER)
    for one in (again, part):
        with pytest.raises(NotComplete):
            publish_edition(one, by=evert, at=AFTER)
        told = {"published_by_id": evert.pk, "published_at": AFTER}
        assert refusal(change, said.newest(one), **told) == "a plan that has ended is not changed any more"
    adopted.refresh_from_db()
    assert adopted.last_day == LAST


def test_the_database_refuses_an_end_that_nobody_decided(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    assert refusal(change, adopted, ends_on="2026-11-20")
    open_ = said.newest(_entered(adopted, by=ella))
    assert refusal(change, adopted, ends_on="2026-11-20")
    told = {"published_by_id": evert.pk, "published_at": "2026-11-21 09:00:00"}
    assert refusal(change, open_, **told)
    assert refusal(change, open_, ends_on="2028-01-01", **told | {"published_at": NOON})
    assert refusal(change, open_, ends_on="2026-10-09")
    assert change(open_, **told | {"published_at": NOON}) == 1
    assert refusal(change, adopted, ends_on="2026-11-20", title="Anders")
    assert refusal(change, adopted, ends_on="2026-11-19")
    assert change(adopted, ends_on="2026-11-20") == 1
    assert refusal(change, adopted, ends_on=None)


def test_the_form_keeps_what_was_typed_and_says_where_it_is_wrong(
    adopted: Plan, ella: User, signed_in: Open
) -> None:
    told = {
        "title": "Het plan eindigt",
        "plan": adopted.public_id,
        "ground": "other",
        "reason": "De raad wil een ander plan.",
        "decision_number": "26bb009",
        "decision_on_0": "1",
        "decision_on_1": "10",
        "decision_on_2": "2026",
        "decision_on": "2026-10-01",
        "ends_on": "2026-10-02",
    }

    before = Amendment.objects.count()
    refused = post(signed_in(ella), ella, "/amendments/add/", **told)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["ends_on"]
    assert "De raad wil een ander plan." in refused.content.decode()
    assert Amendment.objects.count() == before
    taken = post(signed_in(ella), ella, "/amendments/add/", **told | {"ends_on": "2027-10-02"})
    assert taken.status_code == 302
    assert said.newest(Amendment.objects.latest("pk")).ends_on == date(2027, 10, 2)


def test_everyone_reads_that_it_ends_and_by_which_decision(
    city: City, adopted: Plan, ella: User, evert: User, signed_in: Open
) -> None:
    paper = papers.published(city, by=ella, publisher=evert, at=NOON)
    advice = said.published(said.ADVICE_ASKED, city, by=ella, publisher=evert, at=NOON)
    what = replace(
        said.AMENDED,
        plan=adopted.public_id,
        ends_on=LAST,
        papers=(paper.public_id,),
        advices=(advice.public_id,),
    )
    made = enter(Amendment, city, what=what, by=ella, at=NOON)
    publish_edition(made, by=evert, at=NOON)

    page = signed_in(None).get(f"/amendments/{made.public_id}/").content.decode()

    assert "20 november 2026" in page
    assert f"/papers/{paper.public_id}/" in page
    assert papers.newest_of(paper).title in page
    assert f"/advices/{advice.public_id}/" in page
    assert "20 november 2026" in signed_in(None).get("/plan/").content.decode()


def test_an_older_end_says_that_a_later_decision_moved_it(
    adopted: Plan, ella: User, evert: User, signed_in: Open
) -> None:
    older = _ended(adopted, by=ella, publisher=evert)
    _ended(adopted, LAST + DAY, by=ella, publisher=evert)

    page = signed_in(None).get(f"/amendments/{older.public_id}/").content.decode()

    assert "Een later besluit veranderde die dag" in page
    assert "21 november 2026" in page


def test_an_amendment_is_not_decided_before_the_plan_and_says_where_it_comes_from(
    adopted: Plan, ella: User, evert: User
) -> None:
    early = replace(said.AMENDED, plan=adopted.public_id, decision_on=date(1971, 1, 1))
    with pytest.raises(WrongDay):
        enter(Amendment, adopted.city, what=early, by=ella, at=NOON)
    loose = replace(said.AMENDED, plan=adopted.public_id, ends_on=LAST, source="")
    made = enter(Amendment, adopted.city, what=loose, by=ella, at=NOON)
    with pytest.raises(NotComplete):
        publish_edition(made, by=evert, at=NOON)


def test_it_names_papers_that_everyone_can_read(city: City, adopted: Plan, ella: User) -> None:
    hidden = papers.entered(city, by=ella, at=NOON)
    made = _entered(adopted, by=ella)
    what = replace(said.AMENDED, plan=adopted.public_id, papers=(hidden.public_id,))

    with pytest.raises(PartGone):
        change_edition(made, what=what, by=ella, at=NOON)
    assert refusal(said.newest(made).papers.add, hidden)


@pytest.mark.parametrize(
    ("of", "kept", "may_change"),
    [
        (Plan, guards.PLAN_COLUMNS, {"ends_on"}),
        (Element, guards.ELEMENT_COLUMNS, {"id", "public_id", "until_id"}),
    ],
)
def test_no_other_column_of_an_adopted_version_changes(
    of: type[Model], kept: tuple[str, ...], may_change: set[str]
) -> None:
    assert {one.attname for one in of._meta.concrete_fields} == {*kept, *may_change}
