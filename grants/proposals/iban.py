"""Account numbers: their one form, and the hash by which the same one is found elsewhere."""

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from portal.security.fields import keyed_hash
from portal.ui.typed import sign_name, unseen_in

from .errors import WrongBankAccount

_PURPOSE = "grants.bankaccount"


def compact_iban(text: str) -> str:
    """Return an IBAN in its one form, capitals without spaces; raises WrongBankAccount."""
    if (sign := unseen_in(text.strip())) is not None:
        raise WrongBankAccount(
            _("A sign stands in it that cannot be seen: %(sign)s. Type the account number again.")
            % {"sign": sign_name(sign)}
        )
    try:
        return str(IBAN(text.strip()).compact)
    except (SchwiftyException, ValueError):
        raise WrongBankAccount(
            _(
                "This is not an account number we can pay to. Type an IBAN, for example NL91 ABNA 0417 1643 00."
            )
        ) from None


def iban_hash(compact: str) -> str:
    """Return the keyed hash of an IBAN in its one form."""
    return keyed_hash(compact, _PURPOSE)
