"""A person's record, for the moderators of areas where she acted; and what they decide about her."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import actions as accounts, queries as account_queries, rules as account_rules
from connect.accounts.models import Person
from connect.cases import alarms, claim_actions
from connect.cases.claim_models import Claim
from connect.cases.door import Actor
from connect.cases.models import Case
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.moderation import work
from connect.moderation.models import AbuseReport

TELLING = ("block", "refuse")  # what the person must be told the reason of
VERBS = ("block", "unblock", "refuse", "spoken", "note")


def person_in_scope(by: Person, public_id: str) -> Person:
    """Somebody who took a case, reported or was reported in her areas; anybody else looks like nobody."""
    mine = work.in_areas(by, "moderator")
    taken = sa.select(Claim.person_id).join(Case, Case.id == Claim.case_id).where(Case.area_id.in_(mine))
    told = sa.select(AbuseReport.reporter_id).where(AbuseReport.area_id.in_(mine), AbuseReport.reporter_id.is_not(None))
    about = sa.select(AbuseReport.subject).where(AbuseReport.kind == "person", AbuseReport.area_id.in_(mine))
    acted = sa.or_(Person.id.in_(taken), Person.id.in_(told), Person.public_id.in_(about))
    found = db.session.scalar(sa.select(Person).where(Person.public_id == public_id, acted))
    if found is None:
        raise NotFound
    return found


def claims_in_scope(by: Person, person: Person) -> list[Claim]:
    """What she took in the moderator's areas, newest first."""
    mine = Case.area_id.in_(work.in_areas(by, "moderator"))
    statement = sa.select(Claim).join(Case, Case.id == Claim.case_id).where(Claim.person_id == person.id, mine)
    return list(db.session.scalars(statement.order_by(Claim.id.desc()).limit(50)))


def reports_in_scope(by: Person, person: Person) -> list[AbuseReport]:
    """Reports against her and by her in the moderator's areas, newest first."""
    concerns = sa.or_(
        sa.and_(AbuseReport.kind == "person", AbuseReport.subject == person.public_id),
        AbuseReport.reporter_id == person.id,
    )
    mine = AbuseReport.area_id.in_(work.in_areas(by, "moderator"))
    return list(
        db.session.scalars(sa.select(AbuseReport).where(concerns, mine).order_by(AbuseReport.id.desc()).limit(50))
    )


def decide(by: Person, person: Person, verb: str, note: str, told: str = "") -> None:
    """Blocks, unblocks, notes a talk or anything else: `note` stays among staff, `told` is what the person reads.

    Nobody decides about herself; staff are blocked by an admin only.
    """
    if verb not in VERBS:
        raise RuleBroken(_l("Choose what to do."))
    if len(note) < 3:
        raise RuleBroken(_l("Write a few words on why; they stay in the record."))
    if by.id == person.id or (
        person.is_staff and verb in ("block", "unblock") and not account_rules.has(by.roles, "admin")
    ):
        raise NotAllowed(_l("You may not decide about this person. Ask an admin."))
    blocked = account_queries.last_block(person)
    answers = verb in ("unblock", "refuse") and account_queries.open_appeal(person) is not None
    if answers and blocked and blocked.by_id == by.id:
        raise NotAllowed(_l("You blocked this person, so another moderator answers."))
    if verb == "block" and person.is_active:
        _give_back(by, person)
        accounts.block(person)
    elif verb == "unblock":
        accounts.unblock(person)
    accounts.remark(person, verb, by, note, told or None)
    if verb in ("spoken", "block"):
        alarms.settle_about(person, by)


def _give_back(by: Person, person: Person) -> None:
    """What she holds in the moderator's areas goes back to the list at once; elsewhere her time runs out."""
    for claim in claims_in_scope(by, person):
        if claim.ended_at is None and claim.until > clock.now():
            claim_actions.release(claim.case, Actor(by), "stopped")
