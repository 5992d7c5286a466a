"""Every address x every person: what is answered. An address without a row fails.

`see` tells who gets a page, `do` who may send a form: `answer` gets who may, `others` who
is signed in and may not, `stranger` who is not signed in. A form is sent empty but for what `data` gives,
with a good one-time token, so the answer is the rule's own.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests import budget, make, plan
from tests.checks.addresses import Address, addresses, all_addresses
from tests.checks.permissions import (
    ADMIN,
    ANYONE,
    CAST_OF_DISTRICTS,
    CONTROL,
    SIGNED_IN,
    STRANGER,
    UNSEATED,
    Row,
    Table,
    methods,
)
from tests.checks.rooms import ROOMS
from tests.grants.control.rows import add_rows
from tests.grants.plan.rows import add_rows as add_rows_of_plans
from tests.make import World

TABLE = Table()
see, do = TABLE.see, TABLE.do
FENNA, BAS = frozenset({"fenna"}), frozenset({"bas"})
BUDGET = FENNA | BAS | CONTROL
OFFICE, OPERATORS, ANNA = ADMIN | CONTROL, ADMIN, frozenset({"anna"})


def slug(world: World) -> Mapping[str, object]:
    return {"slug": "delfshaven-schiemond"}


def slug_elsewhere(world: World) -> Mapping[str, object]:
    return {"slug": world.elders.districts.get().slug}


def alias(world: World) -> Mapping[str, object]:
    return {"slug": "carnisse-zuidplein-zuiderpark", "alias": "carnisse-zuiderpark"}


def alias_elsewhere(world: World) -> Mapping[str, object]:
    return {**alias(world), **slug_elsewhere(world)}


def rik(world: World) -> Mapping[str, object]:
    return {"public_id": world.known("rik").public_id}


def ada(world: World) -> Mapping[str, object]:
    return {"public_id": world.ada.public_id}


def seat(world: World) -> Mapping[str, object]:
    return {**rik(world), "seat_id": world.seat.public_id}


def seat_elsewhere(world: World) -> Mapping[str, object]:
    return {**rik(world), "seat_id": world.ada.seats.get().public_id}


def invitation(world: World) -> Mapping[str, object]:
    return {"public_id": world.invitation.invitation.public_id}


def invitation_elsewhere(world: World) -> Mapping[str, object]:
    return {"public_id": world.invitation_elsewhere.invitation.public_id}


def token(world: World) -> Mapping[str, object]:
    return {"token": world.invitation.link.rstrip("/").rpartition("/")[2]}


def token_elsewhere(world: World) -> Mapping[str, object]:
    return {"token": world.invitation_elsewhere.link.rstrip("/").rpartition("/")[2]}


def side_function(world: World) -> Mapping[str, object]:
    return {"public_id": world.side_function.public_id}


def side_function_of_bram(world: World) -> Mapping[str, object]:
    return {"public_id": world.side_function_of("bram").public_id}


def message(world: World) -> Mapping[str, object]:
    return {"public_id": world.message.public_id}


def job(world: World) -> Mapping[str, object]:
    return {"public_id": world.job.public_id}


def data_of_anna(world: World) -> Mapping[str, object]:
    return {"public_id": make.data_file(world.known("anna"), city=world.city, at=world.at).public_id}


def data_of_ada(world: World) -> Mapping[str, object]:
    return {"public_id": make.data_file(world.ada, city=world.elders, at=world.at).public_id}


def message_elsewhere(world: World) -> Mapping[str, object]:
    return {"public_id": world.message_elsewhere.public_id}


def job_elsewhere(world: World) -> Mapping[str, object]:
    return {"public_id": world.job_elsewhere.public_id}


def file(world: World) -> Mapping[str, object]:
    return {"public_id": world.file.public_id}


def document(world: World) -> Mapping[str, object]:
    return {"public_id": world.document.public_id}


def passkey(world: World) -> Mapping[str, object]:
    return {"pk": Authenticator.objects.get(user=world.ugo, type="webauthn").pk}


def component(world: World) -> Mapping[str, object]:
    return {"name": "alert"}


def all_components(world: World) -> list[Mapping[str, object]]:
    from portal.ui.gallery import components

    return [{"name": one.name} for one in components()]


# --- the public ------------------------------------------------------------------------------------
see("front", ANYONE)
see("districts", ANYONE)
see("district", ANYONE, things=slug, elsewhere=slug_elsewhere)
see("accessibility", ANYONE)
see("privacy", ANYONE)
see("security_txt", ANYONE)
see("robots_txt", ANYONE)
see("theme", ANYONE)
see("logo", frozenset(), others=404, stranger=404)  # the city of the tests has none
see("health", ANYONE)

# --- one's own -------------------------------------------------------------------------------------
see("home", SIGNED_IN)
see("my_account", SIGNED_IN)
see("my_details", SIGNED_IN)
do("my_details", SIGNED_IN)
see("my_data", SIGNED_IN)
do("my_data", SIGNED_IN, answer=302)
see("my_data_file", ANNA, things=data_of_anna, elsewhere=data_of_ada)
see("my_devices", SIGNED_IN)
do("my_devices", SIGNED_IN, answer=302)
do("sign_out_everywhere", SIGNED_IN, answer=302)
do("set_language_choice", ANYONE, answer=302, data=lambda world: {"language": "en"})
see("confirm_by_code", frozenset(), others=302)  # who has a password is asked for that
do("confirm_by_code", frozenset(), others=302)
see("session_time", ANYONE)
do("session_time", ANYONE, answer=200)
do("drop_kept", SIGNED_IN, answer=302)
see("my_jobs", SIGNED_IN)

# --- people and seats --------------------------------------------------------------------------------
see("people", OFFICE)
see("person", OFFICE, things=rik, elsewhere=ada)
see("seat_give", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
do("seat_give", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
see("seat_end", ADMIN, but={"carla": 403}, things=seat, elsewhere=seat_elsewhere)
do("seat_end", ADMIN, but={"carla": 403}, things=seat, elsewhere=seat_elsewhere)
see("person_name", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
do("person_name", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
see("person_block", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
do("person_block", ADMIN, answer=302, but={"carla": 403}, things=rik, elsewhere=ada)
see("person_erase", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
do("person_erase", ADMIN, but={"carla": 403}, things=rik, elsewhere=ada)
do("person_unblock", ADMIN, answer=302, but={"carla": 403}, things=rik, elsewhere=ada)
see("invite", ADMIN, but={"carla": 403})
do("invite", ADMIN, but={"carla": 403})
see("invitations", OFFICE)
see("invitation_revoke", ADMIN, but={"carla": 403}, things=invitation, elsewhere=invitation_elsewhere)
do(
    "invitation_revoke",
    ADMIN,
    answer=302,
    but={"carla": 403},
    things=invitation,
    elsewhere=invitation_elsewhere,
)
do(
    "invitation_send_again",
    ADMIN,
    answer=302,
    but={"carla": 403},
    things=invitation,
    elsewhere=invitation_elsewhere,
)
see("invitation", ANYONE, things=token, elsewhere=token_elsewhere)
do("invitation", ANYONE, things=token, elsewhere=token_elsewhere)
see("roles_table", OFFICE)
do("roles_pdf", OFFICE, answer=302)
see("side_functions", CAST_OF_DISTRICTS)
do("side_functions", CAST_OF_DISTRICTS)
do("side_functions_none", CAST_OF_DISTRICTS, answer=302)
see("side_function_end", ANNA, things=side_function, elsewhere=side_function_of_bram)
do("side_function_end", ANNA, things=side_function, elsewhere=side_function_of_bram)
see("side_function_remove", ANNA, things=side_function, elsewhere=side_function_of_bram)
do("side_function_remove", ANNA, answer=302, things=side_function, elsewhere=side_function_of_bram)

# --- the city --------------------------------------------------------------------------------------
see("city_settings", ADMIN)
do("city_settings", ADMIN)
see("districts_settings", ADMIN)
see("district_settings", ADMIN, things=slug, elsewhere=slug_elsewhere)
do("district_settings", ADMIN, things=slug, elsewhere=slug_elsewhere)
see("district_alias", ADMIN, things=slug, elsewhere=slug_elsewhere)
do("district_alias", ADMIN, things=slug, elsewhere=slug_elsewhere)
see("district_alias_remove", ADMIN, things=alias, elsewhere=alias_elsewhere)
do("district_alias_remove", ADMIN, answer=302, things=alias, elsewhere=alias_elsewhere)

# --- the plan --------------------------------------------------------------------------------------
see("regulations", ADMIN)
see("regulation_add", ADMIN)
do("regulation_add", ADMIN)
see("regulation", ADMIN, things=plan.regulation, elsewhere=plan.regulation_elsewhere)
do("regulation", ADMIN, things=plan.regulation, elsewhere=plan.regulation_elsewhere)

for _add in (add_rows_of_plans, *(room.add_rows for room in ROOMS)):
    _add(TABLE)

# --- the budget ------------------------------------------------------------------------------------
ONLY_READ, NOT_DECIDE = {"bas": 403, "carla": 403}, {"fenna": 403, "carla": 403}
see("budget_years", BUDGET)
see("budget_year", BUDGET, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
see("budget_new", FENNA, but=ONLY_READ)
do("budget_new", FENNA, but=ONLY_READ)
see("budget_slices", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
do("budget_slices", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
see("budget_share", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
do("budget_share", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
see("budget_amounts", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
do("budget_amounts", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
see("budget_redistribute", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
do("budget_redistribute", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
see("budget_import", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
do("budget_import", FENNA, but=ONLY_READ, things=budget.a_year, elsewhere=budget.a_year_elsewhere)
see("budget_template", FENNA, but=ONLY_READ, things=budget.a_template, elsewhere=budget.a_template_elsewhere)
see(
    "budget_change",
    BUDGET,
    things=budget.a_change,
    elsewhere=budget.a_change_elsewhere,
    more=budget.all_changes,
)
do(
    "budget_approve",
    BAS,
    answer=302,
    but=NOT_DECIDE,
    things=budget.a_change,
    elsewhere=budget.a_change_elsewhere,
)
see("budget_return", BAS, but=NOT_DECIDE, things=budget.a_change, elsewhere=budget.a_change_elsewhere)
do("budget_return", BAS, but=NOT_DECIDE, things=budget.a_change, elsewhere=budget.a_change_elsewhere)
see("budget_withdraw", FENNA, but=ONLY_READ, things=budget.a_change, elsewhere=budget.a_change_elsewhere)
do(
    "budget_withdraw",
    FENNA,
    answer=302,
    but=ONLY_READ,
    things=budget.a_change,
    elsewhere=budget.a_change_elsewhere,
)

add_rows(TABLE)

# --- the services ----------------------------------------------------------------------------------
see("messages", OPERATORS)
see("message", OPERATORS, things=message, elsewhere=message_elsewhere)
do("message_send_again", OPERATORS, answer=302, things=message, elsewhere=message_elsewhere)
do("message_posted", OPERATORS, answer=302, things=message, elsewhere=message_elsewhere)
see("jobs", OPERATORS)
see("job", OPERATORS | ANNA, things=job, elsewhere=job_elsewhere)
see("job_progress", SIGNED_IN, answer=302, things=job)  # without htmx it leads to the page of the job
do("job_retry", OPERATORS, answer=302, but={"anna": 403}, things=job, elsewhere=job_elsewhere)
see("trail", OFFICE)
see("trail_export", OFFICE)
see("file", ANNA, stranger=404, things=file)
see("file_thumbnail", ANNA, stranger=404, things=file)
see("document", ADMIN, stranger=404, things=document)
see("component_gallery", OPERATORS)
see("component_page", OPERATORS, things=component, more=all_components)
do("component_page", OPERATORS, answer=302, things=component)  # an alert has no form to refuse

# --- accounts (allauth); everyone here gave her password a moment ago, ugo has a second factor ------------
see("account_login", STRANGER, others=302)
see("account_logout", SIGNED_IN)
see("account_inactive", ANYONE)
see("account_signup", STRANGER, others=302)
see("account_reauthenticate", SIGNED_IN)
see("account_email", SIGNED_IN)
see("account_email_verification_sent", frozenset(), others=302)
see("account_change_password", SIGNED_IN)
see("account_set_password", frozenset(), others=302)
see("account_reset_password", ANYONE)
see("account_confirm_login_code", frozenset(), others=302)
see("account_reset_password_from_key", ANYONE, things=lambda world: {"uidb36": "1", "key": "abc-def"})
see("account_reset_password_from_key_done", ANYONE)
see("account_reset_password_done", ANYONE)
see("account_request_login_code", STRANGER, others=302)
see("mfa_index", SIGNED_IN)
see("mfa_authenticate", frozenset(), others=302)
see("mfa_reauthenticate", UNSEATED, others=302)
see("mfa_activate_totp", SIGNED_IN, but={"ugo": 302})
see("mfa_deactivate_totp", UNSEATED)
see("mfa_view_recovery_codes", UNSEATED)
see("mfa_generate_recovery_codes", SIGNED_IN)
see("mfa_download_recovery_codes", UNSEATED)
see("mfa_list_webauthn", SIGNED_IN)
see("mfa_add_webauthn", SIGNED_IN)
see("mfa_reauthenticate_webauthn", UNSEATED, others=302)
see("mfa_remove_webauthn", UNSEATED, things=passkey)
see("mfa_edit_webauthn", UNSEATED, things=passkey)
see("mfa_login_webauthn", frozenset(), others=302)

ROWS = list(TABLE.rows.values())
WITH_THINGS = [
    row for row in ROWS if row.things and row.name not in {"job_progress", "account_reset_password_from_key"}
]
WITH_ELSEWHERE = [row for row in ROWS if row.elsewhere]


def named(row: Row) -> str:
    """Return how a row is called among the tests."""
    return f"{row.method}-{row.name}"


def test_every_address_has_its_rows_and_every_row_an_address() -> None:
    needed = {(method, name) for name, address in addresses().items() for method in methods(address)}

    assert sorted(needed - set(TABLE.rows)) == []
    assert sorted(set(TABLE.rows) - needed) == []


def test_every_address_has_a_name_of_its_own() -> None:
    named_so: dict[str, set[Address]] = {}
    for address in all_addresses():
        named_so.setdefault(address.name, set()).add(address)

    assert {
        name: found for name, found in named_so.items() if not name or len({one.view for one in found}) > 1
    } == {}


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_everyone_is_answered_what_the_table_says(row: Row, full_world: World) -> None:
    path = row.path(full_world)

    assert {person: row.ask(full_world, person, path) for person in row.expected()} == row.expected()


@pytest.mark.parametrize("row", WITH_ELSEWHERE, ids=named)
def test_what_is_anothers_does_not_exist(row: Row, full_world: World) -> None:
    someone = min(row.may)
    assert row.ask(full_world, someone, row.path(full_world)) == row.answer
    theirs = replace(row, things=row.elsewhere).path(full_world)

    answers = {person: row.ask(full_world, person, theirs) for person in sorted(row.may)}

    assert answers == dict.fromkeys(row.may, 404)


@pytest.mark.parametrize("row", WITH_THINGS, ids=named)
def test_a_made_up_number_does_not_exist(row: Row, full_world: World) -> None:
    assert row.things is not None
    known = dict(full_world.what(row.things))
    for parameter in known:
        forged = {
            **known,
            parameter: 987_654 if parameter in {"pk", "year", "number"} else secrets.token_hex(8),
        }
        path = reverse(row.name, kwargs=forged)

        answers = {person: row.ask(full_world, person, path) for person in sorted(row.may | {"carla", "ugo"})}

        assert set(answers.values()) <= {404, 403 if "carla" in row.but else 404}, parameter
