"""Taking what a buyer says: one line of history without a person, and what follows from it."""

from flask_babel import lazy_gettext as _l

from connect import clock
from connect.accounts.models import Person
from connect.errors import RuleBroken
from connect.moderation.reports import actions as reports, queries as reporters
from connect.registry.reports import Reported
from connect.supplies import actions, queries as points, transitions
from connect.supplies.models import SupplyGood, SupplyPoint
from connect.supplies.rules import By, Level, Verb
from connect.supplies.said import queries, rules
from connect.supplies.said.rules import GATHERED, OF_ITEM, Word
from connect.web.limits.client_fingerprint import Seen

KIND = "supply_said"


def say(point: SupplyPoint, word: Word, item: str | None, seen: Seen, by: Person | None) -> bool:
    """Takes one word of a buyer; False where it changes nothing: said before, or by somebody who makes things up.

    Raises RuleBroken for an item that the point does not have, and for whoever speaks for the point.
    """
    point = transitions.locked(point.id)
    _look_over(point, word, item, by)
    item = item if word in OF_ITEM else None
    before = queries.marks(point.id, word, item)
    if reporters.has_made_up(seen.device, by) or any(_is_again(one, seen) for one in before):
        return False
    transitions.record(
        point, Verb.REPORT, By.BUYER, item=item, detail={"said": word.value}, browser=seen.device, network=seen.network
    )
    if word == Word.OUT and item is not None:
        _believe(point, item)
    if word in GATHERED:
        subject = Reported(KIND, point.public_id, point.area_id)
        reports.report(subject, word.value, "", device=seen.device, network=seen.network, by=by)
    return True


def _is_again(earlier: rules.Mark, seen: Seen) -> bool:
    return earlier.browser == seen.device and earlier.at > clock.now() - rules.WITHIN


def _look_over(point: SupplyPoint, word: Word, item: str | None, by: Person | None) -> None:
    if by is not None and queries.speaks_for(by, point):
        raise RuleBroken(_l("You speak for this point yourself. Say what there is on its own page."))
    if word in OF_ITEM and item not in {row.item for row in points.goods_of(point)}:
        raise RuleBroken(_l("Choose which one of the things there."))


def _believe(point: SupplyPoint, item: str) -> None:
    """Marks an item as gone where two independent buyers say so, until the owner speaks."""
    row = next(row for row in points.goods_of(point) if row.item == item)
    if row.buyers_out_at is None and row.level != Level.OUT and _are_believed(point, row):
        actions.buyers_say_out(point, row)


def _are_believed(point: SupplyPoint, row: SupplyGood) -> bool:
    return rules.are_believed(queries.marks(point.id, Word.OUT, row.item), row.said_at, clock.now())
