"""What is near, and the plain look-ups of cases. `nearby` is the one query: list, map and feeds call it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from connect import clock, config, db, geo
from connect.cases import kinds as kinds_data, rules, standing
from connect.cases.models import GUARDED_SQL, LISTED_SQL, Case, CaseEvent, CaseSecret, Claim, Disclosure, Reminder
from connect.errors import NotFound
from connect.ids import digest

FARTHEST_M = 50_000
_TIMES = {"now": db.Moment(), "waiting_before": db.Moment(), "after_since": db.Moment()}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the viewer wants to see: groups as a bitmask, radius in metres, least urgency, waiting since before."""

    kinds: int = kinds_data.ALL
    within_m: int = 10_000
    urgency: int = 0
    waiting_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One case of the answer, with the keys that put it where it stands."""

    id: int
    public_id: str
    kinds: int
    urgency: int
    waiting_since: datetime
    lat: float
    lon: float
    d2: float

    @property
    def distance_m(self) -> float:
        """From the centre of the viewer's cell to the centre of the case's cell."""
        return math.sqrt(self.d2)


def nearby(centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None) -> list[Found]:
    """The available cases nearest to a place: by distance of cells, then urgency, then waiting time.

    The centre is snapped to its cell here, so that no caller can forget it. `after` is the last case of the
    page before. Never one big radius: the first is what the counts per cell promise, then it widens until
    enough are found.
    """
    cell = geo.cell_of(centre)
    around = geo.metric(geo.centre_of(cell))
    within = min(filters.within_m, FARTHEST_M)
    radius = min(within, max(_promised_m(cell, filters, limit), 1.3 * after.distance_m if after else 0))
    while True:
        found = _search(around, radius, filters, limit, after)
        if len(found) >= limit or radius >= within:
            return found
        radius = min(within, radius * max(1.6, min(4.0, 1.3 * math.sqrt(limit / max(1, len(found))))))


def _promised_m(cell: int, filters: Filters, limit: int) -> float:
    """A radius in metres that the counts of the cells around promise to hold enough."""
    values: dict[str, object] = {"kinds": filters.kinds, "urgency": filters.urgency}
    for res in _PROMISING:
        cells = geo.rings(geo.parent_of(cell, res), 1)
        values |= {f"c{res}_{n}": cells[min(n, len(cells) - 1)] for n in range(_IN_A_RING)}
    sums = {res: int(n) for res, n in db.session.execute(_promised_sql(), values)}
    enough = [res for res, n in sums.items() if n >= limit]
    return 1.5 * geo.spacing_m(max(enough)) if enough else float(FARTHEST_M)


_PROMISING = range(3, geo.FINEST + 1)
_IN_A_RING = 7  # a cell and its neighbours; a pentagon has one less


@lru_cache(maxsize=1)
def _promised_sql() -> sa.TextClause:
    """The statement of `_promised_m`, as text that is parsed once: building it took longer than its answer."""
    rings = " OR ".join(
        f"res = {res} AND cell IN ({', '.join(f':c{res}_{n}' for n in range(_IN_A_RING))})" for res in _PROMISING
    )
    return sa.text(
        f"SELECT res, sum(n) FROM cell_counts WHERE ({rings}) "  # nosec B608 # noqa: S608 - made of constants; every value is bound
        "AND colour = 'need' AND kinds & :kinds <> 0 AND urgency >= :urgency GROUP BY res"
    )


def _search(around: geo.Metric, radius: float, filters: Filters, limit: int, after: Found | None) -> list[Found]:
    ranges = geo.cover_of_disk(around.at, radius)
    values: dict[str, object] = {
        "lat": around.at.lat, "lon": around.at.lon, "kx": around.kx, "ky": around.ky, "shrink": around.shrink,
        "r2": radius * radius, "now": clock.now(), "kinds": filters.kinds, "urgency": filters.urgency, "limit": limit,
    }  # fmt: skip
    values |= range_values(ranges)
    if filters.waiting_before:
        values["waiting_before"] = filters.waiting_before
    if after:
        values |= {"after_d2": after.d2, "after_urgency": after.urgency,
                   "after_since": after.waiting_since, "after_id": after.public_id}  # fmt: skip
    statement = nearby_sql(len(ranges), filters.waiting_before is not None, after is not None, listed_cases())
    return [Found(**row) for row in db.session.execute(statement, values).mappings()]


def listed_cases() -> str:
    """The cases as a table expression that the partial index answers.

    SQLite without statistics takes the index on the state instead, and walks all open cases; so it is told.
    """
    return "cases AS c" if db.is_postgres() else "cases AS c INDEXED BY ix_cases_nearby"


@lru_cache(maxsize=256)
def nearby_sql(ranges: int, waiting: bool, paged: bool, listed: str) -> sa.TextualSelect:
    """The statement of `nearby`, for so many ranges. Its text depends on its shape only, so it is parsed once.

    CROSS JOIN keeps the ranges outside, each a walk on the partial index, which covers every column but
    none of a lease that runs. The distance is the local metric of `geo.metric`.
    """
    dlat, east = "(c.lat - :lat)", "((c.lon - :lon) * :kx * (1.0 - :shrink * (c.lat - :lat)))"
    text = f"""
        WITH {ranges_sql(ranges)},
        near AS (
            SELECT c.id, c.public_id, c.kinds, c.urgency, c.waiting_since, c.lat, c.lon,
                {dlat} * :ky * {dlat} * :ky + {east} * {east} AS d2
            FROM ranges CROSS JOIN {listed}
            WHERE c.cell BETWEEN ranges.low AND ranges.high
                AND c.{LISTED_SQL} AND c.free_at <= :now
                AND c.kinds & :kinds <> 0 AND c.urgency >= :urgency
                {"AND c.waiting_since <= :waiting_before" if waiting else ""}
        )
        SELECT * FROM near WHERE d2 <= :r2 {_AFTER if paged else ""}
        ORDER BY d2, urgency DESC, waiting_since, public_id LIMIT :limit
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
    names = [name for name in _TIMES if f":{name}" in text]
    bound = sa.text(text).bindparams(*(sa.bindparam(name, type_=_TIMES[name]) for name in names))
    return bound.columns(waiting_since=db.Moment())


def ranges_sql(number: int) -> str:
    """So many ranges of cells as a common table expression, to be crossed with what has an index on its cell.

    An OR of as many BETWEENs would have SQLite walk the whole index.
    """
    rows = ", ".join(f"(CAST(:low{n} AS BIGINT), CAST(:high{n} AS BIGINT))" for n in range(number))
    return f"ranges (low, high) AS (VALUES {rows})"


def range_values(ranges: Sequence[tuple[int, int]]) -> dict[str, object]:
    """The values that `ranges_sql` waits for."""
    lows: dict[str, object] = {f"low{n}": low for n, (low, _) in enumerate(ranges)}
    return lows | {f"high{n}": high for n, (_, high) in enumerate(ranges)}


_AFTER = """AND (d2 > :after_d2 OR d2 = :after_d2 AND (urgency < :after_urgency OR urgency = :after_urgency AND (
    waiting_since > :after_since OR waiting_since = :after_since AND public_id > :after_id)))"""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card of the list shows: public columns only."""

    found: Found
    area_id: int
    people: int
    given: int
    wants: tuple[tuple[str, int], ...]  # item, how many are still wanted
    silent: datetime | None  # since when nobody confirmed it, once that is long


def cards(found: Sequence[Found]) -> list[Card]:
    """The found cases with what their cards show, in two queries however many there are."""
    ids = [one.id for one in found]
    public = sa.text("SELECT id, area_id, people, given, clock_at FROM cases WHERE id IN :ids")
    typed = public.bindparams(sa.bindparam("ids", expanding=True)).columns(clock_at=db.Moment())
    facts = db.session.execute(typed, {"ids": ids})
    by_id = {row.id: row for row in facts}
    wants: dict[int, list[tuple[str, int]]] = {}
    needs = sa.text(
        "SELECT case_id, item, quantity - given AS rest FROM needs "
        "WHERE case_id IN :ids AND quantity > given ORDER BY id"
    ).bindparams(sa.bindparam("ids", expanding=True))
    for row in db.session.execute(needs, {"ids": ids}):
        wants.setdefault(row.case_id, []).append((row.item, row.rest))
    return [
        Card(
            one, by_id[one.id].area_id, by_id[one.id].people, by_id[one.id].given, tuple(wants.get(one.id, ())),
            silent_since("open", by_id[one.id].clock_at),
        )
        for one in found
        if one.id in by_id
    ]  # fmt: skip


def silent_since(shown_state: str, clock_at: datetime) -> datetime | None:
    """Since when nobody confirmed a case, once half of its freshness has passed; None while it is fresh."""
    fresh = timedelta(seconds=config.current().fresh_s)
    return rules.silent_since(shown_state, clock_at, clock.now(), fresh)


def without_ids(found: Found) -> Found:
    """The case without its inner number, as it may travel in a cursor."""
    return replace(found, id=0)


def guarded(limit: int = 100) -> list[Case]:
    """The available cases that only checked organisations see: the most urgent first, then the longest waiting."""
    statement = sa.select(Case).where(sa.text(GUARDED_SQL), Case.free_at <= clock.now())
    return list(db.session.scalars(statement.order_by(Case.urgency.desc(), Case.waiting_since).limit(limit)))


# --- Look-ups ---------------------------------------------------------------------------------------------


def by_public_id(public_id: str) -> Case:
    """The case of an address, or NotFound. Whether the viewer may know of it is for `rules.view_of`."""
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id))
    if case is None:
        raise NotFound
    return case


def by_token(token: str) -> Case:
    """The case whose requester's link this is, or NotFound."""
    statement = sa.select(Case).join(CaseSecret, CaseSecret.case_id == Case.id)
    case = db.session.scalar(statement.where(CaseSecret.token_hash == digest(token)))
    if case is None:
        raise NotFound
    return case


def live_claim(case: Case) -> Claim | None:
    """The claim that holds or last held the case and was not ended; its lease may be over."""
    return db.session.scalar(sa.select(Claim).where(Claim.case_id == case.id, Claim.ended_at.is_(None)))


def open_claims(person_id: int) -> list[Claim]:
    """The cases a helper holds at this moment, the soonest ending first."""
    statement = sa.select(Claim).where(
        Claim.person_id == person_id, Claim.ended_at.is_(None), Claim.until > clock.now()
    )
    return list(db.session.scalars(statement.order_by(Claim.until)))


def open_claims_count(person_id: int) -> int:
    """How many cases a helper holds at this moment."""
    statement = sa.select(sa.func.count()).where(
        Claim.person_id == person_id, Claim.ended_at.is_(None), Claim.until > clock.now()
    )
    return db.session.scalar(statement) or 0


def past_claims(person_id: int, limit: int = 20) -> list[Claim]:
    """What a helper did before, newest first; leases that ran out count as past."""
    statement = sa.select(Claim).where(
        Claim.person_id == person_id, sa.or_(Claim.ended_at.is_not(None), Claim.until <= clock.now())
    )
    return list(db.session.scalars(statement.order_by(Claim.id.desc()).limit(limit)))


def claims(case: Case) -> list[Claim]:
    """Everybody who ever took this case, the first first."""
    return list(db.session.scalars(sa.select(Claim).where(Claim.case_id == case.id).order_by(Claim.id)))


def standing_of(person_id: int, last_word: datetime | None) -> str:
    """How somebody stands, of `standing.STANDINGS`, by leases run out and disputes since the last word with her."""
    now = clock.now()
    since = max(now - timedelta(days=standing.DAYS), last_word or db.EPOCH)
    over = sa.and_(Claim.ended_at.is_(None), Claim.until <= now, Claim.until > since)
    lapsed = sa.or_(over, sa.and_(Claim.end == "lapsed", Claim.until > since))
    disputed = sa.and_(Claim.end == "disputed", Claim.ended_at > since)
    counted = [sa.func.coalesce(sa.func.sum(sa.case((one, 1), else_=0)), 0) for one in (lapsed, disputed)]
    lapses, disputes = db.session.execute(sa.select(*counted).where(Claim.person_id == person_id)).one()
    return standing.standing(int(lapses), int(disputes))


def has_held(case: Case, person_id: int) -> bool:
    """Whether somebody ever took this case."""
    statement = sa.select(Claim.id).where(Claim.case_id == case.id, Claim.person_id == person_id).limit(1)
    return db.session.scalar(statement) is not None


def has_helped(person_id: int) -> bool:
    """Whether somebody ever brought anything, by her own word and nobody's objection."""
    statement = sa.select(Claim.id).where(Claim.person_id == person_id, Claim.end.in_(("helped", "partly"))).limit(1)
    return db.session.scalar(statement) is not None


def history(case: Case) -> list[CaseEvent]:
    """All that happened to a case, oldest first."""
    return list(db.session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


def reminders(case: Case) -> list[Reminder]:
    """When the requester was asked whether it is still so, oldest first."""
    return list(db.session.scalars(sa.select(Reminder).where(Reminder.case_id == case.id).order_by(Reminder.id)))


def disclosures(case: Case) -> list[Disclosure]:
    """Who was shown this contact, newest first."""
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
