"""What a decision does, in the words of its route: by law on route subsidy, agreed and invoiced on the other two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grants.proposals.states import Route

from .states import DecisionKind, Ground

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

_KINDS: dict[DecisionKind, Words] = {
    DecisionKind.GRANT: pgettext_lazy("decision", "Agree"),
    DecisionKind.REFUSE: pgettext_lazy("decision", "Do not agree"),
    DecisionKind.REVOKE: pgettext_lazy("decision", "Withdraw the agreement"),
    DecisionKind.REVISE: pgettext_lazy("decision", "Settle it anew"),
}
_FINAL: dict[Route, Words] = {
    Route.SUBSIDY: gettext_lazy("Final amount"),
    Route.PURCHASE: gettext_lazy("Invoiced amount"),
    Route.OWN: gettext_lazy("Real costs"),
}
_BY_LAW: dict[DecisionKind, Words] = {
    DecisionKind.GRANT: gettext_lazy("Grant %(amount)s"),
    DecisionKind.REFUSE: gettext_lazy("Refuse the application"),
    DecisionKind.DISMISS: gettext_lazy("Do not take it into consideration"),
    DecisionKind.DETERMINE: gettext_lazy("Determine %(amount)s"),
    DecisionKind.CHANGE: gettext_lazy("Change the grant to %(amount)s"),
    DecisionKind.REVOKE: gettext_lazy("Revoke the grant"),
    DecisionKind.RECOVER: gettext_lazy("Recover %(amount)s"),
    DecisionKind.REVISE: gettext_lazy("Revise the final amount to %(amount)s"),
}
_AGREED: dict[DecisionKind, Words] = {
    DecisionKind.GRANT: gettext_lazy("Agree to %(amount)s"),
    DecisionKind.REFUSE: gettext_lazy("Do not agree"),
    DecisionKind.CHANGE: gettext_lazy("Change the agreement to %(amount)s"),
    DecisionKind.REVOKE: gettext_lazy("Withdraw the agreement"),
    DecisionKind.REVISE: gettext_lazy("Settle it anew at %(amount)s"),
}
_SETTLED: dict[Route, Words] = {
    Route.PURCHASE: gettext_lazy("Settle the invoice at %(amount)s"),
    Route.OWN: gettext_lazy("Settle the costs at %(amount)s"),
}
_PREPARE: dict[DecisionKind, Words] = {
    DecisionKind.GRANT: gettext_lazy("Prepare a grant"),
    DecisionKind.REFUSE: gettext_lazy("Prepare a refusal"),
    DecisionKind.DISMISS: gettext_lazy("Prepare that it is not taken into consideration"),
    DecisionKind.DETERMINE: gettext_lazy("Prepare the final amount"),
    DecisionKind.CHANGE: gettext_lazy("Prepare a change of the grant"),
    DecisionKind.REVOKE: gettext_lazy("Prepare that the grant is revoked"),
    DecisionKind.RECOVER: gettext_lazy("Prepare that what was paid too much is paid back"),
    DecisionKind.REVISE: gettext_lazy("Prepare a revision of the final amount"),
}
_PREPARE_AGREED: dict[DecisionKind, Words] = {
    DecisionKind.GRANT: gettext_lazy("Prepare to agree"),
    DecisionKind.REFUSE: gettext_lazy("Prepare not to agree"),
    DecisionKind.CHANGE: gettext_lazy("Prepare a change of the agreement"),
    DecisionKind.REVOKE: gettext_lazy("Prepare that the agreement is withdrawn"),
    DecisionKind.REVISE: gettext_lazy("Prepare to settle it anew"),
}
_PREPARE_FINAL: dict[Route, Words] = {
    Route.PURCHASE: gettext_lazy("Prepare the invoiced amount"),
    Route.OWN: gettext_lazy("Prepare the real costs"),
}


def kind_words(kind: str, route: str) -> str:
    """Return what a decision of that kind is called."""
    found, way = DecisionKind(kind), Route(route)
    if way == Route.SUBSIDY:
        return str(found.label)
    return final_words(route) if found == DecisionKind.DETERMINE else str(_KINDS.get(found, found.label))


def final_words(route: str) -> str:
    """Return what the amount that stands in the end is called."""
    return str(_FINAL[Route(route)])


def act_words(kind: str, route: str, amount: str) -> str:
    """Return what the button says: the act itself, with its amount."""
    found, way = DecisionKind(kind), Route(route)
    words = _BY_LAW[found]
    if way != Route.SUBSIDY:
        words = _SETTLED[way] if found == DecisionKind.DETERMINE else _AGREED.get(found, words)
    return str(words) % {"amount": amount}


def prepare_words(kind: str, route: str) -> str:
    """Return how preparing such a decision is offered."""
    found, way = DecisionKind(kind), Route(route)
    if way == Route.SUBSIDY:
        return str(_PREPARE[found])
    if found == DecisionKind.DETERMINE:
        return str(_PREPARE_FINAL[way])
    return str(_PREPARE_AGREED.get(found, _PREPARE[found]))


def amount_words(kind: str, route: str) -> str:
    """Return what the amount is called that is filled in for such a decision."""
    found = DecisionKind(kind)
    if found == DecisionKind.DETERMINE:
        return final_words(route)
    if found == DecisionKind.RECOVER:
        return _("Amount to be paid back")
    if found == DecisionKind.REVISE:
        return _("New final amount")
    if Route(route) == Route.SUBSIDY:
        return _("New amount of the grant") if found == DecisionKind.CHANGE else _("Amount to grant")
    return _("New amount that is agreed") if found == DecisionKind.CHANGE else _("Amount to agree to")


def ground_words(ground: str, route: str) -> str:
    """Return a ground in words; the article of the Act stands there on route subsidy alone."""
    label = str(Ground(ground).label)
    return label if Route(route) == Route.SUBSIDY else label.partition(" (Awb")[0]
