"""What the database refuses of reviews, also where a flow is passed by."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from grants.plan.models import Criterion
from grants.proposals.models import Handling, Proposal
from grants.proposals.states import State
from grants.reviews.models import Assignment, Draw, Score, ShortAnswer, Talk
from grants.reviews.states import Outcome, Question
from tests import plan, proposals
from tests.make import NOON, person
from tests.shared import shared
from wijkraden.people.models import Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

FULL, SHORT = 9_000_00, 4_800_00


def refused(write: Callable[[], object]) -> bool:
    """Tell if the database refuses it; nothing else is undone."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def assigned(proposal: Proposal, reviewer: User, **more: object) -> Assignment:
    return Assignment.objects.create(
        proposal=proposal,
        reviewer=reviewer,
        last_day=date(2026, 11, 30),
        assigned_by=proposals.cast("olga"),
        assigned_at=NOON,
        **more,
    )


def given(mine: Assignment, criterion: Criterion, value: int | None = 3, version: int = 1) -> Score:
    return Score.objects.create(
        assignment=mine, criterion=criterion, version=version, value=value, reason="Daarom.", at=NOON
    )


def change(row: Model, **values: object) -> Callable[[], object]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


@shared
def in_review(delfshaven: District) -> Proposal:
    """What rik and roos score."""
    return proposals.in_review(delfshaven, cents=FULL)


def test_who_must_not_review_is_not_assigned(
    delfshaven: District, anna: User, olga: User, ruud: User, rik: User
) -> None:
    city, chris = delfshaven.city, proposals.cast("chris")
    made = proposals.in_review(delfshaven, cents=FULL)
    cancelled = person("nooit", role=Role.MEMBER, city=city, district=delfshaven, starts_on=date(2027, 1, 1))
    waits = proposals.complete(delfshaven, cents=FULL, title="Nog niet")
    interested = proposals.in_review(delfshaven, cents=FULL, title="Belang", declares=False)
    interested.assignments.filter(reviewer=rik).update(
        declared_at=NOON, has_interest=True, released_at=NOON, released_by=rik
    )

    wrong = [(made, anna), (made, chris), (made, olga), (made, rik), (waits, ruud), (interested, rik)]
    assert [refused(partial(assigned, *one)) for one in wrong] == [True] * 6
    assert [refused(partial(assigned, made, one)) for one in (cancelled, ruud)] == [False, False]
    assert refused(lambda: Handling.objects.create(proposal=made, user=ruud, since=NOON))
    assert refused(lambda: assigned(made, person("nieuw"), submitted_at=NOON))


def test_scores_come_in_versions_of_an_open_review_on_its_own_frame(
    city: City, delfshaven: District, rik: User, roos: User, ella: User
) -> None:
    made = proposals.in_review(delfshaven, cents=FULL, declares=False)
    mine, hers = (made.assignments.get(reviewer=one) for one in (rik, roos))
    first, second = made.round.frame.criteria.all()
    strange = plan.criterion(plan.frame(city, by=ella, at=NOON))

    undeclared = refused(lambda: given(mine, first))
    change(mine, declared_at=NOON, has_interest=False)()
    ones = [
        refused(lambda: given(mine, first)),
        refused(lambda: given(mine, first, version=3)),
        refused(lambda: given(mine, first, version=1)),
        refused(lambda: given(mine, strange)),
        refused(lambda: given(mine, second, value=5)),
        refused(lambda: given(hers, second)),
        refused(
            lambda: ShortAnswer.objects.create(
                assignment=mine, question=Question.GOAL, version=1, is_yes=True, at=NOON
            )
        ),
    ]

    assert (undeclared, ones) == (True, [False, True, True, True, True, True, True])
    assert refused(change(Score.objects.get(), value=0))
    assert refused(Score.objects.get().delete)


def test_a_review_is_submitted_whole_and_stands_then(in_review: Proposal, rik: User) -> None:
    mine = in_review.assignments.get(reviewer=rik)
    first, second = in_review.round.frame.criteria.all()
    given(mine, first)

    assert refused(change(mine, submitted_at=NOON))
    given(mine, second)
    assert not refused(change(mine, submitted_at=NOON))

    late = {"submitted_at": None}, {"released_at": NOON, "released_by": rik}, {"last_day": date(2027, 1, 1)}
    assert [refused(change(mine, **one)) for one in late] == [True] * 3
    assert refused(lambda: given(mine, first, version=2))
    assert refused(mine.delete)


def test_an_interest_is_told_once(in_review: Proposal, rik: User, roos: User) -> None:
    mine = in_review.assignments.get(reviewer=rik)

    assert refused(change(mine, has_interest=True, explanation="Toch", released_at=NOON, released_by=rik))
    assert refused(change(mine, reviewer=roos))


def test_a_proposal_is_reviewed_when_all_is_in(
    in_review: Proposal, delfshaven: District, olga: User, rik: User
) -> None:
    step = {"state": State.REVIEWED, "steps": in_review.steps + 1}
    waits = proposals.complete(delfshaven, cents=FULL, title="Nog niet")

    none_in = refused(change(in_review, **step))
    proposals.score(in_review, "rik", 4, 3)
    one_in = refused(change(in_review, **step))
    proposals.score(in_review, "roos", 1, 3)
    with_talk = refused(change(in_review, **step))
    skipped = refused(change(waits, state=State.REVIEWED, steps=waits.steps + 1))

    assert (none_in, one_in, with_talk, skipped) == (True, True, True, True)
    talk = Talk.objects.get()
    ended = {"outcome": Outcome.TALKED, "chaired_by": olga, "note": "Klaar.", "closed_at": NOON}
    assert refused(change(talk, **{**ended, "note": ""}))
    assert not refused(change(talk, **ended))
    assert refused(change(talk, note="Anders."))
    assert refused(talk.delete)
    assert not refused(change(in_review, **step))


def test_a_small_proposal_takes_no_reviewers(delfshaven: District) -> None:
    small = proposals.complete(delfshaven, cents=100_00)

    assert refused(change(small, state=State.IN_REVIEW, steps=small.steps + 1))
    assert not refused(change(small, state=State.REVIEWED, steps=small.steps + 1))


def test_lots_are_drawn_once_for_a_budget_of_the_round(delfshaven: District, olga: User, city: City) -> None:
    made = proposals.complete(delfshaven, cents=FULL)
    what = {
        "round": made.round,
        "day": NOON.date(),
        "seed": "a" * 32,
        "witness": "Roos",
        "by": olga,
        "at": NOON,
    }
    Draw.objects.create(**what, slice=made.slice)

    assert refused(lambda: Draw.objects.create(**what, slice=made.slice))
    assert refused(lambda: Draw.objects.create(**{**what, "seed": "b"}, slice=made.slice))
    later = {**what, "day": NOON.date() + timedelta(days=1)}
    assert not refused(lambda: Draw.objects.create(**later, slice=made.slice))
    assert refused(change(Draw.objects.earliest("id"), seed="c"))
    assert refused(Draw.objects.earliest("id").delete)


def test_replacing_a_row_on_sqlite_is_refused_too(delfshaven: District, rik: User) -> None:
    if connection.vendor != "sqlite":
        return
    made = proposals.in_review(delfshaven, cents=FULL)
    proposals.score(made, "rik", 4, 3)
    proposals.score(made, "roos", 1, 3)
    for table in ("assignment", "score", "talk"):
        with connection.cursor() as cursor:
            names = [
                one.name for one in connection.introspection.get_table_description(cursor, f"grants_{table}")
            ]
            columns = ", ".join(f'"{name}"' for name in names)
            again = f"INSERT OR REPLACE INTO grants_{table} ({columns}) SELECT {columns} FROM grants_{table} LIMIT 1"
            assert refused(partial(cursor.execute, again)), table


def once_seated(district: District, *, until: date) -> User:
    """Return someone who sat in the council of that district until that day."""
    made = person("once.seated")
    period = {"starts_on": date(2026, 1, 1), "ends_on": until, "given_at": NOON}
    Seat.objects.create(user=made, role=Role.MEMBER, city=district.city, district=district, **period)
    return made


def test_the_days_of_a_seat_and_a_proposal_are_those_of_amsterdam(delfshaven: District) -> None:
    begun = datetime(2026, 11, 9, 23, 30, tzinfo=UTC)  # the tenth in Amsterdam
    made = proposals.in_review(delfshaven, reviewers=["roos"], at=begun)
    sat = once_seated(delfshaven, until=date(2026, 11, 9))

    assert assigned(made, sat).reviewer == sat


def test_who_sat_there_on_the_day_of_amsterdam_is_refused(delfshaven: District) -> None:
    made = proposals.in_review(delfshaven, reviewers=["roos"], at=datetime(2026, 11, 9, 20, tzinfo=UTC))
    sat = once_seated(delfshaven, until=date(2026, 11, 9))

    assert refused(lambda: assigned(made, sat))
