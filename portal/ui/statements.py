"""What the statements say that is not a page's own words: the day they were written, and what is kept."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

WRITTEN_ON = date(2026, 11, 27)


@dataclass(frozen=True)
class Kept:
    """A row of the privacy statement: which data, for what, and until when."""

    what: "Words"
    why: "Words"
    how_long: "Words"


KEPT = (
    Kept(
        _("Your name, e-mail address, telephone number and language"),
        _("To let you in and to reach you"),
        _("Until we erase your account: ask us once all your seats have ended"),
    ),
    Kept(
        _("Your seats and roles, with the dates they started and ended"),
        _("To know who could decide what, and when"),
        _("As long as the decisions of that time are kept"),
    ),
    Kept(
        _("Your side functions, if you sit in a council"),
        _("So that everyone can see your other interests"),
        _("Published as long as you sit in the council; erased with your account"),
    ),
    Kept(
        _("If you sit in a council: a code made of the account to which the city pays your allowance"),
        _("To see when money of a grant would go to that account; nobody can read the number from it"),
        _("Until you sit in no council any more, and no grant runs with that account"),
    ),
    Kept(
        _("Your password (as a code), passkeys and other second steps"),
        _("To be sure that it is you"),
        _("Until you change or remove them, or your account is erased"),
    ),
    Kept(
        _("When you signed in, from which address and with which browser"),
        _("So that you can see and end your sessions"),
        _("Until the session ends"),
    ),
    Kept(
        _("What you did, saw or changed on this site"),
        _("So that every euro can be accounted for"),
        _("As long as the law on public archives asks"),
    ),
    Kept(
        _("The messages we sent you"),
        _("To show what was sent, and to send again what did not arrive"),
        _(
            "Address and text: two years, or until your account is erased. Codes and links for signing in are "
            "erased once sent, at the latest after a week"
        ),
    ),
    Kept(
        _("The file with all that is kept of you, when you ask for it"),
        _("So that you can fetch it"),
        _("A week, or until your account is erased"),
    ),
    Kept(
        _("Your e-mail address in an invitation"),
        _("To let you in when you accept"),
        _("90 days if you do not accept; otherwise until your account is erased"),
    ),
    Kept(
        _("Your e-mail address, if you react on a concept of the plan without an account"),
        _("To ask you to confirm your reaction, and to tell you that it was answered"),
        _(
            "90 days after the answers were published, or a year after the consultation was closed if there are no "
            "answers; 30 days after it was closed if you did not confirm. The reaction itself stays, without your "
            "address; what you did not confirm or what holds personal data is erased too"
        ),
    ),
)
