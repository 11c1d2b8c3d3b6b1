"""Who may tell whom, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.notices import rules

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("scopes", "paths", "may"),
    [
        (["/VN/79/"], ["/VN/79/26740/"], True),
        (["/VN/79/"], ["/VN/79/"], True),
        (["/VN/79/26740/"], ["/VN/79/"], False),
        (["/VN/79/"], ["/VN/79/26740/", "/VN/01/00004/"], False),
        (["/VN/79/", "/VN/01/"], ["/VN/79/26740/", "/VN/01/00004/"], True),
        (["/VN/7/"], ["/VN/79/"], False),
        ([], ["/VN/79/"], False),
        (["/VN/"], [], False),
    ],
)
def test_an_official_tells_only_areas_she_answers_for(scopes: list[str], paths: list[str], may: bool) -> None:
    assert rules.covers(scopes, paths) is may


@pytest.mark.parametrize(
    ("start", "end", "trouble"),
    [
        (NOW, NOW + HOUR, None),
        (NOW - HOUR, NOW + HOUR, None),
        (NOW, NOW, "order"),
        (NOW + HOUR, NOW, "order"),
        (NOW - 2 * HOUR, NOW - HOUR, "past"),
        (NOW, NOW + timedelta(days=367), "long"),
    ],
)
def test_a_period_lies_ahead_in_order_and_is_not_too_long(start: datetime, end: datetime, trouble: str | None) -> None:
    assert rules.trouble_with_times(start, end, NOW) == trouble


def test_blank_lines_part_paragraphs() -> None:
    assert rules.paragraphs("a\nb\n\nc") == [["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("text", "before", "steps", "after"),
    [
        ("Mưa to.\n\n1. Kê đồ.\n2) Sạc máy.\n\nHỏi: 1022", "Mưa to.", ["Kê đồ.", "Sạc máy."], "Hỏi: 1022"),
        ("- Kê đồ.\n– Sạc máy.", "", ["Kê đồ.", "Sạc máy."], ""),
        ("Mưa to.\n- một dòng thôi", "Mưa to.\n- một dòng thôi", [], ""),
        ("20.000 nhà\n1.5 m nước", "20.000 nhà\n1.5 m nước", [], ""),
        ("1. a\n2. b\nxen\n1. c\n2. d", "", ["a", "b"], "xen\n1. c\n2. d"),
        ("", "", [], ""),
    ],
)
def test_lines_in_a_row_that_are_numbered_or_marked_are_steps(
    text: str, before: str, steps: list[str], after: str
) -> None:
    assert rules.parted(text) == (before, steps, after)


@pytest.mark.parametrize(
    ("text", "hours", "word"),
    [
        ("Tối nay mưa lớn", 20, None),  # until the next noon
        ("Tối nay mưa lớn", 60, "Tối nay"),
        ("Clean water TODAY at the market", 60, "TODAY"),
        ("Từ nay phát nước mỗi ngày", 60, None),
    ],
)
def test_a_text_that_says_today_fits_a_notice_until_the_next_noon(text: str, hours: int, word: str | None) -> None:
    start = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert rules.outlasted_word(text, start, start + timedelta(hours=hours)) == word
