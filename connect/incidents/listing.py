"""The utilities of an area as pages list them: those that are on, and of the others those that people expect."""

from typing import NamedTuple

from connect import clock
from connect.areas.queries import Place
from connect.incidents import kinds, queries
from connect.incidents.rules import Standing

Listed = list[tuple[kinds.Kind, Standing]]


class Lists(NamedTuple):
    """The kinds that are on and those that are off, each with how it stands, in the order of the catalogue."""

    on: Listed
    off: Listed


def of(place: Place, board_id: int = queries.PUBLIC_BOARD) -> Lists:
    """How the utilities stand in an area now; `board_id`: an exercise's own."""
    found = queries.board(place.path, clock.now(), of=board_id)
    on = [(kinds.kind(code), one) for code, one in found.items() if one.is_on]
    return Lists(on, [(kinds.kind(code), one) for code, one in found.items() if not one.is_on and is_told(one)])


def is_told(one: Standing) -> bool:
    """Whether people expect what is off: it was on once, is built in, or is going to be on."""
    return bool(one.since or one.again_at or one.line_id) or kinds.kind(one.utility).is_built_in
