"""Taking back what was decided: by the moderator for a while, off the list again, or contested by the requester."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from connect import clock, config
from connect.accounts.models import Person
from connect.cases import actions, queries, rules
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import ClaimEnd, State, Verb
from connect.cases.transitions import THE_REQUESTER, Actor, end_claim, move
from connect.errors import RuleBroken

UNDONE = (Verb.APPROVE, Verb.REJECT, Verb.REFER, Verb.MERGE)  # decisions that whoever made them can take back
MOST_CONTESTS = 2  # so often one request is looked at again at the requester's word


def take_off(case: Case, by: Actor, why: str) -> Case:
    """Takes a case off the list until somebody has looked at it again; the requester reads why.

    A helper who has it loses it at once: ask the moderator first.
    """
    if len(why) < 3:
        raise RuleBroken(_l("Write why, so that the requester knows."))
    end_claim(queries.live_claim(case), ClaimEnd.STOPPED)
    return move(case, Verb.TAKE_OFF, by, note=why, verified_at=None)


def undoable(case: Case, person: Person) -> CaseEvent | None:
    """The decision of this person that can still be taken back: the last one on the case, and not long ago."""
    since = clock.now() - timedelta(seconds=config.current().undo_s)
    last = next((event for event in reversed(queries.history(case)) if event.verb in UNDONE), None)
    if last is None or last.person_id != person.id or last.at <= since or last.to_state != case.state:
        return None
    if last.from_state in rules.SERVED:  # nothing would be left to bring to it
        return None
    return last


def undo(case: Case, by: Actor) -> CaseEvent:
    """Takes a decision back: the case stands where it stood before, and waits or is on the list. Returns what it was.

    A claim that the decision ended stays ended. RuleBroken when it was too long ago or something happened since.
    """
    event = undoable(case, by.person) if by.person else None
    if event is None:
        raise RuleBroken(_l("This can no longer be taken back: it was too long ago, or something has happened since."))
    if event.verb == Verb.APPROVE:
        move(case, Verb.REOPEN, by, verified_at=None)
        return event
    actions.require_kept(case)
    if event.from_state in rules.LISTED:
        move(case, Verb.RESTORE, by, duplicate_of_id=None, clock_at=actions.fresh_until(case))
    else:
        move(case, Verb.REOPEN, by, duplicate_of_id=None)
    return event


def may_contest(case: Case) -> bool:
    """Whether the requester may ask for another look at what was not accepted."""
    asked = sum(event.verb == Verb.CONTEST for event in queries.history(case))
    return case.state == State.REJECTED and asked < MOST_CONTESTS and actions.secret_of(case).wiped_at is None


def contest(case: Case, why: str) -> Case:
    """The requester asks for another look; another moderator than the one who decided has it first."""
    actions.require_kept(case)
    if not may_contest(case):
        raise RuleBroken(_l("This request cannot be looked at again. You can send a new one."))
    return move(case, Verb.CONTEST, THE_REQUESTER, note=why)


def rejection(case: Case) -> CaseEvent | None:
    """Why a case was not accepted: its last such decision."""
    return next((event for event in reversed(queries.history(case)) if event.verb == Verb.REJECT), None)
