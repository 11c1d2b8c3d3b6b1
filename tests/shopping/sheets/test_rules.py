"""Paper: pages, names, and what is loaded where."""

from connect.shopping.sheets import rules
from connect.shopping.sheets.rules import Load, Wanted


def test_a_page_has_twelve_stops_fewer_where_they_are_long_and_the_last_one_the_rest() -> None:
    assert [len(page) for page in rules.routes([(n, 3) for n in range(25)])] == [12, 12, 1]
    assert rules.routes([("a", 30), ("b", 12), ("c", 1), ("d", 99)]) == [["a", "b"], ["c"], ["d"]]
    assert rules.routes([]) == [] and rules.pages([1, 2, 3], 2) == [[1, 2], [3]]
    assert rules.lines_of(0, 50, 51) == 4


def test_people_are_called_by_the_last_word_of_their_name() -> None:
    assert [rules.given_name(name) for name in ("Nguyễn Thị Lan", "Lan", "")] == ["Lan", "Lan", ""]


def test_each_thing_is_loaded_at_the_first_shop_that_has_it_and_summed() -> None:
    lines = [Wanted(5, item="rice"), Wanted(10, item="rice"), Wanted(2, item="milk"), Wanted(1, item="soap"),
             Wanted(2, combo=3), Wanted(1, words="lá chuối"), *[Wanted(1, words="nến")] * 2]  # fmt: skip
    sells = {1: frozenset({"rice"}), 2: frozenset({"rice", "milk"})}
    assert rules.loads(lines, [1, 2], sells) == [
        Load(1, {"rice": 15}, {3: 2}, ("lá chuối", "2 × nến")), Load(2, {"milk": 2}, {}, ()),
        Load(None, {"soap": 1}, {}, ()),
    ]  # fmt: skip
    assert rules.loads(lines[:4], [1], {}) == [Load(1, {"rice": 15, "milk": 2, "soap": 1}, {}, ())]
    assert rules.loads(lines, [], {}) == [
        Load(None, {"rice": 15, "milk": 2, "soap": 1}, {3: 2}, ("lá chuối", "2 × nến"))
    ]
    assert rules.loads([], [1], {}) == []
