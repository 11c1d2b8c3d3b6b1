"""Reading the items of a posted form: each a number, or its name alone for the usual number."""

from collections.abc import Mapping
from typing import Protocol

from flask_babel import lazy_gettext as _l

from connect.errors import RuleBroken
from connect.incidents import kinds

MOST_ITEMS = 20
MOST_OF_ONE = 999


class FormValues(Protocol):
    """The values of a form, several under one name."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""


def wanted(posted: FormValues) -> dict[str, str]:
    """Item to quantity as it was typed, for those with a number that is not 0; one only named has the usual one."""
    named = set(posted.getlist("item"))
    typed = {code: posted.get(f"qty-{code}", "").strip()[:20] for code in kinds.ITEMS}
    return {code: n or str(kinds.item(code).usual) for code, n in typed.items() if code in named or n.strip("0")}


def checked(typed: Mapping[str, str], lang: str) -> dict[str, int]:
    """Item to quantity. Raises RuleBroken in words."""
    chosen: dict[str, int] = {}
    for code, text in typed.items():
        item = kinds.item(code)
        number = int(text) if text.isdecimal() and len(text) < 7 else 0
        if not 1 <= number <= MOST_OF_ONE:
            name = item.name(lang)
            raise RuleBroken(_l("%(item)s: write a whole number from 1 to %(most)s.", item=name, most=MOST_OF_ONE))
        chosen[code] = number
    if not chosen:
        raise RuleBroken(_l("Choose at least one thing that you need."))
    if len(chosen) > MOST_ITEMS:
        raise RuleBroken(_l("Choose the %(most)s things that matter most.", most=MOST_ITEMS))
    return chosen
