"""How amounts look in templates."""

from django import template

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
