"""An address puts a table in order; what it asks wrongly is taken for the usual."""

import pytest

from connect.web.pages.tables import sorting

COLUMNS = {"need": True, "place": False}
ROWS = [("b", 2), ("a", 2), ("c", None), ("d", 9)]
KEYS = {"need": lambda row: row[1], "place": lambda row: row[0]}


@pytest.mark.parametrize(
    ("asked", "column", "descending"),
    [
        ({}, "need", True),
        ({"sort": "place"}, "place", False),
        ({"sort": "place", "order": "desc"}, "place", True),
        ({"sort": "need", "order": "asc"}, "need", False),
        ({"sort": "phone; DROP TABLE", "order": "asc"}, "need", True),
        ({"sort": "place", "order": "sideways"}, "place", False),
        ({"order": "asc"}, "need", True),
    ],
)
def test_what_an_address_asks_for(asked: dict[str, str], column: str, descending: bool) -> None:
    order = sorting.read(asked, COLUMNS)
    assert (order.column, order.descending) == (column, descending)


def test_rows_without_a_value_are_last_and_those_alike_by_name() -> None:
    down, up = (sorting.read({"sort": "need", "order": way}, COLUMNS) for way in ("desc", "asc"))
    assert [row[0] for row in down.put(ROWS, KEYS, KEYS["place"])] == ["d", "a", "b", "c"]
    assert [row[0] for row in up.put(ROWS, KEYS, KEYS["place"])] == ["a", "b", "d", "c"]


def test_the_usual_order_needs_no_arguments() -> None:
    assert sorting.read({}, COLUMNS).here == {}
    assert sorting.read({"sort": "place"}, COLUMNS).here == {"sort": "place", "order": "asc"}


@pytest.mark.parametrize("junk", ["0", "-1", "2.5", "²", "99999", "x", "", "1e3", " 2"])
def test_junk_is_the_first_page(junk: str) -> None:
    assert sorting.page_number({"page": junk}) == 1
    assert sorting.page_number({"page": "7"}) == 7
