"""What may go wrong in the register, worded for users."""

from django.utils.translation import gettext as _

from grants.errors import GrantError


class NoReason(GrantError):
    """Something is marked as not public without the reason."""

    def __init__(self) -> None:
        super().__init__(_("Tell why this must not be public."))
