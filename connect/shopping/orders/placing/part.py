"""The order on the asking form: asked for where something from the market is wanted, and a window serves the ward."""

from collections.abc import Collection, Mapping

from connect.areas.queries import Place
from connect.crypto import signing
from connect.registry.drill import exercises
from connect.registry.with_cases import asking
from connect.shopping.orders import queries
from connect.shopping.orders.placing.forms import OrderOnForm

ASKED_WITH = "market"  # the item of the catalogue


@asking.with_form
def _order(items: Collection[str], place: Place | None, posted: Mapping[str, str]) -> OrderOnForm | None:
    """The order of a form; in a drill none, for combos and runs are real."""
    if exercises.current() is not None:
        return None
    found = OrderOnForm(posted, place, str(signing.unsigned(posted.get("form_key", ""), "form") or ""))
    if place is None:
        return found if found.shown else None
    wanted = ASKED_WITH in items
    return found if wanted and (found.window or found.missed) else None


@asking.asked_anywhere
def _anywhere() -> bool:
    return exercises.current() is None and queries.any_window_ahead()
