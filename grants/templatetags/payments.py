"""What pages of the payments show of how this installation pays."""

from django import template

from ..payments import gateway_of_stripe as gateway

register = template.Library()


@register.simple_tag
def pays_by_stripe() -> bool:
    """Tell if payments may leave by Stripe here."""
    return gateway.is_on()
