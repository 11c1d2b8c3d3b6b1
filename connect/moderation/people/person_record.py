"""A person's record, for the moderators of areas where the person acted; and their decisions about the person."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import actions as accounts, queries as account_queries, rules as account_rules
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import rules as case_rules
from connect.cases.claims import actions as claim_actions, alarms
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import audit_log
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.moderation.models import AbuseReport

TELLING = ("block", "refuse")  # what the person must be told the reason of
_IN_PART = {"block": "block_area", "unblock": "open_area"}  # in some areas only, see `decide`
VERBS = ("block", "unblock", "refuse", "spoken", "note")


def person_in_scope(by: Person, public_id: str) -> Person:
    """Somebody who took a case, reported or was reported in the areas of `by`; anybody else looks like nobody."""
    mine = account_queries.areas_of(by, "moderator")
    taken = sa.select(Claim.person_id).join(Case, Case.id == Claim.case_id).where(Case.area_id.in_(mine))
    taken = taken.where(Case.guarded != case_rules.DRILL)
    told = sa.select(AbuseReport.reporter_id).where(AbuseReport.area_id.in_(mine), AbuseReport.reporter_id.is_not(None))
    about = sa.select(AbuseReport.subject).where(AbuseReport.kind == "person", AbuseReport.area_id.in_(mine))
    acted = sa.or_(Person.id.in_(taken), Person.id.in_(told), Person.public_id.in_(about))
    found = db.session.scalar(sa.select(Person).where(Person.public_id == public_id, acted))
    if found is None:
        raise NotFound
    return found


def claims_in_scope(by: Person, person: Person) -> list[Claim]:
    """The last 50 claims of a person in the moderator's areas, newest first."""
    mine = Case.area_id.in_(account_queries.areas_of(by, "moderator"))
    statement = (
        sa.select(Claim)
        .join(Case, Case.id == Claim.case_id)
        .where(Claim.person_id == person.id, mine, Case.guarded != case_rules.DRILL)
    )
    return list(db.session.scalars(statement.order_by(Claim.id.desc()).limit(50)))


def reports_in_scope(by: Person, person: Person) -> list[AbuseReport]:
    """Reports about a person and by the person in the moderator's areas, newest first."""
    concerns = sa.or_(
        sa.and_(AbuseReport.kind == "person", AbuseReport.subject == person.public_id),
        AbuseReport.reporter_id == person.id,
    )
    mine = AbuseReport.area_id.in_(account_queries.areas_of(by, "moderator"))
    return list(
        db.session.scalars(sa.select(AbuseReport).where(concerns, mine).order_by(AbuseReport.id.desc()).limit(50))
    )


def decide(by: Person, person: Person, verb: str, note: str, told: str = "") -> None:
    """Blocks, unblocks, notes a talk or anything else: `note` stays among staff, `told` is what the person reads.

    Nobody decides about oneself. A block reaches the whole site when its author's areas cover all of the person's, else
    those areas alone; staff are blocked by an admin of all their areas only.
    """
    if verb not in VERBS:
        raise RuleBroken(_l("Choose what to do."))
    if len(note) < 3:
        raise RuleBroken(_l("Write a few words on why; they stay in the record."))
    reach = reach_of(by, person)
    if by.id == person.id or (verb in ("block", "unblock", "refuse") and reach is None):
        raise NotAllowed(_l("You may not decide about this person. Ask an admin of all their areas."))
    blocked = account_queries.last_block(person)
    answers = verb in ("unblock", "refuse") and account_queries.open_appeal(person) is not None
    if answers and blocked and blocked.by_id == by.id:
        raise NotAllowed(_l("You blocked this person, so another moderator answers."))
    if verb in ("unblock", "refuse") and not person.is_active and reach != "site":
        raise NotAllowed(_l("You may not decide about this person. Ask an admin of all their areas."))
    in_part = (verb == "block" and reach == "areas") or (verb == "unblock" and person.is_active)
    if verb == "block":
        _block(by, person, reach)
    elif verb == "unblock":
        _unblock(by, person)
    accounts.remark(person, _IN_PART[verb] if in_part else verb, by, note, told or None)
    if verb in ("spoken", "block"):
        alarms.settle_about(person, by)


def reach_of(by: Person, person: Person) -> str | None:
    """How far this person may block another: "site", "areas" or None, see `rules.may_block`."""
    taken = sa.select(Case.area_id).join(Claim, Claim.case_id == Case.id)
    taken = taken.where(Claim.person_id == person.id, Case.guarded != case_rules.DRILL)
    paths = {areas.by_id(number).path for number in db.session.scalars(taken.distinct())}
    return account_rules.may_block(by.roles, person.roles, paths)


def is_blocked_here(by: Person, person: Person) -> bool:
    """Whether somebody may take nothing in the whole of this staff member's areas."""
    blocked = set(account_queries.area_blocks(person))
    return all(not {one.id for one in areas.ancestors(place)}.isdisjoint(blocked) for place in _scopes(by))


def _scopes(by: Person) -> list[Place]:
    paths = {path for role in ("moderator", "admin") for path in account_queries.scopes(by, role)}
    return [areas.get(path.rstrip("/").rsplit("/", 1)[-1]) for path in sorted(paths)]


def _block(by: Person, person: Person, reach: str | None) -> None:
    _give_back(by, person)
    if reach == "site":
        if person.is_active:
            accounts.block(person)
        where = "site"
    else:
        for place in _scopes(by):
            accounts.block_in(person, place, by)
        where = "areas " + " ".join(place.code for place in _scopes(by))
    audit_log.write("block", by=by.id, about=f"person {person.id}", detail=where)


def _unblock(by: Person, person: Person) -> None:
    where = "site" if not person.is_active else "areas " + " ".join(place.code for place in _scopes(by))
    if not person.is_active:
        accounts.unblock(person)
    accounts.unblock_in(person, [place.path for place in _scopes(by)])
    audit_log.write("unblock", by=by.id, about=f"person {person.id}", detail=where)


def _give_back(by: Person, person: Person) -> None:
    """Puts back on the list what a person holds in the moderator's areas; elsewhere the lease runs out."""
    for claim in claims_in_scope(by, person):
        if claim.runs(clock.now()):
            claim_actions.release(case_view.of(claim.case, Actor(by)), "stopped")
