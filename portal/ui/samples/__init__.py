"""Sample data of the gallery. Invented; nothing here is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..specimens import Component
from .figures import money_bar_states, table_states, tile_map_states
from .forms import confirm_states, filters_states, form_errors_states, form_states
from .texts import (
    alert_states,
    badges_states,
    breadcrumbs_states,
    buttons_states,
    cards_states,
    lists_states,
    next_states,
    pages_states,
    progress_states,
)

COMPONENTS: list[Component] = [
    Component("alert", _("Alert"), _("A message in a box."), alert_states),
    Component("badge", _("Badge"), _("A state in words."), badges_states),
    Component("breadcrumbs", _("Breadcrumbs"), _("Where a page stands."), breadcrumbs_states),
    Component("button", _("Button"), _("What sends a form or leads on."), buttons_states),
    Component("card", _("Card"), _("A block of a page."), cards_states),
    Component("confirm", _("Confirmation"), _("A question before an act that binds."), confirm_states),
    Component("filters", _("Filters"), _("What stands above a long list."), filters_states),
    Component("form", _("Form"), _("All fields as any form draws them."), form_states),
    Component("form-errors", _("Form with errors"), _("The summary takes the focus."), form_errors_states),
    Component("lists", _("Facts, story and steps"), _("Lists that tell something in order."), lists_states),
    Component("money-bar", _("Money bar"), _("What became of a budget, part by part."), money_bar_states),
    Component("next", _("What waits, and empty lists"), _("What a person should do first."), next_states),
    Component("pagination", _("Pages of a list"), _("Plain digits, also above a thousand."), pages_states),
    Component("progress", _("Progress"), _("How far a job is."), progress_states),
    Component("table", _("Table"), _("Rows that become cards on a phone."), table_states),
    Component(
        "tile-map", _("Tile map"), _("All districts equally large, and the same as a list."), tile_map_states
    ),
]
