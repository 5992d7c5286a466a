"""What may go wrong with terms."""

from grants.errors import GrantError


class NoSuchTerm(GrantError):
    """Facts that make no term: a length of nothing, a pause that ends before it began, a day after 9999."""
