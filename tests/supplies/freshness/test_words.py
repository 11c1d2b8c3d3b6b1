"""The words on a card: as told while it is sure, as hearsay for a day, then that nobody knows; and their age."""

from datetime import timedelta

import pytest
from flask import Flask

from connect import clock
from connect.supplies.freshness import words
from connect.supplies.rules import Level

HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("level", "hours", "said"),
    [
        (Level.PLENTY, 1, "còn nhiều"), (Level.SOME, 48, "còn hàng"), (Level.LAST, 2, "sắp hết"),
        (Level.OUT, 5, "hết hàng"), (Level.SOME, 49, "nghe nói còn"), (Level.OUT, 60, "nghe nói hết"),
        (Level.PLENTY, 73, "không rõ còn không"), (Level.OUT, 90, "không rõ còn không"),
    ],
)  # fmt: skip
def test_a_card_says_what_is_there_by_the_age_of_the_word(app: Flask, level: Level, hours: int, said: str) -> None:
    with app.test_request_context():
        now = clock.now()
        with clock.told(now):
            told = words.of_item(level, now - hours * HOURS)
            assert told.words == said
            assert told.age.startswith("tin cuối") and told.age.endswith("trước")


def test_buyers_are_believed_until_the_owner_speaks_however_fresh_the_owners_word_is(app: Flask) -> None:
    with app.test_request_context():
        now = clock.now()
        told = words.of_item(Level.PLENTY, now - HOURS, now - 2 * HOURS)
        assert told.words == "hết, theo người mua" and "2 giờ" in told.age
        assert words.of_item(Level.PLENTY, now - 90 * HOURS, now - 80 * HOURS).words == "hết, theo người mua"
