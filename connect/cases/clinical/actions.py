"""The acts of a clinician on medical advice: advises, or passes it on; and those of the clock."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _, lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.credentials import queries as credentials
from connect.cases import actions, queries, rules, transitions
from connect.cases.claims import actions as claim_actions, ending_limits
from connect.cases.claims.models import Claim
from connect.cases.clinical import rules as clinical
from connect.cases.disclosure.case_view import CaseView
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import ClaimEnd, State, Verb
from connect.cases.transitions import THE_CLOCK, THE_REQUESTER, Actor
from connect.cases.words import REFERRALS
from connect.errors import NotAllowed, RuleBroken
from connect.incidents.signs.rules import Level

SILENT = tuple({state for verb in rules.CLOSES_BY_SILENCE for state in rules.MOVES[verb].sources})
AGAIN = (State.CONFIRMED, State.UNCONFIRMED)  # ended, and yet kept until the day on which they are called again


def advise(view: CaseView, *, again_at: datetime | None = None, holds_wipe: bool = False) -> Case:
    """Ends a consultation: the advice is given, and the requester is asked whether it came.

    Whoever calls writes the summary in the same transaction. `again_at`: when the case is to come back to the
    clinicians; beyond the day of its own wipe only with the requester's consent, `holds_wipe`. Raises Conflict when the
    viewer holds the case no more, RuleBroken before the contact was shown or for a day that cannot be.
    """
    case, held = view.case, claim_actions.own(view)
    _require_clinical(case)
    ending_limits.require_shown(case, held)
    if again_at is not None:
        _require_a_day(again_at, holds_wipe)
    now = clock.now()
    transitions.advance(
        view, Verb.HELP, given=case.wanted, clock_at=now + timedelta(seconds=config.current().confirm_s)
    )
    for need in case.needs:
        need.given = need.quantity
    transitions.end_claim(held, ClaimEnd.HELPED, handed={need.item: need.quantity for need in case.needs})
    actions.secret_of(case).again_at = again_at
    return case


def _require_a_day(again_at: datetime, holds_wipe: bool) -> None:
    now, kept = clock.now(), timedelta(days=config.current().keep_personal_days)
    if not now < again_at <= now + timedelta(days=config.current().call_again_days):
        raise RuleBroken(
            _l("Choose a day within the next %(days)s days.", days=config.current().call_again_days)
        )  # fmt: skip
    if again_at > now + kept and not holds_wipe:
        raise RuleBroken(
            _l(
                "By then what they told is deleted, %(days)s days after the end. Choose an earlier day, or ask them "
                "whether it may be kept until then.", days=kept.days,
            )
        )  # fmt: skip


def refer(view: CaseView, to: str) -> Case:
    """The clinician who holds the case passes it on (`clinical.rules.REFERRALS`); the requester reads to whom."""
    if to not in clinical.REFERRALS:
        raise RuleBroken(_l("Say who takes care of it now, so that the requester knows."))
    case, held = view.case, claim_actions.own(view)
    _require_clinical(case)
    with force_locale(actions.secret_of(case).lang):
        words = _("Passed on: %(to)s", to=REFERRALS[to])
    transitions.advance(view, Verb.REFER, note=words)
    transitions.end_claim(held, ClaimEnd.REFERRED)
    return case


def _require_clinical(case: Case) -> None:
    if case.guarded != rules.CLINICAL:
        raise NotAllowed(_l("You may not do this with this case."))


def heed(case: Case, told: Level) -> None:
    """Signs of danger that a requester tells of a case that goes on: what was over is open again, all of it.

    Whoever holds it keeps it no longer than somebody who took it now would.
    """
    held = queries.live_claim(case)
    if not told or case.guarded != rules.CLINICAL:
        return
    if case.state in rules.MOVES[Verb.WORSE].sources:
        transitions.move(case, Verb.WORSE, THE_REQUESTER, given=0, clock_at=actions.fresh_until(case))
        _want_all_again(case)
    elif held and held.runs(clock.now()) and held.until > (until := clock.now() + claim_actions.lease_of(case)):
        held.until = until
        transitions.amend(case, THE_REQUESTER, Verb.WORSE, {"free_at": until})


def _want_all_again(case: Case) -> None:
    for need in case.needs:
        need.given = 0


def close(case: Case, by: Actor) -> Case:
    """A moderator who has asked how it is closes what the clock never closes: advice was given, a life was in danger.

    RuleBroken while the requester may still answer.
    """
    actions.require_moderator(case, by)
    if case.clock_at > clock.now():
        raise RuleBroken(_l("The requester may still answer. Ask again when that time is over."))
    return transitions.move(case, Verb.CLOSE, by)


def look_after(case: Case, by: Actor) -> None:
    """A moderator has asked how it is with somebody in danger who is silent; from now on the clock runs anew.

    Until it has run out again it is off the moderators' queue; nothing ends by that.
    """
    actions.require_moderator(case, by)
    if not is_silent(case):
        raise RuleBroken(_l("This case has moved on, so that is not possible any more. Look at where it stands now."))
    asks = timedelta(seconds=config.current().confirm_s)
    clock_at = clock.now() + asks if case.state == State.HELPED else actions.fresh_until(case)
    transitions.amend(case, by, "check", {"clock_at": clock_at})


def is_silent(case: Case) -> bool:
    """Whether the clock would have ended a case by now, were no life in danger."""
    never = rules.never_closes(case.guarded, case.urgency)
    return never and case.state in SILENT and case.clock_at <= clock.now()


# --- The clock --------------------------------------------------------------------------------------------


def due_again(limit: int) -> list[int]:
    """The cases whose day has come to go back to the clinicians, the longest due first."""
    due = sa.select(CaseSecret.case_id).join(Case, Case.id == CaseSecret.case_id)
    due = due.where(CaseSecret.again_at <= clock.now(), Case.state.in_(rules.MOVES[Verb.CALL_AGAIN].sources))
    return list(db.session.scalars(due.order_by(CaseSecret.again_at).limit(limit)))


def call_again(case: Case) -> None:
    """The day has come on which a clinician wants to hear from them: open again, all of it."""
    secret = actions.secret_of(case)
    if secret.again_at is None or secret.again_at > clock.now() or secret.wiped_at is not None:
        raise RuleBroken(_l("This case has moved on, so that is not possible any more. Look at where it stands now."))
    transitions.move(case, Verb.CALL_AGAIN, THE_CLOCK, given=0, clock_at=actions.fresh_until(case))
    secret.again_at = None
    _want_all_again(case)


def held_unchecked() -> list[int]:
    """The cases held by somebody whose credential does not hold any more, or not there; see `take_back`."""
    held = sa.select(Claim).join(Case, Case.id == Claim.case_id)
    held = held.where(Case.guarded == rules.CLINICAL, Claim.runs(clock.now()))
    return [claim.case_id for claim in db.session.scalars(held) if not _may_hold(claim)]


def take_back(case: Case) -> None:
    """Puts such a case back on the clinicians' list."""
    held = queries.live_claim(case)
    if held is None or case.guarded != rules.CLINICAL or _may_hold(held) or case.state not in rules.LEASED:
        return
    transitions.move(case, Verb.RELEASE, THE_CLOCK, reason="stopped")
    transitions.end_claim(held, ClaimEnd.STOPPED, "stopped")


def _may_hold(claim: Claim) -> bool:
    return credentials.is_clinician(claim.person, claim.case.area.path)


def kept_for_later() -> sa.ColumnElement[bool]:
    """Whether a case has ended and is not wiped yet, because they are to be called again. Joined to its secrets."""
    return sa.and_(CaseSecret.again_at.is_not(None), Case.state.in_(AGAIN))


def never_closes() -> sa.ColumnElement[bool]:
    """The same as `rules.never_closes`, in SQL."""
    return sa.and_(Case.guarded == rules.CLINICAL, Case.urgency == rules.GRAVEST)
