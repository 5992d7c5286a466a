"""What may go wrong, worded for the person at the screen."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


class PortalError(Exception):
    """A refusal whose text may be shown to the user as it stands (translated).

    Raising it inside a flow undoes everything that flow wrote.
    """


class ChangedMeanwhile(PortalError):
    """Someone changed the thing after the page with the form was opened."""


def changed_meanwhile() -> str:
    """Return what is told to whoever would undo the change of someone else without having seen it."""
    return _(
        "Someone changed this after you opened the page. Look at the values of now. "
        "Save again if yours must take their place."
    )


def refuse_if_changed(row: object, was: Mapping[str, Any] | None) -> None:
    """Raise ChangedMeanwhile when a column of `row`, read under its lock, is not what it `was` in the form."""
    if was is not None and any(getattr(row, name) != value for name, value in was.items()):
        raise ChangedMeanwhile(changed_meanwhile())


class NoLongerAllowed(PortalError):
    """Whoever does it lost the right to it after the page was opened."""


class WrongState(PortalError):
    """The thing is no longer in a state in which this act is possible."""
