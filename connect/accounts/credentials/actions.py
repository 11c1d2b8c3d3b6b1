"""Writing credentials: asking for one, checking it, ending it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts import phone_marks, queries as accounts
from connect.accounts.credentials import queries, rules
from connect.accounts.credentials.models import Credential, number_mark
from connect.accounts.credentials.rules import Standing
from connect.accounts.models import Organization, Person
from connect.accounts.phone_marks import Fact
from connect.crypto import audit_log
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.registry import personal_data

MARK = "credential"  # in `phone_marks`: one was revoked from an earlier account of this phone


def ask(person: Person, title: str, number: str, organization: Organization | None) -> Credential:
    """A person says to be a clinician; nothing changes until an official has looked the number up in the register.

    Raises RuleBroken for an organisation that does not answer for the person, Conflict while another one goes on.
    """
    if title not in rules.TITLES:
        raise RuleBroken(_l("Choose your title from the list."))
    if organization is None or organization not in queries.organizations_for(person):
        raise RuleBroken(_l("Choose a verified clinic or authority that you are a member of."))
    accounts.hold(person.id)
    last = queries.last_of(person)
    if last is not None and last.standing in rules.GOES_ON:
        raise Conflict(_l("You have asked for this already. It stands on this page."))
    if last is not None and last.ended_at is None:  # lapsed: the new one takes its place
        last.ended_at, last.end = clock.now(), Standing.LAPSED
        db.session.flush()
    made = Credential(title=title, organization_id=organization.id, number_hash=number_mark(number), person=person)
    made.public_id = new_public_id()
    made.number = number
    db.session.add(made)
    db.session.flush()
    return made


def check(credential: Credential, by: Person, until: datetime) -> None:
    """An official has found the number in the public register: it holds until a moment, at most a year away.

    Raises NotAllowed for whoever may not decide about it, RuleBroken where it cannot hold.
    """
    _require_official(credential, by)
    if credential.standing != Standing.WAITS:
        raise Conflict(_l("Somebody has decided about this already. Look again."))
    if not clock.now() < until <= clock.now() + rules.LONGEST + timedelta(days=1):
        raise RuleBroken(_l("Choose a day within a year from now."))
    if credential.organization not in queries.organizations_for(credential.person):
        raise RuleBroken(_l("The organisation is not verified, or this person is no member of it any more."))
    if any(other.standing in (Standing.HOLDS, Standing.SUSPENDED) for other in queries.others_with_number(credential)):
        raise RuleBroken(_l("Another account holds a credential with this number. Speak with both before you decide."))
    credential.checked_at, credential.checked_by_id, credential.until = clock.now(), by.id, until
    audit_log.write("credential", by=by.id, about=f"person {credential.person_id}", detail="checked")


def end(credential: Credential, by: Person, reason: str) -> None:
    """An official refuses what waits, or revokes what holds, for a reason that the person reads."""
    _require_official(credential, by)
    if not rules.REASON_CHARS[0] <= len(reason) <= rules.REASON_CHARS[1]:
        raise RuleBroken(_l("Write why, in a sentence of at most 200 characters: the person reads it."))
    if credential.ended_at is not None:
        raise Conflict(_l("Somebody has decided about this already. Look again."))
    how = Standing.REFUSED if credential.checked_at is None else Standing.REVOKED
    _end(credential, how, by, reason)
    audit_log.write("credential", by=by.id, about=f"person {credential.person_id}", detail=how)


def withdraw(person: Person) -> None:
    """A person is no clinician here any more, or asks no longer; done twice changes nothing."""
    last = queries.last_of(person)
    if last is not None and last.ended_at is None:
        _end(last, Standing.WITHDRAWN, person, None)
        audit_log.write("credential", by=person.id, about=f"person {person.id}", detail="withdrawn")


def _end(credential: Credential, how: Standing, by: Person, reason: str | None) -> None:
    credential.ended_at, credential.ended_by_id, credential.end = clock.now(), by.id, how
    credential.reason = reason
    db.session.flush()


def _require_official(credential: Credential, by: Person) -> None:
    if not queries.may_check(by, credential):
        raise NotAllowed(_l("Only an official of the organisation's area decides about this. Nothing was changed."))


@phone_marks.outlives
def _revoked(person: Person) -> list[Fact]:
    until = clock.now() + timedelta(days=config.current().keep_marks_days)
    gone = sa.select(Credential).where(Credential.person_id == person.id, Credential.end == Standing.REVOKED)
    facts = [Fact(MARK, one.ended_at, until) for one in db.session.scalars(gone) if one.ended_at]
    return facts + [Fact(MARK, one.at, until) for one in phone_marks.of(person.phone_hash, MARK)]


def revoked_before(person: Person) -> list[datetime]:
    """When a credential was revoked from an earlier, erased account of the same phone."""
    return [one.at for one in phone_marks.of(person.phone_hash, MARK)]


@personal_data.erasure("credentials")
def _forget(person: Person) -> None:
    db.session.execute(sa.delete(Credential).where(Credential.person_id == person.id))


audit_log.kinds(credential="a clinician's credential was checked, refused, revoked or given back")
