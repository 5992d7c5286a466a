"""Tags and filters that the templates of all rooms use."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django import template

from portal.ui import dates, parts, text

if TYPE_CHECKING:
    from django.core.paginator import Paginator
    from django.forms import BaseForm

    from portal.ui.parts import AlertShape
    from portal.ui.specimens import State

register = template.Library()


@register.filter
def full_date(day: date | datetime | None) -> str:
    """Return “dinsdag 30 maart 2027”."""
    return dates.full_date(day)


@register.filter
def short_date(day: date | datetime | None) -> str:
    """Return “30 maart 2027”."""
    return dates.short_date(day)


@register.filter
def moment(at: datetime | None) -> str:
    """Return “dinsdag 30 maart 2027, 23:59 uur”."""
    return dates.moment(at)


@register.filter
def lines(value: object) -> str:
    """Return what a person typed as paragraphs and line breaks, escaped."""
    return text.paragraphs(str(value or ""))


@register.filter
def highlight(value: object, query: object) -> str:
    """Return the text, escaped, with the words of the search marked; accents and case make no difference."""
    return text.highlight(str(value or ""), str(query or ""))


@register.filter
def number_of_errors(form: BaseForm) -> int:
    """Return how many errors the summary of the form lists: a field may have more than one."""
    return sum(len(errors) for errors in form.errors.values())


@register.simple_tag
def alert_kind(kind: str | None = "") -> AlertShape:
    """Return how an alert of this kind looks and what word it starts with."""
    return parts.alert_shape(kind or "info")


@register.filter
def elided(paginator: Paginator[object], number: int) -> list[str | int]:
    """Return the page numbers to show around `number`, with “…” for those left out."""
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def show(context: template.Context, state: State) -> str:
    """Return a component of the gallery, drawn with the data of `state`."""
    with context.push(**state.data):
        found = context.template.engine.get_template(state.path)  # type: ignore[union-attr]  # a context that is drawn has its template
        return found.render(context)
