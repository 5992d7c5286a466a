"""The letter of a decision on an objection: what it says, for the page, the PDF and the paper alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros
from portal.ui.dates import full_date

from .queries_of_objections import waits_for_condition
from .signals import open_of, paid_back_of
from .states import DecisionKind, NotHeard, Outcome

if TYPE_CHECKING:
    from .letter_of_amounts import Part
    from .models import Decision, Objection


def letter_of_objection(objection: Objection) -> Part:
    """Return the data of the template `letter` of the documents, in the language of the moment; for a draft too."""
    decision = objection.decision
    proposal = decision.proposal
    city = proposal.district.city
    sections: list[Part] = [
        {"paragraphs": [_("Dear %(name)s,") % {"name": objection.name}, outcome_of(objection)]},
        {"heading": _("What happens now"), "paragraphs": [_then(objection)]},
        {"heading": _("How we judged it"), "paragraphs": _history(objection)},
        {"heading": _("Why"), "paragraphs": [one for one in objection.reasons.split("\n") if one.strip()]},
        {"heading": _("By which rules"), "paragraphs": [_rules(objection)]},
        {"heading": _("Do you disagree with this decision?"), "paragraphs": _appeal(objection)},
        {"heading": _("Do you have a question?"), "paragraphs": [_contact(objection)]},
    ]
    return {
        "city": city.name,
        "addressee": [objection.name, *objection.address.splitlines()],
        "date": full_date(objection.sent_on) or _("not sent yet"),
        "reference": [
            (_("Our reference"), objection.number),
            (_("About"), proposal.title),
            (_("Decision of"), f"{full_date(decision.sent_on)}, {decision.number}"),
        ],
        "subject": _("Decision on your objection: %(title)s") % {"title": proposal.title},
        "sections": sections,
        "closing": [
            _("Kind regards,"),
            _("on behalf of the municipal executive,"),
            objection.decided_by.short_name if objection.decided_by else _("(whoever decides)"),
        ],
        "footer": f"{city.name} · {objection.number}",
    }


def outcome_of(objection: Objection) -> str:
    """Return what is decided on it, in one sentence to the objector."""
    told = {"number": objection.decision.number, "title": objection.decision.proposal.title}
    return {
        Outcome.UPHELD: _("Your objection to decision %(number)s about “%(title)s” is right; we uphold it."),
        Outcome.UNFOUNDED: _(
            "Your objection to decision %(number)s about “%(title)s” is unfounded. The decision stays as it is."
        ),
        Outcome.INADMISSIBLE: _(
            "Your objection to decision %(number)s about “%(title)s” is inadmissible: we cannot judge it."
        ),
    }[Outcome(objection.outcome)] % told


def _then(objection: Objection) -> str:
    """Return what follows from it."""
    if not objection.is_upheld:
        return _("You need do nothing. Do you disagree? Then read below what you can do.")
    if objection.decision.is_final:
        return _(
            "The final amount becomes higher, as the reasons below say. We take a new decision on it and send a letter "
            "about it."
        )
    if waits_for_condition(objection.decision):
        return _(
            "We change the grant as the reasons below say. We do that as soon as the condition of the budget is gone "
            "under which it was granted, and send a letter about it."
        )
    return {
        DecisionKind.REFUSE: _(
            "The refusal no longer counts. We take a new decision on the application and send a letter about it."
        ),
        DecisionKind.DISMISS: _(
            "We take the application into consideration again, decide on it and send a letter about it."
        ),
        DecisionKind.REVOKE: _(
            "The revocation no longer counts: the subsidy stands again, with what we agreed. You do not have to pay "
            "back what we asked because of it; what you paid back already, we pay to you again."
        ),
        DecisionKind.RECOVER: _after_recovery(objection.decision),
    }.get(
        DecisionKind(objection.decision.kind),
        _("We change the grant as the reasons below say, and send a letter about it."),
    )


def _after_recovery(recovery: Decision) -> str:
    """Return what follows for who had to pay back: what came back is sent back only when asked for."""
    came_back = paid_back_of(recovery)
    told = {"amount": format_euros(came_back)}
    if came_back and not open_of(recovery):
        return (
            _(
                "The recovery no longer counts. You paid back %(amount)s because of it. We do not send that back by "
                "ourselves, because the decision on how much subsidy you get has not changed. Do you want it back? "
                "Write to us: we decide on that apart. Does the subsidy become more? Then we pay you the difference."
            )
            % told
        )
    then = _(
        "The recovery no longer counts: you do not have to pay back now. Do we ask something back after all? Then "
        "we take a new decision on it and send a letter about it."
    )
    if not came_back:
        return then
    kept = _(
        "You paid back %(amount)s already; we do not ask it once more. We do not send it back by ourselves, because "
        "the decision on how much subsidy you get has not changed. Do you want it back? Write to us: we decide on that "
        "apart. Does the subsidy become more? Then we pay you the difference."
    )
    return f"{then} {kept % told}"


def _history(objection: Objection) -> list[str]:
    told = [_("We received your objection on %(day)s.") % {"day": full_date(objection.received_on)}]
    until = {"day": full_date(objection.decision.objection_until)}
    if objection.is_late:
        told.append(_("Objecting was possible up to and including %(day)s, so it came too late.") % until)
        if objection.late_reason:
            told.append(objection.late_reason)
    else:
        told.append(_("That was in time: objecting was possible up to and including %(day)s.") % until)
    if objection.heard_on is not None:
        told.append(_("We heard you on %(day)s.") % {"day": full_date(objection.heard_on)})
    elif objection.not_heard:
        told.append(_NOT_HEARD[NotHeard(objection.not_heard)]())
    return told


_NOT_HEARD = {
    NotHeard.WAIVED: lambda: _("You told us that you do not want to be heard."),
    NotHeard.SILENT: lambda: _(
        "You did not tell us in time whether you want to be heard. So we did not hear you."
    ),
    NotHeard.INADMISSIBLE: lambda: _("We did not hear you, because the objection is clearly inadmissible."),
    NotHeard.UNFOUNDED: lambda: _("We did not hear you, because the objection is clearly unfounded."),
    NotHeard.UPHELD: lambda: _("We did not hear you, because your objection is wholly right."),
}


def _rules(objection: Objection) -> str:
    if objection.outcome == Outcome.INADMISSIBLE:
        return _("General Administrative Law Act (Awb), chapters 6 and 7")
    return _("General Administrative Law Act (Awb), articles 7:11 and 7:12")


def _appeal(objection: Objection) -> list[str]:
    """Return the clause about appealing, with its last day (Awb 6:7, 6:8, 8:1)."""
    until = objection.appeal_until
    day = full_date(until) if until else _("six weeks after this letter is sent")
    return [
        _(
            "Then you can appeal to the district court (rechtbank) up to and including %(day)s. Write to the court of "
            "your region, department of administrative law: your name and address, the date, the number %(number)s, "
            "and why you disagree. Add a copy of this letter and sign yours."
        )
        % {"day": day, "number": objection.number},
        _(
            "For an appeal you pay court fees. Who cannot wait for the judgement can ask the court for a provisional "
            "ruling at the same time."
        ),
    ]


def _contact(objection: Objection) -> str:
    city = objection.decision.proposal.district.city
    ways = [way for way in (city.contact_email, city.contact_phone) if way]
    return _("Ask %(city)s: %(ways)s.") % {"city": city.name, "ways": ", ".join(ways) or city.address}
