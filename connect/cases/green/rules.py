"""The meaning of an area's sums: its share, its shade, its change in a week. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

FEW = 5  # cases: below them a share says more of chance than of the neighbourhood, so none is shown
WEEK = 7  # days over which a change is told


class Shade(IntEnum):
    """How an area is drawn: by a word and a pattern, then by colour."""

    NONE = 0  # nobody needed help there, which is not the same as all were helped
    FEW = 1  # too few for a share
    BEGUN = 2  # under a quarter was helped
    GROWING = 3  # under a half
    MORE = 4  # under three quarters
    MOST = 5  # three quarters or more, while some still wait or are being helped
    ALL = 6  # nobody waits


@dataclass(frozen=True, slots=True)
class Totals:
    """How many requests of an area wait, are being helped, were helped; and since when the oldest waits."""

    waiting: int = 0
    being_helped: int = 0
    helped: int = 0
    oldest_wait: datetime | None = None

    @property
    def all(self) -> int:
        """All of them."""
        return self.waiting + self.being_helped + self.helped

    @property
    def share(self) -> int | None:
        """The helped in percent of all, whole; 100 only where none is left. None where there are too few to say."""
        return share(self.helped, self.all)

    @property
    def shade(self) -> Shade:
        """How it is drawn."""
        return shade(self.helped, self.all)


@dataclass(frozen=True, slots=True)
class Change:
    """How many more were helped and wait than a week ago; less than nothing means fewer."""

    helped: int
    waiting: int


def share(helped: int, of: int) -> int | None:
    """As `Totals.share`, of two numbers. Rounded down: never nearer to all than it is."""
    return None if of < FEW else max(1 if helped else 0, 100 * helped // of)


def shade(helped: int, of: int) -> Shade:
    """As `Totals.shade`, of two numbers."""
    if not of:
        return Shade.NONE
    if (percent := share(helped, of)) is None:
        return Shade.FEW
    return Shade.ALL if percent == 100 else Shade(Shade.BEGUN + percent // 25)
