"""How amounts look in templates."""

from django import template

from ..budget.models import Change
from ..budget.queries import gist_of
from ..money import format_euros, plain_euros

register = template.Library()


@register.filter
def euros(cents: int | None) -> str:
    """Return euro cents as “€ 1.250,50”, or a dash for nothing."""
    return "–" if cents is None else format_euros(cents)


@register.filter
def plain(cents: int | None) -> str:
    """Return euro cents as they are typed: “1250,50”."""
    return "" if cents is None else plain_euros(cents)


@register.filter
def signed(cents: int | None) -> str:
    """Return a difference in euro cents as “+ € 500,00” or “− € 500,00”; “–” for nothing, “€ 0,00” for none."""
    if not cents:
        return euros(cents)
    return f"{'+' if cents > 0 else '−'}\u00a0{format_euros(abs(cents))}"


@register.filter
def gist(change: Change) -> str:
    """Return in a line what a change of the budget does."""
    return gist_of(change)
