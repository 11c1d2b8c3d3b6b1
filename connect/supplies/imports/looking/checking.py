"""Looking at rows: what each is, against the points that are there; nothing is written but what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from connect import geo
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.queries import Place
from connect.errors import RuleBroken
from connect.supplies.goods import is_known
from connect.supplies.hours import expression
from connect.supplies.imports import queries, rules
from connect.supplies.imports.looking import known
from connect.supplies.imports.looking.known import Known, There, Wanted
from connect.supplies.imports.models import Decision, Outcome, SupplyImport
from connect.supplies.imports.queries import Said
from connect.supplies.imports.rules import Row, Trouble
from connect.supplies.models import phone_mark
from connect.supplies.registering.actions import Facts, TooFar, Where, check_place, columns_of
from connect.text import folded


@dataclass(slots=True)
class Found:
    """An outcome of a row; `row`, `where` and `wanted` are None where it is bad, `point` where it is new."""

    number: int
    outcome: Outcome
    troubles: list[Trouble]
    row: Row | None = None
    where: Where | None = None
    wanted: Wanted | None = None
    point: There | None = None

    @property
    def mark(self) -> str | None:
        """The mark of its phone."""
        return self.wanted.mark if self.wanted else None


def look(of: SupplyImport, rows: Sequence[Said]) -> list[Found]:
    """The outcome of rows as things are now, in their order."""
    read = [_read(of, one) for one in rows]
    there = Known(of.source, [one.wanted for one in read if one.wanted])
    for said, one in zip(rows, read, strict=True):
        if one.wanted:
            _match(of, one, there, one.wanted, said.decision)
    _compare(of, [one for one in read if one.point is not None])
    return read


def refuse_twice(of: SupplyImport, found: Sequence[Found]) -> None:
    """Makes bad what has the outside id of an earlier row: which of the two holds nobody can tell."""
    ids = {one.row.outside_id for one in found if one.row and one.row.outside_id}
    first = queries.earlier(of, ids, found[0].number) if ids else {}
    for one in found:
        if one.row and one.row.outside_id and first.setdefault(one.row.outside_id, one.number) != one.number:
            one.outcome, one.point = Outcome.BAD, None
            one.troubles.append(Trouble("outside_id", "twice", {"row": first[one.row.outside_id]}))


def _read(of: SupplyImport, kept: Said) -> Found:
    row, troubles = rules.read(kept.cells, of.columns)
    if row is None:
        return Found(kept.number, Outcome.BAD, troubles)
    troubles += [Trouble("goods", "goods", {"said": item}) for item in row.goods if not is_known(item)]
    where = None
    try:
        where = _where(row, of.area.path)
        check_place(where)
    except TooFar:
        troubles.append(Trouble("lat", "too_far", _far(where)))
    except RuleBroken as error:
        troubles.append(Trouble("ward", str(error), {"said": row.ward[:60]}))
    if troubles or where is None:
        return Found(kept.number, Outcome.BAD, troubles)
    return Found(kept.number, Outcome.NEW, [], row, where, _wanted(row, where))


def _far(where: Where | None) -> dict[str, Any]:
    if where is None:
        return {}
    return {"km": round(geo.distance_m(where.point, where.ward.point) / 1000), "ward": where.ward.name}


def _where(row: Row, scope: str) -> Where:
    """Where a row is; RuleBroken with a code: ward, wards, outside."""
    ward = _ward(row.ward, scope) if row.ward else areas.ward_at(row.pin) if row.pin else None
    if ward is None or not areas.is_within(ward, scope):
        raise RuleBroken("outside")
    return Where(row.pin or ward.point, ward, exact=row.pin is not None)


@lru_cache(maxsize=4096)
def _ward(said: str, scope: str) -> Place:
    """The one ward that is meant, by its code or its name."""
    if (place := areas.place_of(said)) is not None:
        return place
    inside = areas.place_of(scope.strip("/").split("/")[-1])
    hits = [one.place for one in lookup.named(said, inside)] if inside else []
    hits = [one for one in hits if one.kind in ("ward", "commune", "special_zone")]
    if len(hits) != 1:
        raise RuleBroken("wards" if hits else "ward")
    return hits[0]


def _wanted(row: Row, where: Where) -> Wanted:
    name = folded(" ".join(filter(None, (row.name, row.market))))[:220]
    return Wanted(row.outside_id, phone_mark(row.phone) if row.phone else None, name, where.point)


def _match(of: SupplyImport, found: Found, there: Known, wanted: Wanted, decision: Decision | None) -> None:
    if (sure := there.sure(wanted)) is not None:
        found.point, found.outcome = sure, Outcome.CHANGE
        return
    likely = there.likely(wanted)
    same = next((one for one in likely if is_same(of, one, found)), None)
    if same is not None:
        found.point, found.outcome = same, Outcome.CHANGE
    elif likely and decision is not Decision.OTHER:
        outcomes = {Decision.SAME: Outcome.CHANGE, Decision.LEAVE: Outcome.LEFT, None: Outcome.DOUBT}
        found.point, found.outcome = likely[0], outcomes[decision]


def _compare(of: SupplyImport, found: Sequence[Found]) -> None:
    """Of rows whose point is there: the same, changed, or somebody else's."""
    changing = [one for one in found if one.outcome == Outcome.CHANGE and one.point]
    kept = known.stock([one.point.id for one in changing if one.point])
    for one in changing:
        point = one.point
        assert point is not None  # noqa: S101 - for the type checker
        if is_same(of, point, one) and _has(kept[point.id], one.row):
            one.outcome = Outcome.SAME
        elif point.owner_id is not None:
            one.outcome = Outcome.OWNED


def is_same(of: SupplyImport, point: There, found: Found) -> bool:
    """Whether a point's facts are as the row says, in the columns that the file has."""
    return not changed(of, point, found)


def changed(of: SupplyImport, point: There, found: Found) -> dict[str, Any]:
    """The columns of a point that a row changes, of those that the file has."""
    row, where = found.row, found.where
    assert row is not None and where is not None  # noqa: S101 - for the type checker
    told = columns_of(facts_of(row), where, point)
    left = _left(of.columns)
    new = {name: value for name, value in told.items() if name not in left and getattr(point, name) != value}
    if "phone" in of.columns and point.phone_hash != found.mark:
        new["phone_hash"] = found.mark
    if "opening_hours" in of.columns and point.hours != (expression.written(row.hours) if row.hours else ""):
        new["hours"] = row.hours
    if row.outside_id and (point.source, point.outside_id) != (of.source, row.outside_id):
        new |= {"source": of.source, "outside_id": row.outside_id}
    return new


def _left(columns: Mapping[str, int]) -> set[str]:
    """Columns of a point that a file without such a column leaves as they are."""
    left = {"organization_id"}
    for column, names in (
        ("market", ("market",)), ("address", ("address",)), ("phone", ("phone_shown",)), ("pays", ("pays",)),
        ("phone_shown", ("phone_shown",)), ("delivers_km", ("delivers", "delivers_m")),
        ("lat", ("lat", "lon", "cell", "cell_res", "exact", "address", "area_id")),
    ):  # fmt: skip
        left |= set(names) if column not in columns else set()
    return left


def _has(there: known.Stock, row: Row | None) -> bool:
    told = row.goods.items() if row else ()
    return all(there.get(item) == (said.level, said.price, said.per) for item, said in told)


def facts_of(row: Row) -> Facts:
    """The facts of a point that a row tells."""
    return Facts(
        kind=row.kind, name=row.name, market=row.market or None, address=row.address or None, phone=row.phone,
        phone_shown=row.phone_shown, delivers=row.delivers, delivers_m=row.delivers_m, pays=row.pays,
    )  # fmt: skip
