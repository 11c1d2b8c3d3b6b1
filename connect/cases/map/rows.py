"""The rows of a list of cases: each card with its ward, and why it stands where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from connect import formatting
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.map.nearby import Found
from connect.cases.queries import Card


@dataclass(frozen=True, slots=True)
class Row:
    """A card of the list with its ward and why it stands where it stands."""

    card: Card
    area: Place
    why: str


def rows_of(cards: Sequence[Card], after: Found | None = None, *, others: bool = False) -> list[Row]:
    """The rows of cards that stand in this order. `others`: nearer ones may stand above the list."""
    befores = [after, *(card.found for card in cards)]
    rows = [
        Row(card, areas.by_id(card.area_id), _why(before, card.found))
        for before, card in zip(befores, cards, strict=False)
    ]
    return [replace(rows[0], why=_reason("others")), *rows[1:]] if rows and others else rows


def _why(before: Found | None, one: Found) -> str:
    """Why a case stands right after the one before it."""
    if before is None:
        return _reason("first")
    return _reason("farther" if one.d2 > before.d2 else "less urgent" if one.urgency < before.urgency else "later")


@formatting.kept
def _reason(which: str) -> str:
    return {
        "first": _("First because it is nearest to your place."),
        "others": _("The nearest of all the others."),
        "farther": _("Next because nothing nearer is left."),
        "less urgent": _("As near as the one above, but less urgent."),
        "later": _("As near and as urgent as the one above, but waiting for less time."),
    }[which]
