"""Reading offers: the giver's own, those of an area, and those that fit a case."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.models import Case
from connect.cases.queries import FARTHEST_M, Card, Filters, cards, nearby
from connect.errors import NotFound
from connect.incidents import kinds
from connect.nearby import search
from connect.nearby.source import Row, Source
from connect.offers import rules
from connect.offers.models import LISTED_SQL, Offer, OfferEvent, OfferSecret
from connect.offers.rules import State
from connect.text import folded

PAGE = 20
NEEDS = 8  # cases that a giver is shown at once
FITTING, LOOKED_AT, LOOKS = 5, 40, 4  # offers beside a case; rows a look, looks at most

OPEN_OFFERS = Source(
    table="offers",
    index="ix_offers_nearby",
    listed=LISTED_SQL,
    filters="clock_at > :now AND kinds & :kinds <> 0 AND stock > 0",
    order=("confirmed_at DESC", "public_id"),
    columns=("id", "public_id", "confirmed_at", "within_m", "area_id", "lat", "lon"),
)


def of_person(person: Person) -> list[Offer]:
    """Somebody's own offers: those that have not ended first, each sort the newest first."""
    mine = sa.select(Offer).where(Offer.person_id == person.id)
    ended_last = sa.case((Offer.state == State.ENDED, 1), else_=0)
    return list(db.session.scalars(mine.order_by(ended_last, Offer.id.desc()).limit(100)))


def own(person: Person, public_id: str) -> Offer:
    """An offer of this person, or NotFound."""
    offer = _by_public_id(public_id)
    if offer.person_id != person.id:
        raise NotFound
    return offer


def seen_by(person: Person, public_id: str) -> Offer:
    """An offer as its giver or a moderator of its area may see it; NotFound for everybody else."""
    offer = _by_public_id(public_id)
    moderates = account_rules.holds(person.roles, RoleName.MODERATOR, offer.area.path)
    if offer.person_id != person.id and not moderates:
        raise NotFound
    return offer


def _by_public_id(public_id: str) -> Offer:
    offer = db.session.scalar(sa.select(Offer).where(Offer.public_id == public_id))
    if offer is None:
        raise NotFound
    return offer


def secret_of(offer: Offer) -> OfferSecret | None:
    """The sealed half, for its giver; None once it was deleted."""
    return db.session.get(OfferSecret, offer.id)


def history(offer: Offer) -> list[OfferEvent]:
    """All that happened to an offer, newest first."""
    mine = sa.select(OfferEvent).where(OfferEvent.offer_id == offer.id)
    return list(db.session.scalars(mine.order_by(OfferEvent.id.desc()).limit(50)))


def counts(person_id: int, since: datetime) -> tuple[int, int]:
    """How many of somebody's offers have not ended, and how many were made since a moment."""
    mine = sa.select(sa.func.count()).where(Offer.person_id == person_id)
    living = mine.where(Offer.state.in_(rules.NOT_ENDED))
    return db.session.scalar(living) or 0, db.session.scalar(mine.where(Offer.created_at > since)) or 0


# --- Who needs this ---------------------------------------------------------------------------------------


def needs_near(offer: Offer) -> list[Card]:
    """The cases around the cell of an offer that ask for its kinds: the one query of list and map."""
    return cards(nearby(offer.centre, Filters(kinds=offer.kinds, within_m=offer.within_m), limit=NEEDS))


# --- Moderators -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Only:
    """The part of the offers of an area that a moderator looks at: one kind of help, one ward, all states or the open.

    `ward`: the code of one ward; empty: all of the moderator's areas.
    """

    kind: str = ""
    every: bool = False
    ward: str = ""


def of_area(moderator: Person, only: Only, after: tuple[datetime, int] | None = None) -> list[Offer]:
    """The offers of a moderator's areas, the latest confirmed first; one more than fits a page."""
    statement = sa.select(Offer).where(*_of(moderator, only))
    if only.ward:
        statement = statement.where(Offer.area_id == areas.get(only.ward).id)
    if after is not None:
        statement = statement.where(db.beyond((Offer.confirmed_at, Offer.id), after, descending=True))
    return list(db.session.scalars(statement.order_by(Offer.confirmed_at.desc(), Offer.id.desc()).limit(PAGE + 1)))


def wards(moderator: Person, only: Only) -> list[tuple[Place, int]]:
    """The wards in which such offers are, whatever ward was chosen, each with how many; in the order of their names."""
    counted = sa.select(Offer.area_id, sa.func.count()).where(*_of(moderator, only)).group_by(Offer.area_id)
    found = [(areas.by_id(area_id), number) for area_id, number in db.session.execute(counted)]
    return sorted(found, key=lambda one: folded(one[0].name))


def _of(moderator: Person, only: Only) -> list[sa.ColumnElement[bool]]:
    """The conditions of `Only`, but for its ward."""
    found: list[sa.ColumnElement[bool]] = [Offer.area_id.in_(accounts.areas_of(moderator, RoleName.MODERATOR))]
    if not only.every:
        found += [Offer.state == State.OPEN, Offer.clock_at > clock.now()]
    if only.kind:
        found.append(Offer.kinds.op("&")(kinds.mask_of({only.kind})) != 0)
    return found


def key_of(signed: Sequence[Any]) -> tuple[datetime, int]:
    """Where a page ended, as its link said it."""
    return datetime.fromisoformat(signed[0]), int(signed[1])


@dataclass(frozen=True, slots=True)
class Fitting:
    """An offer beside a case, and how far its cell is from that of the case, in metres."""

    offer: Offer
    distance_m: float


def fitting(case: Case, moderator: Person) -> list[Fitting]:
    """The open offers nearest to a case that give what it asks for and reach that far, in the moderator's areas."""
    scopes = accounts.scopes(moderator, RoleName.MODERATOR)
    found: list[tuple[int, float]] = []
    last = None
    for _look in range(LOOKS):
        rows = search.search(
            OPEN_OFFERS, case.centre, within_m=FARTHEST_M, limit=LOOKED_AT, after=last,
            values={"now": clock.now(), "kinds": case.kinds},
        )  # fmt: skip
        found += [(row[0], row[-1]) for row in rows if _reaches(row, scopes)]
        if len(rows) < LOOKED_AT or len(found) >= FITTING:
            break
        last = search.After(rows[-1][-1], (db.Reader.moment_of(rows[-1][2]), rows[-1][1]))
    offers = _by_ids([number for number, _d2 in found[:FITTING]])
    return [Fitting(offers[number], math.sqrt(d2)) for number, d2 in found[:FITTING] if number in offers]


def _reaches(row: Row, scopes: Sequence[str]) -> bool:
    """Whether an offer reaches as far as it was found, and lies in one of the areas."""
    _number, _code, _confirmed, within_m, area_id, *_place, d2 = row
    return bool(d2 <= within_m**2) and any(account_rules.covers(one, areas.by_id(area_id).path) for one in scopes)


def _by_ids(ids: Sequence[int]) -> dict[int, Offer]:
    return {one.id: one for one in db.session.scalars(sa.select(Offer).where(Offer.id.in_(ids)))} if ids else {}
