"""How a form is drawn."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Draw forms and fields with the portal's own templates."""
