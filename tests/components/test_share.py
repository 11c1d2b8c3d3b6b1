"""The share bar: woven is helped, laid is taken, loose is still needed."""

import re

from tests.components.conftest import Piece


def test_each_strand_is_as_wide_as_its_part(piece: Piece) -> None:
    said = piece("share", "share", 24, 12, 98, "low")
    pieces = re.findall(r'x="(\d+)%" width="(\d+)%" height="100%" fill="url\(#(\w+)\)"', said)
    assert pieces == [("0", "18", "woven"), ("18", "9", "laid"), ("27", "73", "loose")]
    assert 'class="share low"' in said and 'aria-hidden="true"' in said


def test_what_is_nothing_has_no_strand(piece: Piece) -> None:
    assert "<rect" not in piece("share", "share", 0, 0, 0)
    assert piece("share", "share", 5, 0, 0).count("<rect") == 1


def test_the_strands_have_the_names_that_bars_and_charts_use(piece: Piece) -> None:
    assert re.findall(r'<pattern id="(\w+)"', piece("share", "strands")) == ["woven", "laid", "loose", "hatched"]
