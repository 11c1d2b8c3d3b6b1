"""Requests that wait for a moderator: for a first look or another one, for a word; and reports of requests."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.cases import actions, rules
from connect.cases.changes.models import CaseChange
from connect.cases.disclosure import case_view
from connect.cases.drill import scope
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import GRAVEST, CaseRole, State, Verb
from connect.cases.screening import scam_patterns
from connect.cases.transitions import Actor
from connect.cases.utilities import groups
from connect.registry import reports, work
from connect.registry.reports import Reported
from connect.registry.work import Card

OTHERS_FIRST = timedelta(hours=1)  # then also whoever decided may look again: there may be nobody else
ANSWER_TIME = timedelta(minutes=30)  # for the requester to answer a question; then the case is back in the queue
HAPPENED = {"answer": _l("has answered"), Verb.CONTEST: _l("asks for another look")}


def waiting(*where: sa.ColumnElement[bool]) -> work.Waiting:
    """Some requests, as urgent as they are and since they were posted."""
    return sa.select(Case.public_id, Case.urgency, Case.waiting_since).where(scope.here(), *where)


def _last_event(*where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether the newest line in the history of a case is such a one."""
    last = sa.select(sa.func.max(CaseEvent.id)).where(CaseEvent.case_id == Case.id).correlate(Case).scalar_subquery()
    return sa.exists().where(CaseEvent.id == last, *where)


def _is_asked() -> sa.ColumnElement[bool]:
    """Whether the requester was asked something so lately that the answer is waited for."""
    return _last_event(CaseEvent.verb == "ask", CaseEvent.at > clock.now() - ANSWER_TIME)


@work.source("review", subject="case", label=_l("To look at"), order=10, area=Case.area_id)
def to_look_at(person: Person) -> work.Waiting:
    """Hidden requests. One that was contested goes to others first than to the moderator who decided."""
    contested = _last_event(CaseEvent.verb == Verb.CONTEST, CaseEvent.at > clock.now() - OTHERS_FIRST)
    rejected = sa.exists().where(
        CaseEvent.case_id == Case.id, CaseEvent.verb == Verb.REJECT, CaseEvent.person_id == person.id
    )  # fmt: skip
    return waiting(Case.state == State.PENDING_REVIEW, ~_is_asked(), ~sa.and_(contested, rejected))


@work.source("shown", subject="case", label=_l("Shown unseen, to look at"), order=20, area=Case.area_id)
def shown_unseen(_person: Person) -> work.Waiting:
    """Listed before anybody looked, where the area wants that made good.

    One step less urgent than what is still hidden, but for a life in danger: that is looked at first wherever it is.
    """
    urgency = sa.case((Case.urgency == GRAVEST, GRAVEST), (Case.urgency > 0, Case.urgency - 1), else_=0)
    unseen = sa.select(Case.public_id, urgency, Case.waiting_since)
    return unseen.where(groups.to_look_at_later(), ~_is_asked(), scope.here())


@work.source("change", subject="case", label=_l("Changed after a look"), order=30, area=Case.area_id)
def changed(_person: Person) -> work.Waiting:
    """Changed after somebody had looked. A request that was held for it waits as one to look at."""
    shown = sa.and_(Case.state.in_(rules.NOT_ENDED), Case.state != State.PENDING_REVIEW)
    statement = sa.select(Case.public_id, Case.urgency, CaseChange.at).join(CaseChange, CaseChange.case_id == Case.id)
    return statement.where(shown, scope.here())


@work.source("follow_up", subject="case", label=_l("Could not be reached"), order=40, area=Case.area_id)
def not_reached(_person: Person) -> work.Waiting:
    """A helper could reach nobody, and no moderator has said anything since."""
    return waiting(Case.state == State.FOLLOW_UP, ~_last_event(CaseEvent.actor == CaseRole.MODERATOR))


def asked_count(person: Person) -> int:
    """How many requests in the areas of a moderator wait for their requester's answer, so for no moderator."""
    mine = Case.area_id.in_(accounts.areas_of(person, RoleName.MODERATOR))
    unseen = sa.or_(Case.state == State.PENDING_REVIEW, groups.to_look_at_later())
    return db.session.scalar(sa.select(sa.func.count(Case.id)).where(mine, unseen, _is_asked(), scope.here())) or 0


# --- What the queue shows of a request ---------------------------------------------------------------------


def cards(person: Person, public_ids: Sequence[str]) -> dict[str, Card]:
    """The requests with these public ids that lie in the areas of a moderator, in three queries however many.

    A line reads public columns alone: the words are opened on the page of the request.
    """
    if not public_ids:
        return {}
    mine = Case.area_id.in_(accounts.areas_of(person, RoleName.MODERATOR))
    found = db.session.scalars(sa.select(Case).where(Case.public_id.in_(public_ids), mine, scope.here())).all()
    last = _last_verbs([case.id for case in found])
    return {
        case.public_id: Card(
            "cases/parts/in_queue.html", case.urgency, HAPPENED.get(last.get(case.id, ""), ""), {"case": case},
            case.area.name, _is_ordinary(case, last.get(case.id, "")),
        )
        for case in found
    }  # fmt: skip


def _is_ordinary(case: Case, last: str) -> bool:
    """Whether a request is hidden, not urgent, nothing special, and nothing happened since it was sent."""
    hidden = case.state == State.PENDING_REVIEW and last == "post"
    return hidden and case.urgency <= rules.Urgency.NORMAL and not case.guarded


def _last_verbs(case_ids: list[int]) -> dict[int, str]:
    """The verb of the newest event of some requests, by case id."""
    last = sa.select(sa.func.max(CaseEvent.id)).where(CaseEvent.case_id.in_(case_ids)).group_by(CaseEvent.case_id)
    rows = db.session.execute(sa.select(CaseEvent.case_id, CaseEvent.verb).where(CaseEvent.id.in_(last)))
    return {row.case_id: row.verb for row in rows}


# --- Reports of a request ----------------------------------------------------------------------------------


def _find(public_id: str, person: Person | None) -> Reported | None:
    case = case_view.visible(public_id, Actor(person)).case
    return Reported("case", case.public_id, case.area_id, case.urgency)


def _facts(person: Person, public_id: str) -> Mapping[str, Any] | None:
    """The request with its words, unless its place was corrected into an area of others meanwhile."""
    mine = Case.area_id.in_(accounts.areas_of(person, RoleName.MODERATOR))
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id, mine))
    if case is None:
        return None
    words = actions.secret_of(case).words
    return {"case": case, "words": words, "suspicions": scam_patterns.suspicions(words)}


def _changed_since(public_id: str, moment: datetime) -> bool:
    edited = sa.select(CaseEvent.id).join(Case, Case.id == CaseEvent.case_id)
    edited = edited.where(Case.public_id == public_id, CaseEvent.verb == "edit", CaseEvent.at > moment)
    return db.session.scalar(edited.limit(1)) is not None


def _hide(public_id: str) -> bool:
    """Takes a request off the list. A life in danger stays, and so does what a helper has for the time being."""
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id))
    return case is not None and case.urgency != GRAVEST and actions.hold(case, "reports")


reports.kind(
    "case", label=_l("A request"), address="<pid:public_id>", find=_find,
    details=reports.Details("cases/parts/reported.html", _facts),
    hiding=reports.Hiding(
        shown=lambda public_id: sa.exists().where(
            Case.public_id == public_id, Case.state.in_(rules.LISTED), Case.urgency != GRAVEST
        ),
        held=lambda public_id: sa.exists().where(Case.public_id == public_id, Case.state == State.PENDING_REVIEW),
        changed_since=_changed_since, hide=_hide,
    ),
)  # fmt: skip
