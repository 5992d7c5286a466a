"""What the forms of all rooms draw for safety."""

from django import template
from django.utils.html import format_html

from portal.security.tokens import FIELD, new_token, page_of

register = template.Library()


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> str:
    """Return the hidden field that makes this form count once."""
    request = context.get("request")
    user = getattr(request, "user", None)
    token = new_token(user, page_of(request) if request is not None else "")
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token)
