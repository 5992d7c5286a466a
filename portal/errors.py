"""What may go wrong, worded for the person at the screen."""


class PortalError(Exception):
    """A refusal whose text may be shown to the user as it stands (translated).

    Raising it inside a flow undoes everything that flow wrote.
    """


class WrongState(PortalError):
    """The thing is no longer in a state in which this act is possible."""
