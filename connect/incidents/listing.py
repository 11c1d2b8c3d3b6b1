"""The utilities of an area as pages list them: those that are on, and of the others those that people expect."""

from dataclasses import dataclass

from connect import clock
from connect.areas.queries import Place
from connect.incidents import kinds, queries
from connect.incidents.rules import Board, Standing

Listed = list[tuple[kinds.Kind, Standing]]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """The kinds that are on and those that are off, each with how it stands, in the order of the catalogue.

    Of one board, which is the same object as long as nothing changes, they are equal: `kept` draws them once.
    """

    board: Board
    on: Listed
    off: Listed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lists) and self.board is other.board

    def __hash__(self) -> int:
        return id(self.board)


def of(place: Place, board_id: int = queries.PUBLIC_BOARD) -> Lists:
    """How the utilities stand in an area now; `board_id`: an exercise's own."""
    found = queries.board(place.path, clock.now(), of=board_id)
    on = [(kinds.kind(code), one) for code, one in found.items() if one.is_on]
    return Lists(found, on, [(kinds.kind(code), one) for code, one in found.items() if not one.is_on and is_told(one)])


def is_told(one: Standing) -> bool:
    """Whether people expect what is off: it was on once, is built in, or is going to be on."""
    return bool(one.since or one.again_at or one.line_id) or kinds.kind(one.utility).is_built_in
