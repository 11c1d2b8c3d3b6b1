"""A listed point as one flat line of plain values: what everybody may read of it, and nothing else."""

from collections.abc import Sequence

from connect.areas import queries as areas
from connect.supplies import rules
from connect.supplies.models import SupplyGood, SupplyPoint

# Names that `imports` knows as columns: what goes out comes in again.
COLUMNS = (
    "id", "source", "outside_id", "name", "kind", "market", "address", "ward", "ward_code", "exact", "lat", "lon",
    "phone", "opening_hours", "delivers_km", "pays", "goods", "verified", "said_at",
)  # fmt: skip
Value = str | int | float | bool | None


def line(point: SupplyPoint, goods: Sequence[SupplyGood]) -> dict[str, Value]:
    """The values of a point by column. A phone only with its owner's yes; *ward only* is the centre of its cell."""
    ward = areas.by_id(point.area_id)
    return {
        "id": point.public_id, "source": point.source or "", "outside_id": point.outside_id or "", "name": point.name,
        "kind": point.kind.value, "market": point.market or "", "address": point.address or "",
        "ward": areas.label(ward), "ward_code": ward.code, "exact": point.exact, "lat": round(point.lat, 6),
        "lon": round(point.lon, 6), "phone": (point.phone or "") if point.phone_shown and point.phone_sealed else "",
        "opening_hours": point.hours, "delivers_km": _kilometres(point),
        "pays": " ".join(rules.ways_in(point.pays)), "goods": " ".join(_good(one) for one in goods),
        "verified": point.verified_at is not None, "said_at": point.said_at.isoformat(timespec="seconds"),
    }  # fmt: skip


def _kilometres(point: SupplyPoint) -> Value:
    if not point.delivers:
        return 0
    return round(point.delivers_m / 1000, 1) if point.delivers_m else ""


def _good(good: SupplyGood) -> str:
    """An item with its level and price: "rice:some:20000", "eggs:last:35000/dozen"."""
    price = "" if good.price is None else f":{good.price}" + (f"/{good.per}" if good.per else "")
    return f"{good.item}:{good.level.value}{price}"
