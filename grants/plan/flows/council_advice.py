"""Unasked advice of a district council: given by the council, answered by one, published by another."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.terms import Length, SetBy, Term, Unit, day_of
from portal.errors import ChangedMeanwhile
from portal.post.flows import send
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_things
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import District

from ..errors import EditionStands, NotComplete, OwnEdit, PartGone, WrongDay
from ..holding import change_columns, hold_city, note_edit
from ..models import CouncilAdvice, CouncilAnswer, PlanAction
from ..queries import action_for, plan_in_force, published_versions
from ..rules import ADVISE, EDIT_PLAN, PUBLISH_PLAN, has_edited
from ..states import CouncilAdviceOf

name_things({"grants.counciladvice": gettext_lazy("unasked advice of a council")})
name_codes({"plan.council_answer": gettext_lazy("the answer to a council")})
GIVEN = describe("plan.council_advised", gettext_lazy("gave unasked advice for a council"))
ANSWERED = describe("plan.council_answered", gettext_lazy("wrote an answer to a council ({changed})"))
TOLD = describe("plan.council_told", gettext_lazy("published the answer to a council"))

# No law sets this term; eight weeks is what the Act calls reasonable for an application (Awb 4:13).
ANSWERED_WITHIN = Term(Length(8, Unit.WEEKS), set_by=SetBy.CITY)


@flow
def give_advice(district: District, *, what: CouncilAdviceOf, by: User, at: datetime) -> CouncilAdvice:
    """Give what the council decided to advise, on the plan in force or on an action of the city in its district.

    Raises NoLongerAllowed, WrongDay for a meeting to come, NotComplete without a plan in force, and PartGone for an
    action that is not there.
    """
    today = day_of(at)
    hold_right(by, ADVISE, city_id=district.city_id, district_id=district.pk, on=today)
    if what.decided_on > today:
        raise WrongDay(_("This day has yet to come. Send the advice once the council has decided."))
    plan = plan_in_force(published_versions(district.city), today)
    if plan is None:
        raise NotComplete(_("There is no plan in force to advise on."))
    made = CouncilAdvice.objects.create(
        district=district,
        plan=plan,
        action=_action(district, what.action),
        title=what.title,
        text=what.text,
        decided_on=what.decided_on,
        given_by=by,
        given_at=at,
        answer_by_on=ANSWERED_WITHIN.last_day(today).day,
    )
    record(GIVEN, made, by=by, at=at)
    return made


@flow
def answer_advice(
    advice: CouncilAdvice, *, degree: str, text: str, edits: int = 0, by: User, at: datetime
) -> None:
    """Write the answer to a council, or change it while it is not published.

    Raises NoLongerAllowed, EditionStands, and ChangedMeanwhile when it was edited more than `edits` times (0: there was
    none).
    """
    hold_city(advice.plan.city_id, EDIT_PLAN, by=by, at=at)
    standing = _open_answer(advice, edits)
    if standing is None:
        made = CouncilAnswer.objects.create(
            advice=advice, degree=degree, text=text, edited_by=by, edited_at=at
        )
        made.editors.add(by)
        record(ANSWERED, advice, by=by, at=at, changed="degree/text")
    elif changed := change_columns(standing, {"degree": degree, "text": text}):
        note_edit(standing, by=by, at=at)
        record(ANSWERED, advice, by=by, at=at, changed="/".join(changed))


@flow
def publish_answer(advice: CouncilAdvice, *, edits: int, by: User, at: datetime) -> None:
    """Publish the answer to a council, and tell who gave the advice.

    Raises as `answer_advice` does, OwnEdit when `by` edited it, and NotComplete without an answer.
    """
    hold_city(advice.plan.city_id, PUBLISH_PLAN, by=by, at=at)
    row = _open_answer(advice, edits)
    if row is None:
        raise NotComplete(_("There is no answer yet."))
    if has_edited(by, row):
        raise OwnEdit(_("You edited this yourself. Someone else publishes it."))
    row.published_by, row.published_at = by, at
    row.save(update_fields=["published_by", "published_at"])
    told = advice.given_by
    send(
        "plan.council_answer",
        to=told,
        address=told.email,
        language=told.language,
        context={"advice": advice, "answer": row, "city": advice.district.city},
        about=advice,
        by=by,
        at=at,
    )
    record(TOLD, advice, by=by, at=at)


def _open_answer(advice: CouncilAdvice, edits: int) -> CouncilAnswer | None:
    row = CouncilAnswer.objects.filter(advice=advice).first()
    if row is not None and row.is_published:
        raise EditionStands(_("This answer was published, so it stays as it is."))
    if (row.edits if row else 0) != edits:
        raise ChangedMeanwhile(_("Someone changed it after you opened the page. Read it once more."))
    return row


def _action(district: District, public_id: str) -> PlanAction | None:
    if not public_id:
        return None
    found = action_for(district, public_id)
    if found is None:
        raise PartGone(_("Someone removed something that you chose. Choose again."))
    return found.action
