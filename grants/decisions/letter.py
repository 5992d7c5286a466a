"""The letter of a decision: what it says, for the page, the PDF and the paper alike."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.plan.states import Settlement
from grants.proposals.addressees import applicant_of, postal_lines
from grants.proposals.models import Party, Proposal
from grants.proposals.states import Route
from portal.ui.dates import full_date, short_date

from .letter_of_amounts import Part, amounts, table
from .letter_of_budget import came_free, condition, listed, rest_refused
from .letter_of_revision import owed_less, to_do_after
from .models import Decision, Instalment, Obligation
from .queries import settled_by
from .queries_of_revisions import revised_by
from .states import ON_THE_CEILING, DecisionKind, Moment, Settles
from .wording import ground_words

LANGUAGE = "nl"  # of every letter of the city
_SETTLING = frozenset({DecisionKind.DETERMINE, DecisionKind.REVOKE})  # that make the amount final


def letter_of(
    decision: Decision,
    obligations: Sequence[Obligation],
    instalments: Sequence[Instalment],
    *,
    is_conditional: bool = False,
) -> Part:
    """Return the data of the template `letter` of the documents, in the language of the moment.

    For a draft too: then it has no date. What is decided stands in the first sentence, what to do right after it.
    `is_conditional`: it is granted before the budget is adopted, and the letter sets that condition (Awb 4:34).
    """
    proposal = decision.proposal
    applicant = applicant_of(proposal)
    city = proposal.district.city
    return {
        "city": city.name,
        "addressee": _addressee(proposal, applicant),
        "date": full_date(decision.sent_on) or _("not sent yet"),
        "reference": [
            (_("Our reference"), decision.number),
            (_("About"), proposal.title),
            *([(_("Copy"), proposal.district.full_name)] if applicant else []),
        ],
        "subject": subject_of(decision),
        "sections": _sections(decision, obligations, instalments, applicant, is_conditional=is_conditional),
        "closing": _closing(decision),
        "footer": f"{city.name} · {decision.number}",
    }


def _sections(
    decision: Decision,
    obligations: Sequence[Obligation],
    instalments: Sequence[Instalment],
    applicant: Party | None,
    *,
    is_conditional: bool,
) -> list[Part]:
    due_back, rest = _settled(decision)
    but = _("There is a condition: the city council must make enough money available.")
    found = [
        {
            "paragraphs": [
                _greeting(applicant),
                first_sentence(decision),
                *([but] if is_conditional else []),
                *came_free(decision),
                *owed_less(decision),
            ]
        },
        _part(_("What do I have to do now?"), _to_do(decision, obligations, applicant, due_back)),
        _part(_("The condition"), condition(decision)) if is_conditional else None,
        *amounts(decision, due_back),
        _agreed(decision, obligations),
        _payment(decision, instalments, rest, is_conditional=is_conditional),
        _part(_("Why"), [*rest_refused(decision), *decision.reasons.split("\n")]),
        _part(_("By which rules"), [decision.legal_basis, *_grounds(decision)]),
        _part(_("Do you disagree with this decision?"), _objection(decision)),
        _part(_("Do you have a question?"), _contact(decision)),
    ]
    return [one for one in found if one]


def _settled(decision: Decision) -> tuple[int, int]:
    """Return what is asked back and what is still to pay; of one that is taken the rest is an instalment of its own."""
    if decision.is_decided:
        return max(0, decision.due_back_cents), 0
    if decision.kind == DecisionKind.REVISE:
        return revised_by(decision)
    return settled_by(decision) if decision.kind in _SETTLING else (0, 0)


def as_text(letter: Part) -> str:
    """Return the letter as plain text, for the paper queue."""
    lines = [*letter["addressee"], "", letter["date"]]
    lines += [f"{name}: {text}" for name, text in letter["reference"]]
    for section in letter["sections"]:
        lines += ["", *([section["heading"]] if section.get("heading") else [])]
        lines += section.get("paragraphs", [])
        lines += [": ".join(row) for row in section.get("table", {}).get("rows", [])]
    return "\n".join([*lines, "", *letter["closing"]])


def subject_of(decision: Decision) -> str:
    """Return what the letter is about, without its outcome in part."""
    told = {"title": decision.proposal.title}
    is_subsidy = decision.proposal.route == Route.SUBSIDY
    return (
        {
            DecisionKind.GRANT: _("Decision on your application: %(title)s"),
            DecisionKind.REFUSE: _("Decision on your application: %(title)s"),
            DecisionKind.DISMISS: _("Your application is not taken into consideration: %(title)s"),
            DecisionKind.DETERMINE: _("The final amount of your subsidy: %(title)s"),
            DecisionKind.CHANGE: _("Change of your subsidy: %(title)s"),
            DecisionKind.REVOKE: _("Your subsidy is revoked: %(title)s"),
            DecisionKind.RECOVER: _("You pay back a part of your subsidy: %(title)s"),
            DecisionKind.REVISE: _("Change of the final amount of your subsidy: %(title)s"),
        }[DecisionKind(decision.kind)]
        if is_subsidy
        else _("Decision on the proposal of your council: %(title)s")
    ) % told


def first_sentence(decision: Decision) -> str:
    """Return what is decided, in one sentence."""
    told = {
        "amount": format_euros(decision.cents),
        "asked": format_euros(decision.proposal.asked_cents),
        "before": format_euros(decision.before_cents),
        "title": decision.proposal.title,
    }
    if decision.proposal.route != Route.SUBSIDY:
        return _agreed_sentence(decision) % told
    sentences = {
        DecisionKind.REFUSE: _("We refuse your application of %(asked)s for “%(title)s”."),
        DecisionKind.DISMISS: _("We do not take your application for “%(title)s” into consideration."),
        DecisionKind.DETERMINE: _("We determine your subsidy for “%(title)s” at %(amount)s."),
        DecisionKind.CHANGE: _("We change your subsidy for “%(title)s” from %(before)s to %(amount)s."),
        DecisionKind.REVOKE: _("We revoke your subsidy of %(before)s for “%(title)s”."),
        DecisionKind.RECOVER: _("You pay %(amount)s of your subsidy for “%(title)s” back."),
        DecisionKind.REVISE: _(
            "We change the final amount of your subsidy for “%(title)s” from %(before)s to %(amount)s."
        ),
    }
    if decision.kind != DecisionKind.GRANT:
        return sentences[DecisionKind(decision.kind)] % told
    if decision.is_in_part and decision.is_at_once:
        return _("We grant you %(amount)s for “%(title)s”. You asked %(asked)s; the rest we refuse.") % told
    if decision.is_in_part:
        sentence = _(
            "We grant you at most %(amount)s for “%(title)s”. You asked %(asked)s; the rest we refuse."
        )
        return sentence % told
    if decision.is_at_once:
        return _("We grant you %(amount)s for “%(title)s”. That is the final amount.") % told
    return _("We grant you at most %(amount)s for “%(title)s”.") % told


def _agreed_sentence(decision: Decision) -> str:
    """Return it for what the city buys or does itself, in which nobody applied for anything."""
    is_bought = decision.proposal.route == Route.PURCHASE
    return {
        DecisionKind.GRANT: _("The city agrees: there is %(amount)s for “%(title)s”."),
        DecisionKind.REFUSE: _("The city does not agree to “%(title)s”; %(asked)s was asked for it."),
        DecisionKind.DISMISS: _("We do not take the proposal “%(title)s” into consideration."),
        DecisionKind.DETERMINE: _("“%(title)s” was delivered and invoiced: it costs %(amount)s.")
        if is_bought
        else _("“%(title)s” was done: it cost %(amount)s."),
        DecisionKind.CHANGE: _("There is %(amount)s for “%(title)s” now, and no longer %(before)s."),
        DecisionKind.REVOKE: _(
            "The city withdraws its agreement: there is no money for “%(title)s” any more."
        ),
        DecisionKind.RECOVER: _("%(amount)s for “%(title)s” was paid too much; we ask it back."),
        DecisionKind.REVISE: _("“%(title)s” costs %(amount)s in the end, and no longer %(before)s."),
    }[DecisionKind(decision.kind)]


def _part(heading: str, paragraphs: Sequence[str]) -> Part | None:
    told = [one for one in paragraphs if one.strip()]
    return {"heading": heading, "paragraphs": told} if told else None


def _greeting(applicant: Party | None) -> str:
    if applicant is None:
        return _("Dear council,")
    return _("Dear %(name)s,") % {"name": applicant.contact or applicant.name}


def _addressee(proposal: Proposal, applicant: Party | None) -> list[str]:
    if applicant is None:
        return [proposal.district.full_name]
    return postal_lines(applicant)


def _to_do(
    decision: Decision, obligations: Sequence[Obligation], applicant: Party | None, due_back: int
) -> list[str]:
    """Return what whoever reads it does now; nothing to do is said too."""
    is_subsidy = decision.proposal.route == Route.SUBSIDY
    if is_subsidy and decision.kind == DecisionKind.REVISE:
        return to_do_after(decision)
    if due_back and is_subsidy:
        return [
            _("You were paid %(amount)s too much. You get a letter about paying it back; wait for that.")
            % {"amount": format_euros(due_back)}
        ]
    if decision.kind == DecisionKind.RECOVER:
        return [
            _(
                "Pay %(amount)s back within six weeks. You get a message with our account and the reference to "
                "name; wait for that."
            )
            % {"amount": format_euros(decision.cents)}
        ]
    if decision.kind in {DecisionKind.GRANT, DecisionKind.CHANGE}:
        due = sorted(one.due_on for one in obligations if one.due_on is not None)
        first = _("Read below what we agree with you, and keep your receipts.")
        if applicant is None:
            first = _("The officer sees to it that it is done. Read below what we agree with you.")
        noted = [_("The first day to note: %(day)s.") % {"day": full_date(due[0])}] if due else []
        return [first, *noted]
    if decision.kind == DecisionKind.REFUSE and decision.ground in ON_THE_CEILING:
        return [listed(decision)]
    disagree = _("You need do nothing. Do you disagree? Then read below what you can do.")
    return [disagree if is_subsidy else _("You need do nothing.")]


def _agreed(decision: Decision, obligations: Sequence[Obligation]) -> Part | None:
    if decision.kind != DecisionKind.GRANT or decision.starts_on is None or decision.ends_on is None:
        return None
    told = {"first": short_date(decision.starts_on), "last": short_date(decision.ends_on)}
    is_one_day = decision.starts_on == decision.ends_on
    if decision.proposal.route == Route.SUBSIDY:
        words = _("The subsidy is for the period from %(first)s up to and including %(last)s.")
        found = [(_("The subsidy is for one day: %(first)s.") if is_one_day else words) % told]
    else:
        words = _("The agreement is for the period from %(first)s up to and including %(last)s.")
        found = [(_("The agreement is for one day: %(first)s.") if is_one_day else words) % told]
    for one in obligations:
        day = {"words": one.words, "day": short_date(one.due_on)}
        found.append(_("%(words)s At the latest on %(day)s.") % day if one.due_on else one.words)
    return _part(_("This we agree with you"), [*found, _settling(decision)])


def _settling(decision: Decision) -> str:
    """Return how the final amount is computed: what the grant does not say cannot be enforced."""
    if decision.proposal.route != Route.SUBSIDY:
        return _agreed_settling(decision)
    if decision.settlement == Settlement.AT_ONCE:
        return _("The amount is final at once. We may ask you to show what you did with it.")
    if decision.settles == Settles.SHARE:
        return _("The final amount is %(percent)d%% of the real costs, and at most what is granted now.") % {
            "percent": decision.share_percent or 0
        }
    if decision.settlement == Settlement.EX_OFFICIO:
        return _(
            "After the last day we determine the final amount ourselves: the real costs, and at most what is "
            "granted now."
        )
    return _(
        "After your report we determine the final amount: the real costs, and at most what is granted now."
    )


def _agreed_settling(decision: Decision) -> str:
    if decision.settlement == Settlement.AT_ONCE:
        return _("The amount is fixed: we pay all of it. Keep the bills; we may ask for them.")
    if decision.proposal.route == Route.PURCHASE:
        return _("We pay what was delivered and invoiced, and at most what is agreed now.")
    return _("We pay the real costs, and at most what is agreed now.")


def _payment(
    decision: Decision, instalments: Sequence[Instalment], rest: int, *, is_conditional: bool
) -> Part | None:
    if decision.proposal.route == Route.SUBSIDY:
        heading, later = _("When you get the money"), _("We pay once the final amount is known.")
    else:
        heading, later = _("When it is paid"), _("We pay once the bills are there.")
    if decision.kind == DecisionKind.GRANT and decision.settlement == Settlement.AT_ONCE:
        if decision.proposal.route == Route.SUBSIDY:
            return _part(heading, [_("We pay the whole amount within six weeks.")])
        return _part(heading, [_("We pay the whole amount within six weeks, to who delivers it.")])
    if not instalments and not rest:
        if decision.kind != DecisionKind.GRANT:
            return None
        return _part(heading, [later])
    rows = [[_when(one, is_conditional=is_conditional), format_euros(one.cents)] for one in instalments]
    rows += [[_soon(decision), format_euros(rest)]] if rest else []
    return table(heading, (_("When"), _("Amount")), rows)


def payment_of(decision: Decision) -> Part | None:
    """Return the part of its letter that says when the money is paid, None without one. One query."""
    is_conditional = decision.condition is not None and decision.condition.is_open
    return _payment(decision, list(decision.instalments.all()), 0, is_conditional=is_conditional)


def _when(instalment: Instalment, *, is_conditional: bool) -> str:
    if instalment.moment == Moment.ON_DAY:
        return short_date(instalment.due_on)
    if instalment.moment == Moment.AFTER_REPORT:
        return _("After your report")
    if is_conditional:
        return _("Within six weeks after the condition is gone")
    return _soon(instalment.decision)


def _soon(decision: Decision) -> str:
    is_bought = decision.proposal.route == Route.PURCHASE
    return _("Within thirty days after the invoice was received") if is_bought else _("Within six weeks")


def _grounds(decision: Decision) -> list[str]:
    if not decision.ground or decision.kind == DecisionKind.GRANT:
        return []
    return [_("Ground: %(ground)s.") % {"ground": ground_words(decision.ground, decision.proposal.route)}]


def _objection(decision: Decision) -> list[str]:
    """Return the clause about objecting, with its last day; none where there is no decision by law."""
    if decision.proposal.route != Route.SUBSIDY:
        return []
    city = decision.proposal.district.city
    until = decision.objection_until
    day = full_date(until) if until else _("six weeks after this letter is sent")
    return [
        _(
            "Then you can object up to and including %(day)s. Write to the municipal executive of %(city)s: your name "
            "and address, the date, the number %(number)s, and why you disagree. Sign your letter."
        )
        % {"day": day, "city": city.name, "number": decision.number},
        _("Objecting costs nothing. You can also call us first; often that helps faster."),
    ]


def _contact(decision: Decision) -> list[str]:
    city = decision.proposal.district.city
    ways = [city.contact_email, city.contact_phone]
    return [
        _("Ask %(name)s of %(city)s: %(ways)s.")
        % {
            "name": decision.prepared_by.full_name,
            "city": city.name,
            "ways": ", ".join(way for way in ways if way) or city.address,
        }
    ]


def _closing(decision: Decision) -> list[str]:
    who = decision.decided_by
    if decision.council_on is not None:
        return [_("On behalf of the council,"), decision.proposal.district.full_name]
    lines = [_("Kind regards,"), _("on behalf of the municipal executive,")]
    if who is None:
        return [*lines, _("(whoever decides)")]
    if decision.mandate is not None:
        lines.append(_("under mandate %(number)s,") % {"number": decision.mandate.decision_number})
    return [*lines, who.short_name]
