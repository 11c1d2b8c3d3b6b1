"""The household tables that count at a place."""

from collections.abc import Mapping

from connect import clock
from connect.incidents import kinds, queries
from connect.incidents.households import rules
from connect.incidents.households.rules import Table


def tables(path: str) -> Mapping[str, Table]:
    """The table of each utility that can be asked for in the area of a path, by the utility's code."""
    board = queries.board(path, clock.now(), of=queries.board_here())
    codes = [kind.code for kind in kinds.KINDS]
    on = {code: board[code].settings for code in codes if code in board and board[code].is_on}
    return {code: rules.named(settings.household_table) for code, settings in on.items()}
