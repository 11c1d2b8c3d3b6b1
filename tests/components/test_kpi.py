"""A figure with what it counts, its shape, and two weeks of it in words."""

from tests.components.conftest import Piece


def test_a_figure_has_a_shape_words_and_a_line(piece: Piece) -> None:
    said = piece("kpi", "kpi", "2,913", "still need help", "need", "need", [1, 2], "2 days: rising", "1 more", "panel")
    assert said.startswith('<li class="kpi panel">') and "<b>2,913</b>" in said
    assert 'class="sign need"' in said and 'aria-label="2 days: rising"' in said and ">1 more</p>" in said


def test_without_days_or_a_hint_there_is_the_figure_alone(piece: Piece) -> None:
    said = piece("kpi", "kpi", "7", "wait now", "wait", "wait", [], "")
    assert "spark" not in said and said.count("<p>") == 2
