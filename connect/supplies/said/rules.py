"""The words that a buyer has for a point, and how many must say them. Without a database or clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import NamedTuple

from connect.moderation.reports.report_weight import WeighedReport, independent


@unique
class Word(StrEnum):
    """One thing that a buyer says."""

    OUT = "out"  # of an item
    CLOSED = "closed"
    NOT_THERE = "not_there"
    DEARER = "dearer"
    WRONG_PLACE = "wrong_place"
    ENOUGH = "enough"  # of an item: bring no more of it


OF_ITEM = (Word.OUT, Word.ENOUGH)  # they name an item of the point
GATHERED = (Word.CLOSED, Word.NOT_THERE, Word.DEARER, Word.WRONG_PLACE)  # a moderator looks once many say so
TWO = 2  # independent buyers are believed about an item
WITHIN = timedelta(hours=24)


class Mark(NamedTuple):
    """One word about an item: its number, when it was said, and the keyed marks of browser and network."""

    id: int
    at: datetime
    browser: str
    network: str


def are_believed(marks: Iterable[Mark], spoke_at: datetime, now: datetime) -> bool:
    """Whether two independent buyers said the same within a day, and after the owner's own last word.

    A browser or network that the owner has contradicted counts no more for as long as its mark is kept: one that says
    it again and again against the owner's word needs others beside it each time.
    """
    marks = list(marks)
    before = [one for one in marks if one.at <= spoke_at]
    browsers, networks = {one.browser for one in before}, {one.network for one in before}
    after = (one for one in marks if one.at > max(spoke_at, now - WITHIN))
    heard = (one for one in after if one.browser not in browsers and one.network not in networks)
    return len(independent(WeighedReport(one.id, one.browser, one.network, None, 1) for one in heard)) >= TWO
