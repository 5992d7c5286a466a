"""Why an account waits until a second person noted why it is right, and who that may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from grants.proposals.models import BankAccount
from portal.errors import ChangedMeanwhile, WrongState, changed_meanwhile
from wijkraden.people.models import User

from .errors import InDoubt, NotPayable, OwnNote
from .queries_of_accounts import history_of, newest_accounts
from .queries_of_doubts import doubts_of, hands_in, is_account_of, paid_by, seen_of
from .states import DoubtKind


def doubt_words(account: BankAccount) -> list[str]:
    """Return why nothing is paid to that account now, a sentence each."""
    return [
        _("%(why)s. An officer who did not enter it first notes why it is right.") % {"why": one.label}
        for one in doubts_of(account)
    ]


def refuse_in_doubt(found: Iterable[tuple[str, BankAccount]]) -> None:
    """Raise InDoubt naming the dossiers of which the account waits; `found` are their numbers with the account."""
    if numbers := sorted({number for number, account in found if doubts_of(account)}):
        raise InDoubt(numbers)


def refuse_voucher(payees: Iterable[BankAccount], *, by: User) -> None:
    """Raise NotPayable naming the dossiers whose account `by` vouched for or has, or of which she rejected a newer one.

    One query.
    """
    rows = {one.pk: one for one in payees}
    hands = hands_in(rows.values())
    if found := sorted({rows[pk].proposal.number for pk, one in hands.items() if by.pk in one.vouchers}):
        raise NotPayable(
            _("You noted why the account of these is right, so someone else prepares them: %(numbers)s.")
            % {"numbers": ", ".join(found)}
        )
    if found := sorted({rows[pk].proposal.number for pk, one in hands.items() if by.pk in one.rejecters}):
        raise NotPayable(
            _("You rejected a newer account of these, so someone else prepares them: %(numbers)s.")
            % {"numbers": ", ".join(found)}
        )
    if found := sorted({rows[pk].proposal.number for pk, one in hands.items() if by.pk in one.members}):
        raise NotPayable(
            _("The account of these is your own, so someone else prepares them: %(numbers)s.")
            % {"numbers": ", ".join(found)}
        )


def refuse_replaced(account: BankAccount) -> BankAccount:
    """Return the account of now of its dossier; raises WrongState when that is another one. One query."""
    now = newest_accounts([account.proposal_id]).get(account.proposal_id)
    if now is None or now.pk != account.pk:
        raise WrongState(_("Another account was entered after this one. Look at what stands there now."))
    return now


def refuse_vouch(
    account: BankAccount,
    saw: Mapping[DoubtKind, int] | None,
    *,
    history: list[BankAccount] | None = None,
    by: User,
) -> None:
    """Raise WrongState unless an account waits, OwnNote for who entered its number, pays to it, or has it.

    `account` is the one of now with its doubts; `saw` are those that the page showed, with their rows:
    ChangedMeanwhile for others, None for who saw no page. Two queries at most.
    """
    waits: list[DoubtKind] = doubts_of(account)
    if not waits:
        raise WrongState(_("Nothing has to be noted of this account, or somebody did it already."))
    rows = history_of(account.proposal) if history is None else history
    if next((one.pk for one in rows if not one.is_rejected), None) != account.pk:
        raise WrongState(_("Another account was entered after this one. Look at what stands there now."))
    if by.pk in {one.entered_by_id for one in rows if one.iban_hash == account.iban_hash}:
        raise OwnNote(_("You entered this account, so another officer notes why it is right."))
    now = BankAccount.objects.filter(pk=account.pk).annotate(pays=paid_by(by.pk), hers=is_account_of(by.pk))
    pays, hers = now.values_list("pays", "hers").get()
    if pays:
        raise OwnNote(
            _("You prepared or released a payment to this account, so another officer notes why it is right.")
        )
    if hers:
        raise OwnNote(_("This account is your own, so another officer notes why it is right."))
    if saw is not None and saw != seen_of(account):
        raise ChangedMeanwhile(changed_meanwhile())
