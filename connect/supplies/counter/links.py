"""Signed links of a point: the one on the counter that confirms it, and the one that makes somebody a helper.

Both carry the number of the living link, so that a new one makes all earlier ones dead.
"""

from connect.crypto import signing
from connect.errors import NotFound
from connect.supplies import queries
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import State

CONFIRM, HELP = "supplies.confirm", "supplies.help"


def token_of(point: SupplyPoint, purpose: str) -> str:
    """The token of a point's living link."""
    return signing.signed([point.public_id, point.link], purpose)


def point_of(token: str, purpose: str) -> SupplyPoint:
    """The point of a link; NotFound for one that is dead, touched, or of a point that has closed."""
    found = signing.unsigned(token[:200], purpose)
    if not (isinstance(found, list) and len(found) == 2):
        raise NotFound
    point = queries.by_public_id(str(found[0]))
    if point.link != found[1] or point.state == State.CLOSED:
        raise NotFound
    return point
