"""A chart has a title, a description in words, and the same as a table behind it."""

import re
from typing import Any

import pytest

from tests.components.conftest import Piece

SERIES = [("woven", "Helped", [4, 1688]), ("loose", "Needed", [40, 412])]


def bars(piece: Piece, labels: list[str], series: list[Any], text: str = "More each day.") -> str:
    return piece("chart", "bars", "days", "Day by day", text, "Helped: 4, then 1,688.", labels, "Day", series)


def test_it_is_named_and_described_for_those_who_cannot_see_it(piece: Piece) -> None:
    said = bars(piece, ["27/11", "28/11"], SERIES)
    assert 'role="img" aria-labelledby="days-t days-d"' in said
    assert '<title id="days-t">Day by day</title>' in said
    assert '<desc id="days-d">Helped: 4, then 1,688.</desc>' in said


def test_the_table_behind_it_has_every_number_the_last_day_first(piece: Piece) -> None:
    table = bars(piece, ["27/11", "28/11"], SERIES).split("<table>")[1]
    cells = re.findall(r">([\d/.,]+)</t[dh]>", table)
    assert cells == ["28/11", "1,688", "412", "27/11", "4", "40"]
    assert table.count('scope="col"') == 3


def test_series_are_told_apart_by_their_texture_and_in_a_legend(piece: Piece) -> None:
    said = bars(piece, ["27/11", "28/11"], SERIES)
    assert said.count('fill="url(#woven)"') == said.count('fill="url(#loose)"') == 3  # two bars and the legend
    assert "Helped</li>" in said and "Needed</li>" in said


def test_a_single_series_has_a_tone_and_no_legend(piece: Piece) -> None:
    said = bars(piece, ["08:00"], [("main", "Looked at", [3])])
    assert 'class="solid main"' in said and "swatch" not in said


@pytest.mark.parametrize("series", [[("woven", "Helped", [])], []])
def test_without_days_there_is_no_drawing(piece: Piece, series: list[Any]) -> None:
    assert 'class="chart"' not in bars(piece, [], series)


def test_a_quiet_fortnight_is_a_scale_without_bars(piece: Piece) -> None:
    said = bars(piece, ["27/11", "28/11"], [("woven", "Helped", [0, 0])])
    assert 'class="chart"' in said and '<rect x="' not in said


def test_a_line_ends_in_a_point(piece: Piece) -> None:
    said = piece("chart", "line", "level", "Minutes", "", "Falling.", ["1", "2"], "Day", [("main", "Minutes", [9, 3])])
    assert 'class="plot main"' in said and said.count("<circle") == 1


def test_names_cannot_become_markup(piece: Piece) -> None:
    assert "<b>" not in bars(piece, ["<b>"], [("woven", "<b>", [1])], text="<b>")
