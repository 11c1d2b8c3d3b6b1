"""Where a channel stands, and who moves it: a table."""

from enum import StrEnum
from typing import NamedTuple


class ChannelState(StrEnum):
    """Whether an authority speaks by it."""

    DRAFT = "draft"  # asked for by an official, verified by nobody
    OPEN = "open"
    CLOSED = "closed"  # all that was said stays readable


class ChannelVerb(StrEnum):
    """A move of a channel; each is one line of `CHANNEL_MOVES`, and an admin's over its area."""

    OPEN = "open"
    CLOSE = "close"


class ChannelMove(NamedTuple):
    """One line of the table."""

    sources: tuple[ChannelState, ...]
    target: ChannelState


CHANNEL_MOVES: dict[ChannelVerb, ChannelMove] = {
    ChannelVerb.OPEN: ChannelMove((ChannelState.DRAFT, ChannelState.CLOSED), ChannelState.OPEN),
    ChannelVerb.CLOSE: ChannelMove((ChannelState.OPEN,), ChannelState.CLOSED),
}
LONGEST_NAME, LONGEST_ABOUT, LONGEST_CONTACT = 120, 1000, 200
