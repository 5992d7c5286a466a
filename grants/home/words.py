"""What the facts, things and mails of the rooms of this floor are called on the trail and in the outbox."""

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from ..budget.states import ChangeKind
from ..plan.forms import (
    FORMS,
    ActionForm,
    AdviceForm,
    AdvicePointForm,
    ConversationForm,
    CouncilAnswerForm,
    ElementForm,
    FrameForm,
    IndicatorForm,
    InsightForm,
    PaperForm,
    RegulationForm,
    RequestForm,
    VersionForm,
    YearForm,
)
from ..plan.states import ONE_OF, PartKind

_FORMS: tuple[type[Form], ...] = (
    PaperForm,
    RequestForm,
    ConversationForm,
    InsightForm,
    ActionForm,
    YearForm,
    IndicatorForm,
    AdviceForm,
    AdvicePointForm,
    CouncilAnswerForm,
    *FORMS.values(),
    ElementForm,
    FrameForm,
    VersionForm,
    RegulationForm,
)

name_facts(
    {
        "account": _("account"),
        "area": _("area"),
        "change": _("change"),
        "city": _("city"),
        "code": _("code"),
        "content": _("fingerprint of the content"),
        "copied_from": _("copied from version"),
        "day": _("day"),
        "decided_on": _("day of the decision"),
        "decision": _("number of the decision"),
        "dossier": _("dossier"),
        "entries": _("entries"),
        "event": _("what was booked"),
        "faults": _("faults"),
        "format": _("kind of file"),
        "key": _("key or source"),
        "kind": _("kind"),
        "position": _("place in the list"),
        "regulation": _("regulation"),
        "transferred_cents": _("cents that went along"),
        "transfers": _("transfers"),
        "version": _("version"),
        "what": _("what"),
        "year": _("year"),
    }
)
name_things(
    {
        "grants.change": _("change of the budget"),
        "grants.closing": _("closing of a year"),
        "grants.condition": _("condition"),
        "grants.criterion": _("criterion"),
        "grants.dossier": _("dossier"),
        "grants.element": _("part of the plan"),
        "grants.frame": _("assessment frame"),
        "grants.paperrequest": _("what a paper of the city council asks"),
        "grants.plan": _("version of the plan"),
        "grants.regulation": _("regulation"),
        "grants.slice": _("budget of a district"),
        "ledger": _("the ledger"),
        "slice": _("budget of a district"),
        "year": _("budget year"),
    }
)
name_codes(dict(ChangeKind.choices))
name_codes(
    {
        **{kind.value: words for kind, words in ONE_OF.items()},
        PartKind.CRITERION.value: _("criterion"),
        PartKind.CONDITION.value: _("condition"),
    },
    of="kind",
)
name_codes(
    {
        **{name: field.label or name for form in _FORMS for name, field in form.base_fields.items()},
        "tiers": _("tiers"),
        "is_settled": _("What did the city council decide?"),
        "text": _("text"),
        "title": _("Title"),  # several forms have one, each with a label of its own
    },
    of="changed",
)
name_codes(
    {
        "budget.approved": _("change of the budget approved"),
        "budget.returned": _("change of the budget returned"),
        "budget.waits": _("change of the budget to approve"),
        "control.closing_approved": _("closing of a year approved"),
        "control.closing_returned": _("closing of a year returned"),
        "control.closing_waits": _("closing of a year to approve"),
    }
)
