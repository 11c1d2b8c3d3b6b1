"""Writing loans: lending at a handover, and each side's moves. Every change goes through `transitions`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from connect import clock, config, db
from connect.accounts import queries as people
from connect.accounts.models import Person
from connect.cases import actions as cases
from connect.cases.claims.models import Claim, Stop
from connect.cases.collective import queries as collective
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.disclosure.limits import LENDER
from connect.cases.models import Case
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents import kinds
from connect.offers.loans import queries, rules, transitions
from connect.offers.loans.models import Loan, LoanSecret
from connect.offers.loans.rules import By, Condition, State, Verb
from connect.registry.claims import Refused

NEEDS_WORDS = _l("Say in a few words what happened. The other side reads it.")


@dataclass(frozen=True, slots=True)
class Lending:
    """The things that are lent at one handover: marks by item, and when they are due back."""

    marks: dict[str, list[str]]
    due_at: datetime
    organization_id: int | None = None  # in whose name; None: the helper's own


def is_lendable(item: str) -> bool:
    """Whether a thing of the catalogue may be lent."""
    return kinds.item(item).kind in rules.LENDABLE


def lend(claim: Claim, handed: dict[str, int], lending: Lending) -> list[Loan]:
    """Makes a loan of each thing that was lent with a handover, in its transaction.

    The delivery code is the holder's yes. Raises `claims.Refused`, in words, without it, for more than was handed
    over, and for a thing that is out already or did not come back in a good state.
    """
    if claim.code_at is None:
        raise Refused(_l("To lend something, ask for the delivery code: it is the holder's yes to giving it back."))
    now = clock.now()
    if not now < lending.due_at <= now + rules.LONGEST:
        raise Refused(_l("Say until which day it is lent: from tomorrow on, and within a year."))
    if lending.organization_id not in (None, *(one.id for one in claim.person.vouchers)):
        raise Refused(_l("You can lend only in the name of an organisation that you belong to."))
    people.hold(claim.person_id)  # two handovers at once do not lend the same thing
    for item, marks in lending.marks.items():
        _check(claim.person, item, marks, handed.get(item, 0))
    return [_made(claim, item, mark, lending) for item, marks in lending.marks.items() for mark in marks]


def _check(person: Person, item: str, marks: Sequence[str], handed: int) -> None:
    if not is_lendable(item) or len(marks) > handed:
        raise Refused(_l("You lend more than you handed over. Look at the marks: one a line, one for each thing."))
    if twice := [mark for mark, n in Counter(marks).items() if n > 1]:
        raise Refused(_l("Two things have the same mark: %(mark)s. Give each one of its own.", mark=twice[0]))
    if there := queries.not_free(person, item, marks):
        raise Refused(
            _l("You have lent %(mark)s before, and it did not come back in a good state. See “What I have lent”.",
               mark=there[0])
        )  # fmt: skip


def _made(claim: Claim, item: str, mark: str, lending: Lending) -> Loan:
    case, now = claim.case, clock.now()
    loan = Loan(
        case_id=case.id, person_id=claim.person_id, organization_id=lending.organization_id,
        school_id=collective.school_id(case), item=item, mark=mark, due_at=lending.due_at, lent_at=now, changed_at=now,
        remind_at=rules.next_reminder(lending.due_at, now), state=State.LENT,
    )  # fmt: skip
    db.session.add(loan)
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody with this account has lent it a moment ago
        raise Conflict(transitions.FASTER) from error
    secret = cases.secret_of(case)
    kept = LoanSecret(loan_id=loan.id, phone_hash=secret.phone_hash, agreed_at=now)
    kept.name, kept.phone = secret.name, secret.phone
    db.session.add(kept)
    transitions.record(loan, Verb.LEND, By.LENDER, "")
    return loan


# --- The lender -------------------------------------------------------------------------------------------


def extend(loan: Loan, due_at: datetime, latest: datetime) -> Loan:
    """More time, once. Raises RuleBroken for a day that is no later, or later than `latest`."""
    if not loan.due_at < due_at <= latest:
        raise RuleBroken(_l("Choose a later day than before, and not later than the form says."))
    now = clock.now()
    return transitions.move(
        loan, Verb.EXTEND, By.LENDER, due_at=due_at, extended_at=now, remind_at=rules.next_reminder(due_at, now)
    )


def take_back(loan: Loan, condition: Condition, words: str = "") -> Loan:
    """The lender has it again, in this condition; damaged or broken is told in words."""
    if rules.needs_words(Verb.TAKE_BACK, condition) and not words:
        raise RuleBroken(NEEDS_WORDS)
    return transitions.move(loan, Verb.TAKE_BACK, By.LENDER, words=words, condition=condition)


def make_gift(loan: Loan) -> Loan:
    """The holder keeps it."""
    return transitions.move(loan, Verb.MAKE_GIFT, By.LENDER)


# --- The holder -------------------------------------------------------------------------------------------


def say_returned(loan: Loan) -> Loan:
    """The holder says that it is on its way back or there; only the lender's word takes it back."""
    return transitions.move(loan, Verb.SAY_RETURNED, By.HOLDER)


def remind_by_sms(loan: Loan, wanted: bool) -> None:
    """The holder's leave for reminders by message, or its end. RuleBroken once the contact is deleted."""
    secret = queries.secret_of(loan)
    if secret is None or (wanted and not may_remind(loan)):
        raise RuleBroken(_l("No message can be sent about this loan. Keep the link to this page instead."))
    secret.sms_agreed_at = (secret.sms_agreed_at or clock.now()) if wanted else None


def may_remind(loan: Loan) -> bool:
    """Whether a message with the link would reach whoever holds it; a request sent by somebody else has other eyes."""
    secret = cases.secret_of(loan.case)
    return loan.state == State.LENT and secret.wiped_at is None and secret.reporter_phone is None


# --- Either -----------------------------------------------------------------------------------------------


def lose(loan: Loan, by: By, words: str) -> Loan:
    """It is lost; the other side reads the words."""
    if not words:
        raise RuleBroken(NEEDS_WORDS)
    return transitions.move(loan, Verb.LOSE, by, words=words)


def find(loan: Loan, by: By, words: str = "", condition: Condition | None = None) -> Loan:
    """It is found: back, in a condition, when the lender says so; lent as before, when the holder does."""
    if by == By.HOLDER:
        remind_at = rules.next_reminder(loan.due_at, clock.now())
        return transitions.move(loan, Verb.FIND, by, words=words, remind_at=remind_at)
    if condition is None:
        raise RuleBroken(_l("Say in which state it is."))
    if rules.needs_words(Verb.FIND, condition) and not words:
        raise RuleBroken(NEEDS_WORDS)
    return transitions.move(loan, Verb.FIND, by, words=words, condition=condition)


# --- The contact ------------------------------------------------------------------------------------------


class Contact(NamedTuple):
    """Whom a lender rings about a thing."""

    name: str
    phone: str


def reveal(loan: Loan, person: Person) -> Contact:
    """The only way of a lender to the holder's contact; written down where the holder reads it.

    Raises RuleBroken once it is deleted or after many looks, NotAllowed when this lender may not see it.
    """
    people.hold(person.id)
    secret = queries.secret_of(loan)
    if secret is None:
        raise RuleBroken(_l("The contact is deleted, because the loan ended some time ago."))
    if people.lock_of(person.id):
        raise NotAllowed(_l("Contacts are locked for your account. An admin of your area has been told; ask there."))
    if _is_stopped(loan.case, secret, person):
        raise NotAllowed(_l("The requester does not want you to see this contact."))
    if queries.looks_since(person, clock.now() - timedelta(hours=1)) >= config.current().staff_looks_an_hour:
        raise RuleBroken(_l("You have seen many contacts within the hour. Go on a little later."))
    disclosure_limits.record(loan.case, person, LENDER, f"{loan.mark}"[:200])
    newest = cases.secret_of(loan.case)
    return Contact(secret.name, secret.phone) if newest.wiped_at else Contact(newest.name, newest.phone)


def _is_stopped(case: Case, secret: LoanSecret, person: Person) -> bool:
    """By the phone as it is now, or as it was when the thing was lent: a wiped case knows it no more."""
    if person.id in disclosure_limits.stopped(case):
        return True
    stop = sa.select(Stop.id).join(Person, Stop.shuts_out(Person))
    return db.session.scalar(stop.where(Person.id == person.id, Stop.phone_hash == secret.phone_hash)) is not None
