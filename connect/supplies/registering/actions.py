"""Writing a new point, and the facts of one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db, geo
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.actions import public_place
from connect.cases.asking.public_location import place_of, sticky
from connect.cases.screening.rules import MODES
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict, RuleBroken
from connect.incidents import queries as incidents
from connect.supplies import rules, transitions
from connect.supplies.actions import Said, say_levels
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Kind, Pay, State, Verb
from connect.text import folded

USUAL = 1  # the urgency at which a point is looked at, among those of cases


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a point that its owner tells and may change. `delivers_m`: how far it brings goods, if it does."""

    kind: Kind
    name: str
    market: str | None = None
    address: str | None = None
    phone: str | None = None  # E.164
    phone_shown: bool = False
    delivers: bool = False
    delivers_m: int | None = None
    pays: tuple[Pay, ...] = (Pay.CASH,)
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A place as it was told. Not `exact`: only the centre of its cell is kept, and no address."""

    point: geo.Point
    ward: Place
    exact: bool


class TooFar(RuleBroken):
    """The pin lies so far from the ward that one of the two must be wrong."""

    def __init__(self, where: Where) -> None:
        km = round(geo.distance_m(where.point, where.ward.point) / 1000)
        super().__init__(
            _l("Is it really here? The pin is %(km)s km from %(ward)s. Move the pin, or choose another ward.", km=km,
               ward=where.ward.name)
        )  # fmt: skip


def check_place(where: Where) -> None:
    """Raises TooFar for a pin in the sea, or in another part of the country than its ward."""
    most = rules.farthest_m(where.ward.km2 or 0, where.ward.kind == "special_zone")
    if where.exact and geo.distance_m(where.point, where.ward.point) > most:
        raise TooFar(where)


def register(
    facts: Facts, where: Where, levels: Mapping[str, Said], *, by: By, person: Person | None = None, **more: Any
) -> SupplyPoint:
    """A new point: an official's is verified, any other stands as the switch of its area says.

    `more`: columns of an import, such as `source` and `outside_id`. An official's point and an import's has no owner.
    Raises RuleBroken above a limit, TooFar for a place that cannot be.
    """
    check_place(where)
    owner = person if by == By.OWNER else None
    if owner is not None:
        _require_room(owner)
        _require_member(owner, facts)
    now = clock.now()
    checked = {"verified_at": now, "verified_by_id": person.id} if by == By.OFFICIAL and person else {}
    point = SupplyPoint(
        **{"public_id": new_public_id()} | checked | more | _columns(facts, where), state=first_state(where, now, by),
        owner_id=owner.id if owner else None, said_at=now, created_at=now, changed_at=now,
    )  # fmt: skip
    point.give_phone(facts.phone)
    db.session.add(point)
    db.session.flush()
    transitions.record(point, Verb.REGISTER, by, person=person)
    return say_levels(point, levels, by, person=person) if levels else point


def first_state(where: Where, now: datetime, by: By) -> State:
    """The state in which a point begins: as the switch of shopping says how its area looks at things, else the site."""
    return State.PENDING if by == By.OWNER and are_looked_at_first(where.ward.path, now) else State.OPEN


def are_looked_at_first(path: str, now: datetime) -> bool:
    """Whether somebody looks before everybody sees what an owner tells anew in an area, by its path."""
    standing = incidents.board(path, now).get("shopping")
    mode = standing.settings.moderation if standing else None
    if mode is None:
        return config.current().supplies_first == State.PENDING
    least = MODES[mode].shown_from
    return least is None or least > USUAL


def change(
    point: SupplyPoint, facts: Facts, where: Where, by: By, *, version: int, person: Person | None = None
) -> SupplyPoint:
    """Sets the facts anew. A point that was verified is so no more when its place or name is another.

    Raises Conflict when `version` is an older one, TooFar for a place that cannot be.
    """
    check_place(where)
    point = transitions.locked(point.id)
    if point.version != version:
        raise Conflict(transitions.FASTER)
    if by == By.OWNER and person is not None:
        _require_member(person, facts)
    columns = _columns(facts, where, point)
    if by == By.OWNER and _is_other(point, columns):
        columns |= {"verified_at": None, "verified_by_id": None}
    point.give_phone(facts.phone)
    db.session.flush()
    return transitions.move(point, Verb.EDIT, by, person=person, **columns)


def _is_other(point: SupplyPoint, columns: Mapping[str, Any]) -> bool:
    moved = geo.distance_m(point.place, geo.Point(columns["lat"], columns["lon"])) > rules.MOVED_M
    return moved or point.name != columns["name"] or point.kind != columns["kind"]


class Placed(Protocol):
    """The place that a point had before, as it is kept."""

    @property
    def exact(self) -> bool:
        """Whether the place is a door, and not a cell."""

    @property
    def cell(self) -> int:
        """The cell that it lies in."""

    @property
    def cell_res(self) -> int:
        """The resolution of that cell."""


def _columns(facts: Facts, where: Where, before: Placed | None = None) -> dict[str, Any]:
    words = " ".join(filter(None, (facts.name, facts.market)))
    return _place(where, before) | {
        "kind": facts.kind, "name": facts.name, "market": facts.market, "folded": folded(words)[:220],
        "address": facts.address if where.exact else None, "phone_shown": facts.phone_shown and bool(facts.phone),
        "delivers": facts.delivers, "delivers_m": facts.delivers_m if facts.delivers else None,
        "pays": rules.pay_mask(facts.pays), "organization_id": facts.organization_id,
    }  # fmt: skip


def _place(where: Where, before: Placed | None) -> dict[str, Any]:
    """The columns of a place. *Ward only*: a cell as for a case, and the one it had if the two touch."""
    if where.exact:
        point, cell, resolution, ward_id = where.point, geo.cell_of(where.point), geo.FINEST, where.ward.id
    else:
        rough = public_place(where.point, (), guarded=False)
        if before is not None and not before.exact:
            rough = sticky(rough, [place_of(geo.parent_of(before.cell, before.cell_res))])
        point, cell, resolution = rough.centre, rough.cell, rough.resolution
        ward_id = areas.ward_at(rough.centre).id
    return {
        "exact": where.exact, "lat": point.lat, "lon": point.lon, "cell": cell, "cell_res": resolution,
        "area_id": ward_id,
    }  # fmt: skip


def _require_room(person: Person) -> None:
    """Raises RuleBroken above the limits of one account; two at once wait for one another."""
    db.hold(db.AdvisoryLock.PHONE, int(person.phone_hash[:15], 16))
    mine = sa.select(sa.func.count()).select_from(SupplyPoint).where(SupplyPoint.owner_id == person.id)
    living = db.session.scalar(mine.where(SupplyPoint.state != State.CLOSED)) or 0
    today = db.session.scalar(mine.where(SupplyPoint.created_at > clock.now() - timedelta(days=1))) or 0
    if living >= rules.MOST_LIVING:
        raise RuleBroken(_l("You have %(n)s points already. Close one of them first.", n=living))
    if today >= rules.MOST_A_DAY:
        raise RuleBroken(_l("That was enough for one day. You can register the next point tomorrow."))


def _require_member(person: Person, facts: Facts) -> None:
    mine = {one.organization_id for one in person.roles}
    if facts.organization_id is not None and facts.organization_id not in mine:
        raise RuleBroken(_l("You can register only in the name of an organisation that you belong to."))


def columns_of(facts: Facts, where: Where, before: Placed | None = None) -> dict[str, Any]:
    """The columns that facts and a place make, for rows that are compared or written in bulk."""
    return _columns(facts, where, before)
