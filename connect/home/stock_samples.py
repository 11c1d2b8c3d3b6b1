"""The invented goods of a supply point of the design page."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from connect.incidents import kinds
from connect.supplies.models import SupplyGood
from connect.supplies.rules import Level, SaidBy


def samples(now: datetime) -> dict[str, Any]:
    """All of them, by the names that the page calls them by."""
    return {
        "stock_rows": _rows(now), "stock_items": [kinds.item("rice"), kinds.item("meat")],
        "stock_form": SimpleNamespace(
            typed={"rice": SimpleNamespace(level="some", price="50", per="", limit="5")}, wrong={"meat": "2.5?"},
            odd={"rice": SimpleNamespace(price=50, per="", usual=20_000)},
        ),
    }  # fmt: skip


def _rows(now: datetime) -> list[SupplyGood]:
    told = (
        ("rice", Level.PLENTY, 20_000, 2, None), ("eggs", Level.LAST, 3_000, 30, None),
        ("noodles", Level.SOME, None, 50, None), ("milk", Level.SOME, 8_000, 80, None),
        ("meat", Level.OUT, 120_000, 4, None), ("water", Level.SOME, 6_000, 20, now - timedelta(hours=1)),
    )  # fmt: skip
    return [
        SupplyGood(
            item=item, level=level, price=price, per="", limit_each=5 if item == "rice" else None,
            said_at=now - timedelta(hours=hours), said_by=SaidBy.OWNER, buyers_out_at=out,
        )
        for item, level, price, hours, out in told
    ]  # fmt: skip
