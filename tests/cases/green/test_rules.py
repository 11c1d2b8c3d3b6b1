"""The share of an area, in whole percents that never say more than is true."""

import pytest

from connect.cases.green.rules import Shade, Totals, share


@pytest.mark.parametrize(
    ("waiting", "being_helped", "helped", "percent", "shade"),
    [
        (0, 0, 0, None, Shade.NONE),
        (0, 0, 4, None, Shade.FEW),
        (4, 0, 0, None, Shade.FEW),
        (5, 0, 0, 0, Shade.BEGUN),
        (0, 5, 0, 0, Shade.BEGUN),
        (999, 0, 1, 1, Shade.BEGUN),
        (75, 0, 25, 25, Shade.GROWING),
        (25, 25, 50, 50, Shade.MORE),
        (1, 0, 3, None, Shade.FEW),
        (2, 0, 6, 75, Shade.MOST),
        (1, 0, 999, 99, Shade.MOST),
        (0, 1, 999, 99, Shade.MOST),
        (0, 0, 5, 100, Shade.ALL),
    ],
)
def test_a_share_is_whole_only_where_none_is_left(
    waiting: int, being_helped: int, helped: int, percent: int | None, shade: Shade
) -> None:
    found = Totals(waiting, being_helped, helped)
    assert (found.share, found.shade) == (percent, shade)


def test_more_help_never_makes_a_share_smaller() -> None:
    for of in range(5, 60):
        shares = [share(helped, of) for helped in range(of + 1)]
        assert shares == sorted(shares)
        assert shares.count(100) == 1
