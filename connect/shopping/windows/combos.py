"""Combos of a window: added while it is a plan or open, taken out only while nobody can have read of them."""

from flask_babel import lazy_gettext as _l

from connect.accounts.models import Person
from connect.crypto.tokens import new_public_id
from connect.errors import NotFound, RuleBroken
from connect.incidents import kinds
from connect.shopping.windows import actions, rules
from connect.shopping.windows.actions import Combo
from connect.shopping.windows.models import ShoppingWindow, WindowCombo
from connect.shopping.windows.rules import Phase, Verb


def add(window: ShoppingWindow, combo: Combo, by: Person, version: int) -> WindowCombo:
    """A further combo. Raises RuleBroken for a window that is closed or has enough of them."""
    window = actions.held(window, version)
    if window.phase not in (Phase.PLANNED, Phase.OPEN, Phase.FULL):
        raise RuleBroken(actions.ENDED)
    if len(window.combos) >= rules.MOST_COMBOS:
        raise RuleBroken(_l("Give at most %(n)s combos, each with a name of its own.", n=rules.MOST_COMBOS))
    check(combo)
    made = WindowCombo(**combo.columns(), taken=0)
    window.combos.append(made)
    actions.written(window, Verb.ADD, by)
    return made


def remove(window: ShoppingWindow, code: str, by: Person, version: int) -> None:
    """Takes a combo out of a plan. Raises RuleBroken once it is open, NotFound for a code that is none of it."""
    window = actions.held(window, version)
    if not rules.may_change(window.phase):
        raise RuleBroken(actions.STANDS)
    found = next((one for one in window.combos if one.code == code), None)
    if found is None:
        raise NotFound
    window.combos.remove(found)
    actions.written(window, Verb.CHANGE, by)


def check(combo: Combo) -> None:
    """Raises RuleBroken, in words, for what no combo can be."""
    if not 1 <= combo.price <= rules.MOST_PRICE:
        raise RuleBroken(_l("Write its price in dong, up to %(most)s.", most=rules.MOST_PRICE))
    if not 1 <= combo.total <= rules.MOST_OF_ONE:
        raise RuleBroken(_l("Write how many there are, from 1 to %(n)s.", n=rules.MOST_OF_ONE))
    if not 1 <= combo.weight_g <= rules.MOST_GRAMS or not 1 <= combo.bags <= rules.MOST_BAGS:
        raise RuleBroken(
            _l("One combo weighs up to %(kg)s kg, in up to %(bags)s bags.", kg=rules.MOST_GRAMS // 1000,
               bags=rules.MOST_BAGS)
        )  # fmt: skip
    if not combo.content or any(item not in kinds.ITEMS or n < 1 for item, n in combo.content):
        raise RuleBroken(_l("Say what is in it: at least one thing, with how much of it."))


def new_code() -> str:
    """A code for a combo, which names it in its window and in templates."""
    return new_public_id()
