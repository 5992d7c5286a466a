"""Forms of the reviews: an interest, scores, answers, reviewers, a talk, lots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from portal.errors import PortalError
from portal.ui.forms import DateField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm

from .errors import NotFinished, WrongDay
from .flows import Answered, Scored
from .states import SCORE_WORDS, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.forms.boundfield import BoundField

    from grants.plan.models import Criterion
    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

    from .models import Score, ShortAnswer

_NONE = "none"  # what a choice sends for “not applicable”
_NOT_APPLICABLE = gettext_lazy("not applicable")
_YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]


class RefusableForm(forms.Form):
    """A form that shows what a flow refused."""

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form, or at the field that it is about."""
        self.add_error(None, str(error))


class DeclareForm(RefusableForm):
    """Whether the reviewer has an interest."""

    has_interest = forms.TypedChoiceField(
        label=gettext_lazy("Do you have a personal interest in this proposal?"),
        help_text=gettext_lazy(
            "For example: you, family, friends or an organisation of yours take part in it or gain by it."
        ),
        choices=[
            ("no", gettext_lazy("No, I have no interest")),
            ("yes", gettext_lazy("Yes, I have an interest, so I do not review it")),
        ],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    explanation = LongTextField(
        label=gettext_lazy("Which interest?"),
        help_text=gettext_lazy("Only if you have one. The officer reads it."),
        max_length=1000,
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask which interest it is, when there is one."""
        found = super().clean() or self.cleaned_data
        if found.get("has_interest") and not found.get("explanation"):
            self.add_error("explanation", _("Tell which interest you have."))
        return found


class _Reasoned(UnchangedForm):
    """Choices with a reason beside each; `codes` are what is asked, `was` the rows that the page showed."""

    codes: Sequence[str]
    was: frozenset[int]

    @property
    def groups(self) -> list[tuple[BoundField, BoundField]]:
        """Each choice with its reason."""
        return [(self[f"score_{code}"], self[f"reason_{code}"]) for code in self.codes]

    def show_refusal(self, error: PortalError) -> None:
        """Say at each choice what is missing there, else above the form."""
        if not isinstance(error, NotFinished) or not error.missing:
            self.add_error(None, str(error))
            return
        for code in error.missing:
            if self.cleaned_data.get(f"score_{code}"):
                self.add_error(f"reason_{code}", _("Tell why."))
            else:
                self.add_error(f"score_{code}", _("Choose one of the possibilities."))


class ScoreForm(_Reasoned):
    """The scores of a review, of which any may stay blank until it is submitted."""

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Sequence[Criterion],
        drafts: Mapping[int, Score],
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        self.criteria, self.codes = criteria, [one.code for one in criteria]
        self.was = frozenset(draft.pk for draft in drafts.values())
        now: dict[str, Any] = {}
        for one in criteria:
            draft = drafts.get(one.pk)
            now |= _standing(one.code, score_sent(draft) if draft else "", draft)
        super().__init__(data, now=now, initial=dict(kept or {}))
        for one in criteria:
            self.fields[f"score_{one.code}"] = score_field(str(one), one.question)
            self.fields[f"reason_{one.code}"] = reason_field(one.code)

    @property
    def scores(self) -> list[Scored]:
        """What was filled in; a blank criterion is left out."""
        found = self.cleaned_data
        return [
            Scored(one, score_of(value), found[f"reason_{one.code}"])
            for one in self.criteria
            if (value := found[f"score_{one.code}"])
        ]


class AnswerForm(_Reasoned):
    """The three questions of the short assessment."""

    codes = tuple(Question)

    def __init__(
        self, data: Any = None, *, drafts: Mapping[str, ShortAnswer], kept: Mapping[str, Any] | None = None
    ) -> None:
        self.was = frozenset(draft.pk for draft in drafts.values())
        now: dict[str, Any] = {}
        for code in Question:
            draft = drafts.get(code.value)
            now |= _standing(code.value, ("yes" if draft.is_yes else "no") if draft else "", draft)
        super().__init__(data, now=now, initial=dict(kept or {}))
        for one in Question:
            self.fields[f"score_{one}"] = forms.ChoiceField(
                label=one.label, choices=_YES_NO, widget=forms.RadioSelect, required=False
            )
            self.fields[f"reason_{one}"] = LongTextField(
                label=_("Why?"),
                help_text=_("Always when you answer no."),
                max_length=1000,
                rows=2,
                required=False,
            )

    @property
    def answers(self) -> list[Answered]:
        """What was answered; a blank question is left out."""
        found = self.cleaned_data
        return [
            Answered(one, value == "yes", found[f"reason_{one}"])
            for one in Question
            if (value := found[f"score_{one}"])
        ]


class ChangeScoreForm(_Reasoned):
    """Another score after a talk, with its reason."""

    def __init__(self, data: Any = None, *, criterion: Criterion, was: Score, kept: Any = None) -> None:
        self.criterion, self.codes, self.was = criterion, [criterion.code], frozenset({was.pk})
        now = _standing(criterion.code, score_sent(was), was)
        super().__init__(data, now=now, initial=dict(kept or {}))
        self.fields[f"score_{criterion.code}"] = score_field(
            str(criterion), criterion.question, required=True
        )
        self.fields[f"reason_{criterion.code}"] = reason_field(criterion.code, required=True)

    @property
    def arguments(self) -> dict[str, Any]:
        """What the flow asks."""
        return {
            "value": score_of(self.cleaned_data[f"score_{self.criterion.code}"]),
            "reason": self.cleaned_data[f"reason_{self.criterion.code}"],
        }


class ReviewersForm(RefusableForm):
    """Who reviews, until when. `free` are those who may, with how much each has to do."""

    reviewers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Reviewers"),
        choices=[],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one reviewer.")},
    )
    last_day = DateField(label=gettext_lazy("Review until and including"))

    def __init__(
        self, data: Any = None, *, free: Sequence[User], loads: Mapping[int, int], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.people = {one.pk: one for one in free}
        self._field("reviewers").choices = [(one.pk, _with_load(one, loads[one.pk])) for one in free]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    @property
    def chosen(self) -> list[User]:
        """The people who were chosen."""
        return [self.people[pk] for pk in self.cleaned_data["reviewers"]]

    def show_refusal(self, error: PortalError) -> None:
        """Put a refused day at its field, everything else at the reviewers."""
        self.add_error("last_day" if isinstance(error, WrongDay) else "reviewers", str(error))


class SpreadForm(ReviewersForm):
    """Many proposals at once; without reviewers the portal spreads them."""

    field_order = ("proposals", "reviewers", "last_day")
    proposals = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Proposals"),
        choices=[],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one proposal.")},
    )

    def __init__(self, data: Any = None, *, waiting: Iterable[Proposal], **more: Any) -> None:
        super().__init__(data, **more)
        self.waiting = {one.pk: one for one in waiting}
        self._field("proposals").choices = [
            (pk, f"{one.number} {one.title} ({one.district.name})") for pk, one in self.waiting.items()
        ]
        self.fields["reviewers"].required = False
        self.fields["reviewers"].help_text = _(
            "Choose nobody to spread the proposals: who may review one and has the least to do gets it."
        )

    @property
    def picked(self) -> list[Proposal]:
        """The proposals that were chosen."""
        return [self.waiting[pk] for pk in self.cleaned_data["proposals"]]


class ReleaseForm(RefusableForm):
    """Why a review is taken back."""

    reason = LongTextField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The reviewer reads it in the mail."),
        max_length=1000,
        rows=3,
    )


class TalkForm(RefusableForm):
    """What came of a talk."""

    note = LongTextField(
        label=gettext_lazy("What came of the talk?"),
        help_text=gettext_lazy("Who decides reads it beside the scores."),
        max_length=2000,
    )


class DrawForm(RefusableForm):
    """Who sees that lots are drawn."""

    witness = TextField(
        label=gettext_lazy("Who is the witness?"),
        help_text=gettext_lazy("Somebody beside you who sees it happen: name and what she or he does."),
        max_length=160,
    )


def score_field(label: str, question: str, *, required: bool = False) -> forms.ChoiceField:
    """Return the choice of a score, each with its own sentence."""
    scores = [(str(score), f"{score} – {words}") for score, words in SCORE_WORDS.items()]
    return forms.ChoiceField(
        label=label,
        help_text=question,
        choices=[*scores, (_NONE, _NOT_APPLICABLE)],
        widget=forms.RadioSelect,
        required=required,
    )


def reason_field(code: str, *, required: bool = False) -> LongTextField:
    """Return the field of a reason."""
    return LongTextField(
        label=_("Why? (%(code)s)") % {"code": code},
        help_text="" if required else _("Always at 0 and at “not applicable”."),
        max_length=1000,
        rows=2,
        required=required,
    )


def score_sent(score: Score) -> str:
    """Return the choice that sends a score."""
    return _NONE if score.value is None else str(score.value)


def _standing(code: str, choice: str, draft: Score | ShortAnswer | None) -> dict[str, str]:
    return {f"score_{code}": choice, f"reason_{code}": draft.reason if draft else ""}


def score_of(value: str) -> int | None:
    """Return the score that a choice sends."""
    return None if value == _NONE else int(value)


def _with_load(person: User, load: int) -> str:
    told = ngettext("%(count)d review to do", "%(count)d reviews to do", load) % {"count": load}
    return f"{person.full_name} ({told})"
