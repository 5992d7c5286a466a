"""How moments of proposals look in templates."""

from datetime import datetime

from django import template

from ..proposals.text import second_of

register = template.Library()


@register.filter
def second(at: datetime | None) -> str:
    """Return “dinsdag 30 maart 2027, 23:59:07 uur” (Amsterdam)."""
    return "" if at is None else second_of(at)
