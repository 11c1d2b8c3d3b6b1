"""One viewer and one case: roles, the claim, and what may be seen. Read once a request, or once a transaction.

A view tells how things stood when it was read. So what changes a case takes one that was read inside the writer's
transaction, and the conditional UPDATE of `transitions` still decides between two who read the same.
"""

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased, lazyload

from connect import clock, db
from connect.accounts import rules as account_rules
from connect.accounts.credentials import queries as credentials
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.cases import rules
from connect.cases.claims.models import Claim, Stop
from connect.cases.disclosure.rules import Sight, view_of
from connect.cases.drill import scope
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import CaseRole
from connect.errors import NotAllowed, NotFound
from connect.registry.drill import exercises


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, the requester by the secret link, the clock, or with all of them left out a stranger."""

    person: Person | None = None
    requester: bool = False
    clock: bool = False

    def roles_towards(self, case: Case, claim: Claim | None) -> set[CaseRole]:
        """The roles of this actor towards the case; `claim` is the one not ended, of any helper, or None."""
        roles = {name for name, held in ((CaseRole.REQUESTER, self.requester), (CaseRole.CLOCK, self.clock)) if held}
        if scope.is_of(case, exercises.current_id()):
            roles.add(CaseRole.PLAYER)
        if self.person is not None:
            if account_rules.holds(self.person.roles, RoleName.MODERATOR, case.area.path):
                roles.add(CaseRole.MODERATOR)
            if self.person.has_role(RoleName.VOLUNTEER):
                roles.add(CaseRole.VOLUNTEER)
            if self.person.cleared:
                roles.add(CaseRole.CLEARED)
            if case.guarded == rules.CLINICAL and credentials.is_clinician(self.person, case.area.path):
                roles.add(CaseRole.CLINICIAN)
            if claim and claim.person_id == self.person.id and claim.runs(clock.now()):
                roles.add(CaseRole.CLAIMER)
        return roles


THE_CLOCK = Actor(clock=True)
THE_REQUESTER = Actor(requester=True)


@dataclass(frozen=True, slots=True)
class CaseView:
    """One actor before one case. `claim` was not ended; its time may be over, `running` asks for that too."""

    case: Case
    by: Actor
    claim: Claim | None
    roles: frozenset[CaseRole]
    sight: Sight
    is_stopped: bool  # the requester has said *not this person*, here or in another request from this phone

    @property
    def running(self) -> Claim | None:
        """The claim that holds the case at this moment, whoever has it."""
        return self.claim if self.claim and self.claim.runs(clock.now()) else None

    @property
    def person(self) -> Person:
        """The signed-in viewer; NotAllowed where there is none."""
        if self.by.person is None:
            raise NotAllowed(_l("You may not do this with this case."))
        return self.by.person


def of(case: Case, by: Actor) -> CaseView:
    """The view of an actor on a case that was read already."""
    question = _questions.of_stranger if by.person is None else _questions.of_person
    _number, *found = db.session.execute(question, {"case": case.id, **_viewer(by)}).one()
    return _view(case, by, *found)


def visible(public_id: str, by: Actor) -> CaseView:
    """The view of an actor on the case of an address; NotFound unless this actor may know that the case exists."""
    question = _questions.visible_to_stranger if by.person is None else _questions.visible_to_person
    found = db.session.execute(question, {"case": public_id, **_viewer(by)}).one_or_none()
    if found is None or not (view := _view(scope.require(found[0]), by, *found[1:])).sight.exists:
        raise NotFound
    return view


def _viewer(by: Actor) -> dict[str, int]:
    # After `db.transaction()` has let go of what was read, the row of the viewer renews their account on the way. The
    # mapper knows the number; to read it from the account would be a statement of its own.
    return {"viewer": (sa.inspect(by.person).identity or (by.person.id,))[0]} if by.person else {}


class _Questions(threading.local):
    """The statements, built once a thread: to build one takes most of a millisecond.

    Not once for all threads: SQLAlchemy fills what it is given when it is first asked, and where two threads did that
    to one alias, the statement that it remembered named columns which the alias no longer had.
    """

    @cached_property
    def of_person(self) -> sa.Select[Any]:
        # With the number of the case, because the ORM leaves out a row that is nothing but a claim that is not there.
        return _of_person(Case.id).where(Case.id == sa.bindparam("case"))

    @cached_property
    def of_stranger(self) -> sa.Select[Any]:
        return _of_stranger(Case.id).where(Case.id == sa.bindparam("case"))

    @cached_property
    def visible_to_person(self) -> sa.Select[Any]:
        return _of_person(Case).where(Case.public_id == sa.bindparam("case")).options(lazyload(Case.needs))

    @cached_property
    def visible_to_stranger(self) -> sa.Select[Any]:
        return _of_stranger(Case).where(Case.public_id == sa.bindparam("case")).options(lazyload(Case.needs))


# Needs, and the helper with all roles, are read when something asks for them: in most requests nothing does.
def _of_stranger(asked: Any, *more: Any) -> sa.Select[Any]:
    claim_of_it = sa.and_(Claim.case_id == Case.id, Claim.ended_at.is_(None))
    question = sa.select(asked, Claim, *more).select_from(Case).outerjoin(Claim, claim_of_it)
    return question.options(lazyload(Claim.person))


def _of_person(asked: Any) -> sa.Select[Any]:
    """Stopped or not, held it before or not, and their account besides."""
    stopped = sa.exists().where(
        CaseSecret.case_id == Case.id, CaseSecret.phone_hash == Stop.phone_hash, Stop.shuts_out(Person)
    )
    before = aliased(Claim)
    held = sa.exists().where(before.case_id == Case.id, before.person_id == Person.id)
    question = _of_stranger(asked, stopped, held, Person)
    return question.join(Person, Person.id == sa.bindparam("viewer")).options(lazyload(Person.roles))


_questions = _Questions()


def _view(
    case: Case, by: Actor, claim: Claim | None, stopped: bool = False, held: bool = False, *_viewer: Person
) -> CaseView:
    roles = frozenset(by.roles_towards(case, claim))
    # A helper who was stopped sees what strangers see.
    seeing = roles - {CaseRole.VOLUNTEER, CaseRole.CLINICIAN, CaseRole.CLAIMER} if stopped else roles
    if held and case.state not in rules.PUBLIC:
        seeing |= {CaseRole.FORMER}
    allowed = bool(claim and claim.is_open(clock.now()) and claim.visit_is_ready)
    sight = view_of(state=case.state, roles=seeing, allowed=allowed, guarded=case.guarded)
    return CaseView(case, by, claim, roles, sight, bool(stopped))
