"""What happens to each dossier of the demo: one plot a line, from its draft to where it stands on the day shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from grants.decisions.states import Ground

from .dossiers import Dossier, closing_of
from .script import Script, Step, workday

_PLACE_HOLDS = timedelta(days=45)  # from the submission to a grant from the waiting list, at the most


def steps_of(dossier: Dossier, today: date) -> list[Step]:
    """Return the steps of that dossier up to the day before `today`, in their order."""
    script = Script(dossier, today)
    _PLOTS[dossier.line.name](script)
    return sorted(script.steps, key=lambda one: one.at)


def _draft(script: Script) -> None:
    script.write()


def _asked(script: Script) -> None:
    script.vote()
    script.add(-9, "ask_applicant")


def _declined(script: Script) -> None:
    _asked(script)
    script.add(-7, "decline")


def _not_put_forward(script: Script) -> None:
    script.vote(accepts=False)
    script.add(-8, "not_put_forward")


def _asked_to_complete(script: Script) -> None:
    script.submit()
    script.add(4, "check")
    script.add(6, "ask_missing")


def _answered(script: Script) -> None:
    _asked_to_complete(script)
    script.add(12, "answer")


def _to_dismiss(script: Script) -> None:
    _asked_to_complete(script)
    # two weeks to complete it, and a few days more where these end in a weekend or on a holiday
    script.add(29, "prepare", what="dismiss", ground=Ground.INCOMPLETE)


def _dismissed(script: Script) -> None:
    _to_dismiss(script)
    script.add(32, "decide")


def _to_review(script: Script) -> None:
    script.complete()
    script.add(8, "start_review")
    if script.dossier.number % 3 == 0:
        script.add(9, "declare", who=0)


def _half_reviewed(script: Script) -> None:
    script.review(scores=False)
    script.add(13, "score", who=0)


def _to_talk(script: Script) -> None:
    script.review(scores=False)
    script.add(14, "score", who=0, quality=3)
    script.add(16, "score", who=1, quality=1, differs=True)


def _extended(script: Script) -> None:
    script.review()
    script.add(40, "extend")


def _to_grant(script: Script) -> None:
    script.prepare()


def _to_refuse(script: Script) -> None:
    script.prepare("refuse", ground=Ground.POLICY)


def _granted_now(script: Script) -> None:
    script.grant(advance=80 if script.dossier.place % 3 else 50)


def _granted_for_later(script: Script) -> None:
    script.grant(advance=0, part=script.dossier.place % 3 == 0)


def _conditional(script: Script) -> None:
    script.decide("grant", advance=80)


def _under_way(script: Script) -> None:
    script.grant(
        advance=80, part=script.dossier.place % 4 == 1, parts=2 if script.dossier.place % 3 == 0 else 1
    )


def _changed(script: Script) -> None:
    script.grant(advance=70)
    script.add(9, "prepare", after=script.dossier.starts_on, what="change", ground=Ground.REPORTED_CHANGE)
    script.add(14, "decide", after=script.dossier.starts_on)


def _report_begun(script: Script) -> None:
    script.grant(advance=80)
    script.add(2, "report", after=script.dossier.ends_on, sends=False)


def _report_returned(script: Script) -> None:
    script.grant(advance=80)
    script.report(judges=False)
    script.add(17, "return_report", after=script.dossier.ends_on)


def _to_judge(script: Script) -> None:
    script.grant(advance=80)
    script.report(days=7, judges=False)


def _reported(script: Script) -> None:
    script.grant(advance=80)
    script.report(done="partly" if script.dossier.place % 3 == 1 else "yes")
    if script.dossier.place % 2:
        script.invoice(days=18, after=script.dossier.ends_on)


def _to_determine(script: Script) -> None:
    script.grant(advance=80)
    script.report(days=9)
    script.invoice(days=17, after=script.dossier.ends_on)
    script.add(21, "prepare", after=script.dossier.ends_on, what="determine", share=100)


def _at_once_now(script: Script) -> None:
    script.grant()


def _at_once(script: Script) -> None:
    script.grant()
    if script.dossier.place % 5 != 4:
        script.report(days=8, photo=script.dossier.place % 3 == 0)


def _ex_officio(script: Script) -> None:
    script.grant(advance=100 if script.dossier.place % 2 else 80)
    if script.dossier.place % 4 != 3:
        script.report(days=12, photo=script.dossier.place % 4 == 0)
    else:
        script.deliver(days=10, after=script.dossier.ends_on)
    script.finish(days=47)


def _on_report(script: Script) -> None:
    script.grant(advance=80, part=script.dossier.place % 5 == 2)
    lower = script.dossier.place % 3 == 1
    script.report(days=13, share=91 if lower else 100, photo=script.dossier.place % 2 == 0)
    script.finish(days=40, share=91 if lower else 100, ground=Ground.COSTS if lower else None)


def _to_recover(script: Script) -> None:
    script.grant(advance=80)
    script.report(days=10, share=55, done="partly")
    script.finish(days=30, share=55, ground=Ground.COSTS)


def _recovery_prepared(script: Script) -> None:
    _to_recover(script)
    script.add(36, "prepare", after=script.dossier.ends_on, what="recover")


def _claim_open(script: Script) -> None:
    _to_recover(script)
    script.recover(35, after=script.dossier.ends_on)


def _claim_late(script: Script) -> None:
    _claim_open(script)
    for days, act in ((90, "remind_claim"), (106, "give_notice"), (128, "give_up"), (136, "write_off")):
        script.add_if_past(days, act, after=script.dossier.ends_on)


def _set_off(script: Script) -> None:
    _claim_open(script)
    script.add(90, "remind_claim", after=script.dossier.ends_on)
    script.set_off()


def _revoked(script: Script) -> None:
    paid = script.dossier.place % 3 != 2
    script.grant(advance=60 if paid else 0)
    start = max(script.dossier.starts_on, script.last_day())
    script.add(10, "ask_view", after=start, what="revoke", ground=Ground.NOT_DONE)
    script.add(18, "enter_view", after=start)
    script.add(22, "prepare", after=start, what="revoke", ground=Ground.NOT_DONE)
    script.add(27, "decide", after=start)
    if paid:
        script.recover(30, after=start)


def _lowered(script: Script) -> None:
    end = script.dossier.ends_on
    script.grant(advance=80)
    script.report()
    script.finish(days=40)
    script.add(70, "ask_view", after=end, what="revise", share=90, ground=Ground.LATER_FACTS)
    script.add(79, "enter_view", after=end)
    script.add(84, "prepare", after=end, what="revise", share=90, ground=Ground.LATER_FACTS)
    script.add(89, "decide", after=end)
    script.recover(92, after=end)


def _raised(script: Script) -> None:
    end = script.dossier.ends_on
    script.grant(advance=80)
    script.report(share=95)
    script.finish(days=40, share=80, ground=Ground.COSTS)
    script.add(55, "object_to_final", after=end)
    script.add(68, "hear", after=end)
    script.add(80, "uphold", after=end)
    script.add(86, "prepare", after=end, what="revise", share=95, ground=Ground.OBJECTION)
    script.add(91, "decide", after=end)


def _refused(ground: Ground) -> Callable[[Script], None]:
    return lambda script: script.decide("refuse", ground=ground)


def _from_waiting_list(script: Script) -> None:
    script.decide("refuse", ground=Ground.CEILING)
    if (script.day + _PLACE_HOLDS).year > script.day.year:
        return  # with the year its place is over
    script.add(35, "find_room")
    script.add(37, "prepare", what="grant", ground=Ground.CEILING)
    script.add(41, "decide")
    script.follow()


def _objection_running(script: Script) -> None:
    script.decide("refuse", ground=Ground.POLICY)
    script.add(44, "object_to_it")
    if script.dossier.place % 2:
        script.add(54, "hear")


def _objection_unfounded(script: Script) -> None:
    _objection_running(script)
    if not script.dossier.place % 2:
        script.add(54, "hear")
    script.add(75, "find_unfounded")


def _refused_after_view(ground: Ground) -> Callable[[Script], None]:
    def play(script: Script) -> None:
        script.review(quality=2)
        script.add(22, "ask_view", what="refuse", ground=ground)
        script.add(31, "enter_view")
        script.add(33, "prepare", what="refuse", ground=ground)
        script.add(38, "decide")

    return play


def _withdrawn(after: Callable[[Script], None], days: int) -> Callable[[Script], None]:
    def play(script: Script) -> None:
        after(script)
        script.add(days, "withdraw")

    return play


def _withdrawn_by_applicant(script: Script) -> None:
    script.complete()
    script.add(8, "withdraw_by_applicant")


def _tender(script: Script, *, quality: int, scores: int = 2) -> date:
    closing = closing_of(script.today, script.line.anchor)
    script.submit()
    script.add(4, "check", after=closing)
    script.add(5, "find_complete", after=closing)
    script.add(11, "start_review", after=closing)
    script.add(12, "declare_all", after=closing)
    for who in range(scores):
        script.add(14 + 2 * who, "score", after=closing, who=who, quality=quality)
    return closing


def _tender_won(script: Script) -> None:
    closing = _tender(script, quality=4)
    script.add(21, "prepare", after=closing, what="grant", advance=80)
    script.add(28, "decide", after=closing)
    told = workday(closing + timedelta(days=33))
    script.system(max(script.dossier.starts_on, told + timedelta(days=1)), "begin")
    script.asks_report(told, script.dossier.ends_on)
    end = script.dossier.ends_on
    script.add_if_past(12, "report", after=end, photo=True)
    script.add_if_past(17, "judge", after=end)
    script.add_if_past(40, "prepare", after=end, what="determine", share=100)
    script.add_if_past(44, "decide", after=end)


def _tender_lost(script: Script) -> None:
    closing = _tender(script, quality=3 if script.dossier.place < 2 else 2)
    script.add(21, "prepare", after=closing, what="refuse", ground=Ground.RANKING)
    script.add(28, "decide", after=closing)


def _tender_ranked(script: Script) -> None:
    _tender(script, quality=4 - script.dossier.place % 3)


def _tender_scored(script: Script) -> None:
    _tender(script, quality=3, scores=1)


_PLOTS: dict[str, Callable[[Script], None]] = {
    "draft": _draft,
    "presented": Script.present,
    "asked": _asked,
    "confirmed": Script.confirm,
    "declined": _declined,
    "not_put_forward": _not_put_forward,
    "not_put_forward_now": _not_put_forward,
    "submitted": Script.submit,
    "asked_to_complete": _asked_to_complete,
    "answered": _answered,
    "unanswered": _asked_to_complete,
    "to_dismiss": _to_dismiss,
    "complete": Script.complete,
    "to_review": _to_review,
    "half_reviewed": _half_reviewed,
    "to_talk": _to_talk,
    "reviewed": Script.review,
    "extended": _extended,
    **dict.fromkeys(("to_grant", "to_grant_much"), _to_grant),
    "to_refuse": _to_refuse,
    "granted_now": _granted_now,
    "granted_for_later": _granted_for_later,
    "conditional": _conditional,
    "at_once_now": _at_once_now,
    "small": _at_once_now,
    **dict.fromkeys(("under_way", "report_due", "overdue"), _under_way),
    "changed": _changed,
    "report_begun": _report_begun,
    "report_returned": _report_returned,
    "to_judge": _to_judge,
    "reported": _reported,
    "to_determine": _to_determine,
    "at_once": _at_once,
    "ex_officio": _ex_officio,
    "on_report": _on_report,
    "to_recover": _to_recover,
    "recovery_prepared": _recovery_prepared,
    "claim_open": _claim_open,
    **dict.fromkeys(("claim_late", "claim_noticed", "write_off_waits", "written_off"), _claim_late),
    "claim_paid": _claim_open,
    "set_off": _set_off,
    "set_off_against": lambda script: script.grant(advance=80),
    "revoked": _revoked,
    "refused_policy": _refused(Ground.POLICY),
    "objection_running": _objection_running,
    "objection_unfounded": _objection_unfounded,
    "refused_condition": _refused(Ground.CONDITION),
    "refused_fear": _refused_after_view(Ground.FEAR),
    "refused_own_data": _refused_after_view(Ground.OWN_DATA),
    "refused_ceiling": _refused(Ground.CEILING),
    "from_waiting_list": _from_waiting_list,
    "dismissed": _dismissed,
    "dismissed_before": _dismissed,
    "withdrawn_now": _withdrawn(Script.submit, 6),
    "withdrawn_draft": _withdrawn(Script.write, -20),
    "withdrawn_presented": _withdrawn(Script.present, -12),
    "withdrawn_submitted": _withdrawn(Script.submit, 6),
    "withdrawn_completing": _withdrawn(_asked_to_complete, 13),
    "withdrawn_in_review": _withdrawn(_half_reviewed, 17),
    "withdrawn_reviewed": _withdrawn(Script.review, 21),
    "withdrawn_prepared": _withdrawn(_to_grant, 27),
    "withdrawn_by_applicant": _withdrawn_by_applicant,
    "tender_won": _tender_won,
    "tender_lost": _tender_lost,
    "tender_ranked": _tender_ranked,
    "tender_scored": _tender_scored,
    "lowered": _lowered,
    "raised": _raised,
}
