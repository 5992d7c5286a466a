"""Forms of what the city says of its plan: an edition, a row that it holds, and its publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from portal.ui.unchanged import UnchangedForm

from ..models import Element, Insight, Plan
from ..states import ONE_OF, ElementKind
from .fields import RefusedForm


class LinksField(forms.MultipleChoiceField):
    """Rows of another kind that this one names; the page says which there are to choose from."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def offer(self, rows: Iterable[Any]) -> None:
        """Offer these rows, each in words."""
        self.choices = _choices(rows)


class LinkField(forms.ChoiceField):
    """A row of another kind that this one names; the page says which there are to choose from."""

    def offer(self, rows: Iterable[Any]) -> None:
        """Offer these rows, each in words, after nothing."""
        self.choices = [("", _("Choose one")), *_choices(rows)]


class EditionForm(RefusedForm, UnchangedForm):
    """What is said of a subject; `offered` are the rows that its links may name, by the names of the fields."""

    WHAT: ClassVar[type[Any]]

    def __init__(
        self, data: Any = None, *args: Any, offered: Mapping[str, Iterable[Any]], **kwargs: Any
    ) -> None:
        super().__init__(data, *args, **kwargs)
        for name, rows in offered.items():
            links: Any = self.fields[name]
            links.offer(rows)

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by the names of the columns."""
        return dict(self.cleaned_data)

    @classmethod
    def shown(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return columns as the form shows them."""
        return values

    @property
    def what(self) -> Any:
        """Return what was filled in, of a form without errors."""
        read = self.values()
        return self.WHAT(**{one.name: read[one.name] for one in fields(self.WHAT)})

    def warnings(self) -> list[str]:
        """Return what is unusual in a form without errors, and was saved all the same."""
        return []


class PointForm(EditionForm):
    """One row that an edition holds; `places` is the length of its list. Each kind has its `position`, the last."""

    def __init__(self, *args: Any, places: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        position: Any = self.fields["position"]
        position.offer(places)

    @property
    def called(self) -> str:
        """Return what the row is called, of a form without errors: its first column."""
        return str(self.cleaned_data[fields(self.WHAT)[0].name])

    @property
    def place(self) -> int:
        """Return the place that was chosen."""
        chosen: int = self.cleaned_data["position"]
        return chosen


def _choices(rows: Iterable[Any]) -> list[tuple[str, str]]:
    found = list(rows)
    versions = {one.plan_id for one in found if isinstance(one, Element)}
    return [(one.public_id, _named(one, with_years=len(versions) > 1)) for one in found]


def _named(row: Any, *, with_years: bool) -> str:
    if isinstance(row, Element):
        kind = str(ONE_OF[ElementKind(row.kind)]).capitalize()
        called = f"{kind} {row.code}: {row.title}"
        return f"{called} ({row.plan.years})" if with_years else called
    if isinstance(row, Insight):
        return f"{row.edition.title}: {row.text}"
    if isinstance(row, Plan):
        return f"{row.title}, {row.years}"
    return str(getattr(row, "called", row))  # a subject, as everyone reads it now
