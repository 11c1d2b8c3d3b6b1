"""The plain look-ups of cases, and `map.nearby.nearby`, the one query that list, map and feeds call."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from connect import clock, db
from connect.accounts import phone_marks
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.claims import helper_reliability, trusted_confirmations
from connect.cases.claims.models import Claim, Disclosure
from connect.cases.drill import scope
from connect.cases.map.nearby import FARTHEST_M as FARTHEST_M, Filters as Filters, Found as Found, nearby as nearby
from connect.cases.models import GUARDED_SQL, Case, CaseEvent, CaseSecret, Reminder, link_mark
from connect.cases.rules import ClaimEnd, State
from connect.cases.utilities import queries as utilities
from connect.crypto.tokens import digest
from connect.errors import NotFound


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the list: public columns only."""

    found: Found
    area_id: int
    people: int
    given: int
    wants: tuple[tuple[str, int], ...]  # item, how many are still wanted
    silent: datetime | None  # since when nobody confirmed it, once that is long


def cards(found: Sequence[Found]) -> list[Card]:
    """The found cases with what their cards show, in two queries however many there are."""
    reader = db.Reader()
    ids = reader.numbers([one.id for one in found])
    facts, needs = (reader.rows(sql, (ids,)) for sql in _cards_sql(reader.numbers_sql))
    wants: dict[int, list[tuple[str, int]]] = {}
    for number, item, rest in needs:
        wants.setdefault(number, []).append((item, rest))
    known = {number: more for number, *more in facts}
    made, now = [], clock.now()
    for one in found:
        if one.id in known:
            area_id, people, handed, clock_at = known[one.id]
            fresh = utilities.freshness_at(areas.by_id(area_id), one.kinds)
            silent = rules.silent_since(State.OPEN, reader.moment_of(clock_at), now, fresh)
            made.append(Card(one, area_id, people, handed, tuple(wants.get(one.id, ())), silent))
    return made


@cache
def _cards_sql(ids: str) -> tuple[str, str]:
    facts = f"SELECT id, area_id, people, given, clock_at FROM cases WHERE id IN {ids}"  # nosec B608 # noqa: S608
    wanted = "quantity > given ORDER BY id"
    needs = f"SELECT case_id, item, quantity - given FROM needs WHERE case_id IN {ids} AND {wanted}"  # nosec B608 # noqa: S608
    return facts, needs  # made of constants; every value is bound


def silent_since(shown_state: State, case: Case) -> datetime | None:
    """Since when nobody confirmed a case, once half of its freshness has passed; None while it is fresh."""
    return rules.silent_since(shown_state, case.clock_at, clock.now(), utilities.freshness_of(case))


def guarded(limit: int = 100) -> list[Case]:
    """The available cases that only checked organisations see: the most urgent first, then the longest waiting."""
    statement = sa.select(Case).where(sa.text(GUARDED_SQL), Case.is_free(clock.now()))
    return list(db.session.scalars(statement.order_by(Case.urgency.desc(), Case.waiting_since).limit(limit)))


# --- Look-ups ---------------------------------------------------------------------------------------------


def by_public_id(public_id: str) -> Case:
    """The case of an address, or NotFound. Whether the viewer may know of it is for `disclosure.rules.view_of`."""
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id))
    if case is None:
        raise NotFound
    return scope.require(case)


def by_token(token: str) -> Case:
    """The case whose requester's link this is, or NotFound."""
    statement = sa.select(Case).join(CaseSecret, CaseSecret.case_id == Case.id)
    case = db.session.scalar(statement.where(CaseSecret.token_hash.in_((link_mark(token), digest(token)))))
    if case is None:
        raise NotFound
    return scope.require(case)


def live_claim(case: Case) -> Claim | None:
    """The claim that holds or last held the case and was not ended; its lease may be over."""
    return db.session.scalar(sa.select(Claim).where(Claim.case_id == case.id, Claim.ended_at.is_(None)))


def open_claims(person_id: int) -> list[Claim]:
    """The claims by which a helper holds cases at this moment, with the cases, the soonest ending first."""
    statement = sa.select(Claim).join(Case, Case.id == Claim.case_id)
    statement = statement.where(Claim.person_id == person_id, Claim.runs(clock.now()), scope.here())
    with_case = (joinedload(Claim.case, innerjoin=True), lazyload(Claim.person))
    return list(db.session.scalars(statement.options(*with_case).order_by(Claim.until)))


def open_claims_count(person_id: int) -> int:
    """How many cases a helper holds at this moment."""
    runs = (Claim.person_id == person_id, Claim.runs(clock.now()))
    statement = sa.select(sa.func.count()).where(*runs, scope.real(Claim.case_id))
    return db.session.scalar(statement) or 0


def past_claims(person_id: int, limit: int = 20) -> list[Claim]:
    """The claims of a helper that are over, with their cases, newest first; leases that ran out count as past."""
    over = sa.or_(Claim.ended_at.is_not(None), Claim.ran_out(clock.now()))
    statement = sa.select(Claim).join(Case, Case.id == Claim.case_id)
    statement = statement.where(Claim.person_id == person_id, over, scope.here())
    with_case = (joinedload(Claim.case, innerjoin=True).lazyload(Case.needs), lazyload(Claim.person))
    return list(db.session.scalars(statement.options(*with_case).order_by(Claim.id.desc()).limit(limit)))


def claims(case: Case) -> list[Claim]:
    """Everybody who ever took this case, the first first."""
    return list(db.session.scalars(sa.select(Claim).where(Claim.case_id == case.id).order_by(Claim.id)))


def standing_of(person_id: int, last_word: datetime | None) -> str:
    """One of `helper_reliability.STANDINGS`, by leases run out and disputes since a moderator spoke to the helper.

    Disputes are weighed by who disputes, see `trusted_confirmations`.

    Those of an erased account of the same phone count as if they were this one's.
    """
    since = _since(last_word)
    person = db.session.get_one(Person, person_id)
    earlier = [one.kind for one in phone_marks.of(person.phone_hash, *helper_reliability.POINTS) if one.at > since]
    found = Counter([kind for kind, _at in lapses_and_disputes(person_id, last_word)] + earlier)
    return helper_reliability.standing(found["lapse"], found["dispute"], found["alarm"])


def lapses_and_disputes(person_id: int, last_word: datetime | None) -> list[tuple[str, datetime]]:
    """The events that still count against a helper: "lapse" or "dispute", and the moment."""
    now, since = clock.now(), _since(last_word)
    lapsed = sa.and_(sa.or_(Claim.ran_out(now), Claim.end == ClaimEnd.LAPSED), Claim.until > since)
    # A helper never let in could not go, so a lease that ran out does not count against them. Nor does a run's end.
    mine = sa.and_(
        Claim.person_id == person_id, Claim.allowed_at.is_not(None), Claim.run.is_(None), scope.real(Claim.case_id)
    )
    lapses = db.session.scalars(sa.select(Claim.until).where(mine, lapsed))
    return [("lapse", at) for at in lapses] + [
        ("dispute", at) for at in trusted_confirmations.disputes(person_id, since)
    ]


def _since(last_word: datetime | None) -> datetime:
    return max(clock.now() - timedelta(days=helper_reliability.DAYS), last_word or db.EPOCH)


def has_held(case: Case, person_id: int) -> bool:
    """Whether somebody ever took this case."""
    statement = sa.select(Claim.id).where(Claim.case_id == case.id, Claim.person_id == person_id).limit(1)
    return db.session.scalar(statement) is not None


def has_helped(person_id: int) -> bool:
    """Whether a helper ever brought anything: the own word is enough, unless somebody objected."""
    statement = (
        sa.select(Claim.id)
        .where(
            Claim.person_id == person_id, Claim.end.in_((ClaimEnd.HELPED, ClaimEnd.PARTLY)), scope.real(Claim.case_id)
        )
        .limit(1)
    )
    return db.session.scalar(statement) is not None


def history(case: Case) -> list[CaseEvent]:
    """All that happened to a case, oldest first."""
    return list(db.session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


def reminders(case: Case) -> list[Reminder]:
    """When the requester was asked whether it is still so, oldest first."""
    return list(db.session.scalars(sa.select(Reminder).where(Reminder.case_id == case.id).order_by(Reminder.id)))


def disclosures(case: Case) -> list[Disclosure]:
    """The showings of a case's contact, newest first."""
    statement = sa.select(Disclosure).where(Disclosure.case_id == case.id).order_by(Disclosure.id.desc())
    return list(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Shown:
    """One request whose contact an account was shown."""

    code: str
    role: str
    first: datetime
    last: datetime
    times: int
    wiped_at: datetime | None


def shown_to(person_id: int, since: datetime | None = None) -> list[Shown]:
    """Whose contact this person was shown, the first first: the answer to "whose data was touched"."""
    at = Disclosure.at
    first = sa.func.min(at, type_=db.Moment())
    statement = (
        sa.select(
            Case.public_id, sa.func.min(Disclosure.role), first, sa.func.max(at, type_=db.Moment()), sa.func.count(),
            CaseSecret.wiped_at,
        )
        .join(Case, Case.id == Disclosure.case_id)
        .join(CaseSecret, CaseSecret.case_id == Case.id)
        .where(Disclosure.person_id == person_id, at >= (since or db.EPOCH))
        .group_by(Case.public_id, CaseSecret.wiped_at)
        .order_by(first)
    )  # fmt: skip
    return [Shown(*row) for row in db.session.execute(statement)]
