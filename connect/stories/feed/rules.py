"""The order of the feeds, newest week first, and what a cursor carries of it; plain functions."""

from datetime import date, timedelta
from typing import NamedTuple, Self

LARGEST = 2**63 - 1  # a number of a row
FIRST, LAST = date(2000, 1, 1).toordinal(), date(2999, 12, 31).toordinal()
WEEK = timedelta(days=7)


class Key(NamedTuple):
    """The place of a story in the order of a feed, which goes downwards by it."""

    week: date
    id: int

    def carried(self) -> list[int]:
        """It as a cursor holds it: numbers."""
        return [self.week.toordinal(), self.id]

    @classmethod
    def read(cls, carried: object) -> Self | None:
        """The key in a cursor; None of anything else, whatever it is."""
        match carried:
            case [bool(), _] | [_, bool()]:
                return None
            case [int(day), int(number)]:
                fits = FIRST <= day <= LAST and 0 < number <= LARGEST
                return cls(date.fromordinal(day), number) if fits else None
        return None


def words_in(lang: str, words: str, told_in: str, other: str | None, other_lang: str | None) -> tuple[str, str]:
    """The words of a story for a reader of a language, and the language that they are in."""
    return (other, other_lang) if other and other_lang == lang and told_in != lang else (words, told_in)
