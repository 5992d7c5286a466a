"""How many queries a page takes: never above ten, and a list takes the same with one row as with many."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from grants.budget.models import Year
from grants.budget.queries import figures_of
from tests import budget, make
from tests.checks.addresses import addresses
from tests.checks.pages import representatives
from tests.checks.permissions import Row, methods
from tests.checks.rooms import ROOMS
from tests.grants.control import rows as control
from tests.grants.plan import rows as plans
from tests.make import World, second_factors
from tests.test_permissions import ROWS
from wijkraden.people.models import Invitation, User
from wijkraden.people.states import Role

MOST = 10
MOST_OF = MappingProxyType(  # what gathers many kinds of things on one page
    {
        "home": 15,
        "waiting_list": 11,
        "proposal_check": 15,
        "work": 13,
        "payments": 16,
        "payment": 12,
        "payments_reconciliation": 14,
        "report": 17,
        "report_part": 11,
        "decision_pdf": 11,
        "order_pdf": 11,
        "letter_pdf_by_link": 15,
        "objection_pdf": 11,
        "objection_letter_pdf": 15,
        "review": 14,
        "review_assign": 14,
        "ranking": 14,
        "ranking_budget": 14,
        "ranking_draw": 11,
        "ranking_sheet": 15,
        "register": 15,
        "register_csv": 15,
        "api_grants": 15,
        "api_grant": 12,
        "district": 12,
        "part_at_work": 14,
        "version_adopt": 11,
        "amendment": 12,
        "amendment_edition": 12,
        "amendment_publish": 13,
        "amendment_change": 14,
        "amendment_part": 11,
        "amendment_part_add": 11,
        "order": 12,
        "order_deliver": 12,
        "payment_claims": 12,
        "payment_claim_page": 13,
        "payment_to_set_off": 17,
        "payments_stripe": 12,
        "my_payout": 11,
        "city_actions": 12,
        "city_action": 12,
        "city_action_edition": 12,
        "city_action_publish": 12,
        "city_action_change": 14,
    }
)
FEW, SOME, MANY = 1, 5, 50
# What stands on these comes about through many steps: some more rows tell of a query a row as well as fifty do.
OF_MANY_STEPS = frozenset(
    [
        "api_grants",
        "at_work",
        "conditions",
        "decisions",
        "my_devices",
        "orders",
        "part_at_work",
        "payee_confirm",
        "payee_vouch",
        "payment_batch",
        "payment_batches",
        "payment_claims",
        "payment_line",
        "payment_payee",
        "payment_release",
        "payment_set_offs",
        "payment_write_offs",
        "payments",
        "payments_all",
        "payments_position",
        "payments_position_csv",
        "payments_prepared",
        "payments_stripe",
        "payments_to_pay",
        "ranking",
        "ranking_budget",
        "ranking_sheet",
        "register",
        "register_csv",
        "reports",
        "reviews",
        "reviews_office",
        "reviews_spread",
        "round_change",
        "round_start",
        "waiting_list",
        "waiting_lists",
        "work",
    ]
)
SET_UP = MappingProxyType({"mfa_activate_totp": 302})  # there is nothing to do for who has an app already
FRAMES = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")
DIFFERENT = {"anna", "beheer", "carla", "coen", "rik", "stranger"}  # whose pages are built differently
PAGES = [row for row in ROWS if row.method == "GET" and 200 in row.expected().values()]
ROW = {row.name: row for row in PAGES}


def more_people(world: World, number: int) -> None:
    """Seat further people of a council, each with a side function."""
    district = world.city.districts.get(slug="delfshaven-schiemond")
    for one in range(number):
        name = f"lid{User.objects.count()}x{one}"
        made = make.person(name, role=Role.MEMBER, city=world.city, district=district, at=world.at)
        make.side_function(made, at=world.at)


def more_invitations(world: World, number: int) -> None:
    """Invite further people, rik among them so that his page grows too."""
    for one in range(number):
        world.invited(
            world.city, world.known("beheer"), f"nieuw{Invitation.objects.count()}x{one}@test.example"
        )


def more_messages(world: World, number: int) -> None:
    """Put further mails in the outbox, for someone and for nobody."""
    for one in range(number):
        make.message(one, at=world.at)


def more_jobs(world: World, number: int) -> None:
    """Ask for further work, by several people."""
    for one in range(number):
        make.job(one, by=world.known(("anna", "beheer")[one % 2]), at=world.at)


def more_side_functions(world: World, number: int) -> None:
    """Publish further side functions of anna."""
    for one in range(number):
        make.side_function(world.known("anna"), one, at=world.at)


def more_acts(world: World, number: int) -> None:
    """Have several people do something that the trail keeps."""
    more_jobs(world, number)
    more_people(world, 1 + number // 5)


def more_sessions(world: World, number: int) -> None:
    """Sign anna in on further devices."""
    for _ in range(number):
        make.sign_in(Client(), world.known("anna")).get("/home/")


def more_years(world: World, number: int) -> None:
    """Make further budget years, each with a share that waits."""
    fenna = world.known("fenna")
    for _ in range(number):
        year = budget.new_year(world.city, 2100 + Year.objects.count(), by=fenna, at=world.at)
        budget.waiting_share(year, by=fenna, at=world.at)


def more_slices(world: World, number: int) -> None:
    """Make further slices in this year, and let further changes of it wait."""
    year, fenna = budget.year_now(world.city), world.known("fenna")
    budget.more_slices(year, number, by=fenna, at=world.at)
    one = budget.slice_of(world.city, "feijenoord")
    lower = figures_of([one])[one.pk].authority - 100
    for _ in range(number):
        budget.waiting_amounts(year, {one: lower}, by=fenna, at=world.at)


def more_regulations(world: World, number: int) -> None:
    """Enter further regulations, each with a tier."""
    for _ in range(number):
        budget.regulation(world.city, by=world.known("beheer"), at=world.at)


# Pages that show many of something: how to make more of it. Every page of ours stands in one of both tables.
LISTS: dict[str, Callable[[World, int], None]] = {
    "district": more_people,
    "people": more_people,
    "invitations": more_invitations,
    "messages": more_messages,
    "jobs": more_jobs,
    "my_jobs": more_jobs,
    "side_functions": more_side_functions,
    "trail": more_acts,
    "trail_export": more_acts,
    "my_devices": more_sessions,
    "regulations": more_regulations,
    **plans.LISTS,
    **{name: more for room in ROOMS for name, more in room.LISTS.items()},
    **dict.fromkeys(control.LISTS, control.more),
    **dict.fromkeys(control.CLOSINGS, control.more_to_close),
    "budget_years": more_years,
    "budget_year": more_slices,
    "budget_share": more_slices,
    "budget_amounts": more_slices,
    "budget_redistribute": more_slices,
    "budget_import": more_slices,
    "budget_template": more_slices,
    "budget_change": more_slices,
}
# What these show does not grow with use: the districts of a city, the components, the roles.
NOT_LISTS = frozenset(
    [
        *control.NOT_LISTS,
        *plans.NOT_LISTS,
        *(name for room in ROOMS for name in room.NOT_LISTS),
        "front",
        "districts",
        "accessibility",
        "privacy",
        "security_txt",
        "robots_txt",
        "theme",
        "logo",
        "health",
        "home",
        "my_account",
        "my_details",
        "my_data",
        "my_data_file",
        "confirm_by_code",
        "session_time",
        "person",
        "seat_give",
        "seat_end",
        "person_name",
        "person_block",
        "person_erase",
        "invite",
        "invitation",
        "invitation_revoke",
        "roles_table",
        "side_function_end",
        "side_function_remove",
        "city_settings",
        "districts_settings",
        "district_settings",
        "district_alias",
        "district_alias_remove",
        "regulation",
        "regulation_add",
        "message",
        "job",
        "job_progress",
        "file",
        "file_thumbnail",
        "document",
        "component_gallery",
        "component_page",
        "budget_new",
        "budget_slices",
        "budget_return",
        "budget_withdraw",
    ]
)


def count(row: Row, person: str, world: World, *, also: Mapping[str, int] = MappingProxyType({})) -> int:
    """Return how many queries the page takes for that person; what only frames a transaction is none."""
    path = row.path(world)
    client = world.browser(person)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        assert answer.status_code == also.get(row.name, 200)
        b"".join(answer)  # a streamed answer asks while it is read
    return sum(not query["sql"].startswith(FRAMES) for query in queries.captured_queries)


def test_every_page_of_ours_is_known_as_a_list_or_not() -> None:
    ours = {name for name, address in addresses().items() if address.is_ours and "GET" in methods(address)}

    assert set(LISTS) | NOT_LISTS == ours
    assert set(LISTS) & NOT_LISTS == set()


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_no_page_takes_more_than_ten_queries(row: Row, full_world: World) -> None:
    people = [person for person in representatives(row) if person in DIFFERENT] or representatives(row)[:1]
    counts = {person: count(row, person, full_world) for person in people}

    assert {person: taken for person, taken in counts.items() if taken > MOST_OF.get(row.name, MOST)} == {}


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_nor_for_a_city_role_that_needs_a_second_step(
    row: Row, full_world: World, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    people = [person for person in ("beheer", "carla", "rik") if row.expected().get(person) == 200]
    for person in people:
        second_factors(full_world.known(person))
    counts = {person: count(row, person, full_world, also=SET_UP) for person in people}

    assert {person: taken for person, taken in counts.items() if taken > MOST_OF.get(row.name, MOST)} == {}


def alike() -> list[tuple[Callable[[World, int], None], int, list[str]]]:
    """Return the lists that grow alike, so that their rows are made once: how, to what number, and their names."""
    groups: dict[tuple[Callable[[World, int], None], int], list[str]] = {}
    for name in sorted(LISTS):
        groups.setdefault((LISTS[name], SOME if name in OF_MANY_STEPS else MANY), []).append(name)
    return [(more, number, names) for (more, number), names in groups.items()]


@pytest.mark.parametrize(
    ("more", "number", "names"), [pytest.param(*one, id=" ".join(one[-1])) for one in alike()]
)
def test_lists_take_the_same_queries_with_one_row_and_with_many(
    more: Callable[[World, int], None], number: int, names: list[str], full_world: World
) -> None:
    def counts() -> dict[str, int]:
        return {name: count(ROW[name], representatives(ROW[name])[0], full_world) for name in names}

    more(full_world, FEW)
    with_few = counts()

    more(full_world, number - FEW)

    assert counts() == with_few
