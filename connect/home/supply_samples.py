"""Invented supply points and a search for them, for /design."""

from types import SimpleNamespace
from typing import Any

from connect.supplies import goods, words


def samples(long: str, code: str, place: str) -> dict[str, Any]:
    """A search with something chosen, and a card in each of its states."""
    search = SimpleNamespace(
        args=lambda **_over: {}, area=None, cell=31, item="rice", within_km=5, open_now=True, delivers=False,
        free=False, verified=True, pay="cash", kind="", name="", is_folded=False,
    )  # fmt: skip
    states = (("done", "Mở đến 18:00"), ("ready", "Mở đến 11:00"), ("wait", "Mở lại 6:00 ngày mai"))
    return {
        "supply_search": search, "supply_pays": words.PAYS, "goods_on_offer": goods.offered()[:2],
        "supply_rows": [
            SimpleNamespace(
                public_id=code, known=True, name=long, kind="Tạp hoá", place=place, distance="1,1 km",
                exact=tone != "wait", verified=tone == "done", delivers=tone == "ready", pays=("Tiền mặt", "Thẻ"),
                hours=SimpleNamespace(tone=tone, text=text), age="3 ngày trước", more=2,
                goods=() if tone == "wait" else _goods(),
            )
            for tone, text in states
        ],
    }  # fmt: skip


def _goods() -> tuple[SimpleNamespace, ...]:
    told = (
        ("done", "còn nhiều"),
        ("ready", "nghe nói còn"),
        ("wait", "không rõ còn không"),
        ("need", "hết, theo người mua"),
    )
    return tuple(
        SimpleNamespace(
            name="Gạo", icon="bowl", price="22.000 đ / kg" if tone != "wait" else "",
            told=SimpleNamespace(words=words_, tone=tone, age="nói 3 giờ trước"),
        )
        for tone, words_ in told
    )  # fmt: skip
