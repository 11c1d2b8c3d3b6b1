"""Putting several requests on the list together, and taking that back.

Only yes is said to many at once, and only to what is plain: a no, a merge, whatever is urgent, flagged, changed, asked
about, like another or for checked organisations alone is decided on its own page. What is ticked is read in full before
the press; each is then decided by the one door, in a transaction of its own, under this moderator's lease, in the
version that was read, with its own line in the history; so one that fails leaves the others as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, queries as cases
from connect.cases.duplicates import household_aid, queries as duplicates
from connect.cases.models import Case, CaseSecret
from connect.cases.screening import flags, scam_patterns
from connect.cases.transitions import Actor
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.moderation import actions as moderation, queries, rules, second_review, words
from connect.moderation.duplicates import pairs
from connect.moderation.queue import assignment
from connect.moderation.reports import actions as reports


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the ticked: the request as far as this moderator may see it, and why nothing was done; empty if it was."""

    public_id: str
    case: Case | None
    secret: CaseSecret | None = None
    why_not: object = ""


def read(person: Person, public_ids: Iterable[str]) -> list[Outcome]:
    """The ticked requests, to be read before they are decided; each is this moderator's meanwhile, as far as it can."""
    return [_each(person, public_id, _take) for public_id in public_ids]


def approve(person: Person, versions: dict[str, int]) -> list[Outcome]:
    """Puts each on the list, by the version that was read of it."""
    return [
        _each(person, public_id, lambda case, by, seen=seen: _approve(case, by, seen))  # type: ignore[misc]
        for public_id, seen in versions.items()
    ]


def take_back(person: Person, public_ids: Iterable[str]) -> list[Outcome]:
    """Takes back each that this moderator has just put on the list."""
    return [_each(person, public_id, _undo) for public_id in public_ids]


def _each(person: Person, public_id: str, act: Callable[[Case, Person], object]) -> Outcome:
    """One of them, in a transaction of its own; the one look that is slow comes before it."""
    try:
        looked = duplicates.look(queries.case_in_scope(person, public_id).id)
        with db.transaction():
            duplicates.note(looked)
            case = queries.case_in_scope(person, public_id)
            assignment.hold(person, "case", public_id)
            act(case, person)
        return Outcome(public_id, case, actions.secret_of(case))
    except NotFound:
        return Outcome(public_id, None, why_not=words.SINGLY["gone"])
    except ConnectError as error:
        return Outcome(public_id, queries.case_in_scope(person, public_id), why_not=error.message)


def _take(case: Case, person: Person) -> None:
    if code := _why_singly(case, person):
        raise RuleBroken(words.SINGLY[code])


def _approve(case: Case, person: Person, seen: int) -> None:
    _take(case, person)
    if case.version != seen:
        raise Conflict(words.SINGLY["changed"])
    was = case.state
    actions.approve(case, Actor(person))
    second_review.sample(case, "approve", person)
    reports.case_decided(case, was, person)
    assignment.release(person, "case", case.public_id)


def _undo(case: Case, person: Person) -> None:
    moderation.undo(case, person)
    assignment.release(person, "case", case.public_id)


def _why_singly(case: Case, person: Person) -> str:
    """The code in `words.SINGLY` of why a request is decided by itself; empty when it may go with others."""
    verbs = [event.verb for event in cases.history(case)]
    if code := rules.why_singly(case.state, case.urgency, bool(case.guarded), verbs):
        return code
    secret = actions.secret_of(case)
    texts = "\n".join((secret.words, secret.name, secret.door))
    checks: dict[str, Callable[[], object]] = {
        "watched": lambda: flags.is_watched(secret.phone_hash),
        "flagged": lambda: scam_patterns.suspicions(texts),
        "aid": lambda: household_aid.earlier_aid(case),
        "alike": lambda: pairs.of_case(person, case),
    }
    return next((code for code, holds in checks.items() if holds()), "")
