"""How many contacts one person may look at; too many in an hour, or a planted one, lock the account."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts import actions as accounts, queries as people
from connect.accounts.models import Person
from connect.cases import queries, rules, transitions
from connect.cases.claims import phone_record, trusted_confirmations
from connect.cases.claims.models import Bait, Claim, Disclosure, Stop
from connect.cases.disclosure.case_view import CaseView
from connect.cases.drill import scope
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import CaseRole, ClaimEnd, Verb
from connect.cases.runs.rules import RUN
from connect.crypto import audit_log
from connect.crypto.fingerprints import fingerprint
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken

LOOKS_OPEN = {"new": 1, "proven": 3}  # contacts seen of cases still in one's hands, by trust
PROVEN_HELPS = 3  # so many helps confirmed by requesters make somebody proven
LENDER = "lender"  # the role of somebody who has lent the requester a thing, and asks for it back


def check(view: CaseView, role: str) -> None:
    """Raises, in words that say what to do, when this viewer may not be shown one more contact in this role.

    Holds a lock on the person until the commit, so that what is written next is counted by the one after.
    """
    case, person = view.case, view.person
    people.hold(person.id)
    if people.lock_of(person.id):
        raise NotAllowed(_l("Contacts are locked for your account. An admin of your area has been told; ask there."))
    if view.is_stopped:
        raise NotAllowed(_l("The requester does not want you to see this contact."))
    if case.guarded == rules.DRILL or role != CaseRole.CLAIMER or _seen_before(case, person):
        return
    held = _open_looks(person.id)
    if held >= LOOKS_OPEN[trust_of(person, case)]:
        raise RuleBroken(_l("First bring the case whose contact you have seen to its end. Then you can see this one."))
    here = config.current()
    most = here.advice_looks_a_day if case.guarded == rules.CLINICAL else here.looks_a_day
    if _looks_since(person.id, hours=24, of=CaseRole.CLAIMER) >= most:
        raise RuleBroken(_l("You have seen as many contacts as one person may in a day. Go on tomorrow."))


def record(case: Case, person: Person, role: str, reason: str) -> None:
    """Writes a disclosure for the requester and the log; the one that is too many locks the account with it."""
    db.session.add(Disclosure(case_id=case.id, person_id=person.id, role=role, reason=reason, at=clock.now()))
    audit_log.write("look", by=person.id, about=f"case {case.id}", detail=role)
    if is_bait(case):
        accounts.lock(person, "bait")
    elif case.guarded == rules.DRILL:
        return
    elif role not in (CaseRole.CLAIMER, LENDER, RUN) and _looks_since(person.id, hours=1, of=role) >= _staff_looks():
        accounts.lock(person, "looks")


def _staff_looks() -> int:
    return config.current().staff_looks_an_hour


def stop(case: Case, person: Person) -> None:
    """The requester's *not this person*: ends a claim, and shuts all cases of the requester to that person for good."""
    secret = db.session.get_one(CaseSecret, case.id)
    held = queries.live_claim(case)
    if held and held.person_id == person.id:
        if case.is_held(clock.now()):
            transitions.move(case, Verb.RELEASE, transitions.THE_REQUESTER, reason="stopped")
        transitions.end_claim(held, ClaimEnd.STOPPED, "stopped")
    if person.id not in stopped(case):
        made = Stop(phone_hash=secret.phone_hash, person_id=person.id, helper_hash=person.phone_hash, at=clock.now())
        db.session.add(made)
        transitions.remark(case, "stop", transitions.THE_REQUESTER, note=person.name)
        audit_log.write("stop", by=None, about=f"case {case.id}", detail=f"person {person.id}")


def stop_helper(case: Case) -> None:
    """The requester's *not this person* about the helper who holds the case; Conflict when nobody does."""
    held = queries.live_claim(case)
    if held is None:
        raise Conflict(_l("Nobody holds this case any more."))
    stop(case, held.person)


def stop_looker(case: Case, public_id: str) -> None:
    """The requester's *not this person* about somebody who was shown the contact; NotFound for anybody else."""
    person = next((one.person for one in queries.disclosures(case) if one.person.public_id == public_id), None)
    if person is None:
        raise NotFound
    stop(case, person)


def stopped(case: Case) -> set[int]:
    """The ids of all whom the requester of this case has stopped: the accounts, and later ones of the same phones."""
    statement = (
        sa.select(Person.id)
        .join(Stop, Stop.shuts_out(Person))
        .join(CaseSecret, CaseSecret.phone_hash == Stop.phone_hash)
        .where(CaseSecret.case_id == case.id)
    )
    return set(db.session.scalars(statement))


def require_no_pause(person: Person) -> None:
    """Raises RuleBroken while this account is one that was deleted and made again within a day."""
    if phone_record.pause_of(person):
        raise RuleBroken(
            _l("An account of this phone was deleted less than a day ago. You can take cases again tomorrow.")
        )


def plant_bait(case: Case) -> None:
    """Marks a case that was made up as a bait, in a table that tells nothing without the site's secret."""
    db.session.add(Bait(mark=bait_mark(case), at=clock.now()))


def trust_of(person: Person, case: Case | None = None) -> str:
    """proven: verified in person, or with enough helps confirmed as `trusted_confirmations` counts them; else new.

    In a case of medical advice only clinicians act, whom an official has checked.
    """
    if person.verified_at or (case is not None and case.guarded == rules.CLINICAL):
        return "proven"
    return "proven" if trusted_confirmations.helps(person.id) >= PROVEN_HELPS else "new"


def is_bait(case: Case) -> bool:
    """Whether the case is one that nobody has a reason to look at. The database alone does not tell which are."""
    return db.session.get(Bait, bait_mark(case)) is not None


def bait_mark(case: Case) -> str:
    """The keyed hash of a case's public id, as the table of baits stores it."""
    return fingerprint("bait", case.public_id)


def _seen_before(case: Case, person: Person) -> bool:
    statement = sa.select(Disclosure.id).where(Disclosure.case_id == case.id, Disclosure.person_id == person.id)
    return db.session.scalar(statement.limit(1)) is not None


def _open_looks(person_id: int) -> int:
    """How many cases the helper holds whose contact the helper was shown."""
    statement = (
        sa.select(sa.func.count(sa.distinct(Claim.case_id)))
        .join(Disclosure, sa.and_(Disclosure.case_id == Claim.case_id, Disclosure.person_id == Claim.person_id))
        .where(Claim.person_id == person_id, Claim.runs(clock.now()), Claim.run.is_(None), scope.real(Claim.case_id))
    )
    return db.session.scalar(statement) or 0


def _looks_since(person_id: int, *, hours: int, of: str) -> int:
    """How many disclosures of the last hours: a helper's count once a case, those of staff each time."""
    counted = sa.func.count(sa.distinct(Disclosure.case_id)) if of == CaseRole.CLAIMER else sa.func.count()
    db.session.flush()
    statement = sa.select(counted).where(
        Disclosure.person_id == person_id,
        Disclosure.role == of,
        Disclosure.at > clock.now() - timedelta(hours=hours),
        scope.real(Disclosure.case_id),
    )
    return db.session.scalar(statement) or 0


audit_log.kinds(look="a contact was shown", stop="a requester has stopped a helper")
