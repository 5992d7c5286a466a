"""A page that stood open while somebody changed what it shows: refused once, with what was typed kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.decisions.flows import record_hearing
from grants.decisions.states import NotHeard
from grants.payments.flows import change_payee, leave_out, set_paying_account
from grants.payments.models import Batch, PayingAccount
from grants.plan.models import Reaction
from grants.proposals.flows import Found, assign, change, check, set_council_rules
from grants.proposals.models import CouncilRules, Proposal
from grants.proposals.queries import conditions_of
from grants.proposals.states import Answer, Section, State
from grants.register.flows import set_publicity
from grants.reports.flows import return_report, save_what, submit_report
from grants.reports.models import Report
from grants.reviews import flows as reviews
from grants.reviews.models import Assignment
from grants.reviews.states import Question
from tests import consultations, decisions, make, objections, payments, plan, proposals
from tests.grants.proposals.pages import fields_in
from tests.make import NOON, post
from wijkraden.people.flows import end_seat, end_side_function
from wijkraden.people.models import Seat
from wijkraden.places.models import District

OLD = "Van het oude scherm"
BATCH_CHANGED = "De batch is veranderd nadat u die opende."
CHANGED = ("Iemand heeft dit veranderd nadat", "Iemand wijzigde het nadat", BATCH_CHANGED)
SOON = (NOON + timedelta(days=60)).date()
SignIn = Callable[..., Client]


@dataclass
class Tab:
    """A page of `name`, what is typed on it, what somebody does meanwhile, and what stands there.

    `kept` is on the page that refuses it, and `becomes` stands there once that page is sent again.
    """

    name: str
    path: str
    typed: dict[str, Any]
    meanwhile: Callable[[], Any]
    stands: Callable[[], Any]
    kept: str = OLD
    becomes: Any = None


def _scores(district: District) -> Tab:
    made = proposals.in_review(district, cents=9_000_00)
    mine = Assignment.objects.get(proposal=made, reviewer=proposals.cast("rik"))
    criterion = made.round.frame.criteria.all()[0]
    scored = reviews.Scored(criterion, 4, "Van het andere scherm.")
    return Tab(
        "rik",
        reverse("review", args=[mine.public_id]),
        {"act": "save", f"score_{criterion.code}": "1", f"reason_{criterion.code}": OLD},
        lambda: reviews.save_scores(mine, scores=[scored], by=mine.reviewer, at=NOON),
        lambda: list(mine.scores.order_by("id").values_list("value", flat=True)),
    )


def _answers(district: District) -> Tab:
    made = proposals.in_review(district, cents=4_800_00)
    mine = Assignment.objects.get(proposal=made)
    answer = reviews.Answered(next(iter(Question)), True, "")
    return Tab(
        mine.reviewer.given_name.lower(),
        reverse("review", args=[mine.public_id]),
        {"act": "save", f"score_{answer.question}": "no", f"reason_{answer.question}": OLD},
        lambda: reviews.save_answers(mine, answers=[answer], by=mine.reviewer, at=NOON),
        lambda: list(mine.answers.order_by("id").values_list("is_yes", flat=True)),
    )


def _publicity(district: District) -> Tab:
    made = proposals.complete(district)
    hidden = {
        "place_is_hidden": True,
        "days_are_hidden": True,
        "name_is_hidden": True,
        "safety_reason": "Alles.",
    }
    return Tab(
        "olga",
        reverse("publicity", args=[made.public_id]),
        {"place_is_hidden": "on", "safety_reason": OLD},
        lambda: set_publicity(made, values=hidden, by=proposals.cast("otto"), at=NOON),
        lambda: Proposal.objects.values_list("name_is_hidden", "safety_reason").get(pk=made.pk),
        "Wat hier nu staat: ja",
        (False, OLD),
    )


def _payee(district: District) -> Tab:
    made = payments.at_once(district)
    otto = proposals.cast("otto")
    return Tab(
        "olga",
        reverse("payment_payee", args=[made.public_id]),
        {"iban": payments.ANOTHER_IBAN, "holder": OLD},
        lambda: change_payee(made, iban=payments.ANOTHER_IBAN, holder="Nieuw", by=otto, at=NOON),
        lambda: list(made.bank_accounts.order_by("id").values_list("holder", flat=True))[1:],
        becomes=["Nieuw", OLD],
    )


def _paying_account(district: District) -> Tab:
    city, bas = district.city, proposals.cast("bas")
    payments.account(city)
    return Tab(
        "bas",
        reverse("paying_account"),
        {"iban": payments.ANOTHER_IBAN, "holder": OLD},
        lambda: set_paying_account(city, iban=payments.ANOTHER_IBAN, holder="Nieuw", by=bas, at=NOON),
        lambda: PayingAccount.objects.latest("id").holder,
        becomes=OLD,
    )


def _release(district: District) -> Tab:
    batch = payments.batched(*(payments.at_once(district, cents=1_000_00) for _one in range(2)))
    order, petra = batch.orders.all()[0], proposals.cast("petra")
    return Tab(
        "petra",
        reverse("payment_release", args=[batch.public_id]),
        {},
        lambda: leave_out(batch, order, by=petra, at=NOON),
        lambda: Batch.objects.get(pk=batch.pk).state,
        BATCH_CHANGED,
    )


def _check(district: District) -> Tab:
    made = proposals.submitted(district)
    one = conditions_of(made)[0]
    found = {one: Found(Answer.NO, "Van het andere scherm.")}
    return Tab(
        "olga",
        reverse("proposal_check", args=[made.public_id]),
        {f"answer-{one.code}": "yes", f"note-{one.code}": OLD},
        lambda: check(made, found=found, by=proposals.cast("otto"), at=NOON),
        lambda: list(made.checks.order_by("id").values_list("answer", "note")),
        "Wat hier nu staat: Nee",
        [("no", "Van het andere scherm."), ("yes", OLD)],
    )


def _handler(district: District) -> Tab:
    made, olga, otto = proposals.submitted(district), proposals.cast("olga"), proposals.cast("otto")
    return Tab(
        "olga",
        reverse("proposal_handler", args=[made.public_id]),
        {"to": olga.public_id},
        lambda: assign(made, to=otto, by=otto, at=NOON),
        lambda: Proposal.objects.get(pk=made.pk).handler,
        f"Wat hier nu staat: {otto.full_name}",
        olga,
    )


def _council_rules(district: District) -> Tab:
    beheer = proposals.cast("beheer")
    of_now: dict[str, Any] = {
        "quorum_percent": 50,
        "tie_accepts": True,
        "authorised_cents": 0,
        "source": "Artikel 1",
    }
    return Tab(
        "beheer",
        reverse("council_rules", args=[district.slug]),
        {"tie_accepts": "False", "source": OLD},
        lambda: set_council_rules(district, **of_now, by=beheer, at=NOON),
        lambda: CouncilRules.objects.values_list("tie_accepts", "source").get(district=district),
        "Wat hier nu staat: Het voorstel wordt",
        (False, OLD),
    )


def _seat(district: District) -> Tab:
    seat = Seat.objects.get(user=proposals.cast("otto"))
    beheer = proposals.cast("beheer")
    return Tab(
        "beheer",
        reverse("seat_end", args=[seat.user.public_id, seat.public_id]),
        {"ends_on": "31-12-2027"},
        lambda: end_seat(seat, ends_on=SOON, by=beheer, at=NOON),
        lambda: Seat.objects.get(pk=seat.pk).ends_on,
        "31-12-2027",
    )


def _side_function(district: District) -> Tab:
    anna = proposals.cast("anna")
    made = make.side_function(anna, at=NOON)
    return Tab(
        "anna",
        reverse("side_function_end", args=[made.public_id]),
        {"ends_on": "31-12-2027"},
        lambda: end_side_function(made, ends_on=SOON, by=anna, at=NOON),
        lambda: type(made).objects.get(pk=made.pk).ends_on,
        "31-12-2027",
    )


def _hearing(district: District) -> Tab:
    made = objections.entered(decisions.granted(district))
    return Tab(
        "joris",
        reverse("objection_hearing", args=[made.public_id]),
        {"heard_on": f"{objections.LATER:%d-%m-%Y}", "hearing": OLD},
        lambda: record_hearing(
            made, not_heard=NotHeard.WAIVED, by=proposals.cast("joris"), at=objections.LATER
        ),
        lambda: type(made).objects.values_list("not_heard", "hearing").get(pk=made.pk),
    )


def _present(district: District) -> Tab:
    made, anna = proposals.draft(district), proposals.cast("anna")
    return Tab(
        "anna",
        reverse("edit_check", args=[made.public_id]),
        {},
        lambda: change(made, section=Section.WHAT, values={"title": "Anders"}, by=anna, at=NOON),
        lambda: Proposal.objects.get(pk=made.pk).state == State.DRAFT,
        "Anders",
    )


def _written(made: Proposal) -> Report:
    return decisions.written(made, spent_cents=6_000_00, by=None, at=NOON)


def _send(district: District) -> Tab:
    made = _written(decisions.under_way(district))
    told = {"text": "Anders", "participants": 3, "volunteers": 1, "done": "yes"}
    return Tab(
        "anna",
        reverse("report_part", args=[made.proposal.public_id, "check"]),
        {},
        lambda: save_what(
            made,
            values=told,
            by=None,
            at=NOON,
        ),
        lambda: Report.objects.get().state,
        "Anders",
    )


def _returned(proposal: Proposal) -> None:
    """Return the report and have it sent again."""
    (report,) = proposal.reports.all()
    return_report(report, reason="Er mist een bon.", by=proposals.cast("otto"), at=NOON)
    submit_report(_written(Proposal.objects.get(pk=proposal.pk)), by=None, at=NOON)


def _judge(district: District) -> Tab:
    made = decisions.reported(district)
    return Tab(
        "anna",
        reverse("report_judge", args=[made.public_id]),
        {"judgement": "partly", "words": OLD},
        lambda: _returned(made),
        lambda: [one.judgement_words for one in Report.objects.order_by("version")],
        becomes=["", OLD],
    )


def _return(district: District) -> Tab:
    made = decisions.reported(district)
    return Tab(
        "olga",
        reverse("report_return", args=[made.public_id]),
        {"reason": OLD},
        lambda: _returned(made),
        lambda: [one.return_reason for one in Report.objects.order_by("version")],
        becomes=["Er mist een bon.", OLD],
    )


def _reaction(district: District) -> Tab:
    ella, evert = proposals.cast("ella"), proposals.cast("evert")
    concept = plan.concept(district.city, by=ella, at=NOON)
    made = consultations.of_resident(consultations.opened(concept, by=evert, at=NOON), at=NOON)
    return Tab(
        "ella",
        reverse("reaction_answer", args=[made.consultation.public_id, made.public_id]),
        {"degree": "unchanged", "answer": OLD},
        lambda: consultations.answered(made, by=ella, at=NOON),
        lambda: Reaction.objects.values_list("degree", "answer").get(pk=made.pk),
    )


TABS = [
    _scores,
    _answers,
    _publicity,
    _payee,
    _paying_account,
    _release,
    _check,
    _handler,
    _council_rules,
    _seat,
    _side_function,
    _hearing,
    _present,
    _send,
    _judge,
    _return,
    _reaction,
]


def _fields(page: Any) -> dict[str, Any]:
    """Return what a page sends when nothing is typed on it."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


@pytest.mark.parametrize("build", TABS)
def test_an_old_tab_undoes_nothing_and_keeps_what_was_typed(
    build: Callable[[District], Tab], delfshaven: District, signed_in: SignIn
) -> None:
    with time_machine.travel(objections.LATER if build is _hearing else NOON, tick=False):
        tab = build(delfshaven)
        who = proposals.cast(tab.name)
        client = signed_in(who)
        fields = _fields(client.get(tab.path))
        tab.meanwhile()
        stood = tab.stands()

        answer = post(client, who, tab.path, **{**fields, **tab.typed})

        page = answer.content.decode()
        assert (answer.status_code, tab.stands()) == (422, stood)
        assert any(words in page for words in CHANGED)
        assert tab.kept in page
        # A button is no field; whoever sends the page again sends what stands in each field of it.
        sent = fields_in(page) | {name: tab.typed[name] for name in {"act"} & set(tab.typed)}
        assert {name: sent[name] for name in tab.typed} == tab.typed
        again = post(client, who, tab.path, **sent)
        assert (again.status_code, tab.stands() != stood) == (302, True)
        assert tab.becomes is None or tab.stands() == tab.becomes
