"""Reading the items of a posted form: each a number, bare or of a unit or pack, or its name for the usual number."""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple, Protocol

from flask_babel import lazy_gettext as _l

from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.catalogue import queries as catalogue
from connect.incidents.packs import rules as packs

MOST_OF_ONE = 999  # of a household
NUMBER = "qty-"  # and the item: the number
PACK = "pack-"  # and the item: the pack that was chosen beside the number


class Limits(NamedTuple):
    """How much one request may ask for: of one thing in its unit, and how many things."""

    of_one: int
    items: int


HOUSEHOLD = Limits(of_one=MOST_OF_ONE, items=20)


class Typed(NamedTuple):
    """The number of a thing as it was typed, and the code of the pack that was chosen beside it."""

    text: str
    pack: str = ""


class NeedsWrong(RuleBroken):
    """Needs that cannot be kept: in words by item, and all of them in one sentence after the other."""

    def __init__(self, by_item: Mapping[str, object]) -> None:
        super().__init__(" ".join(map(str, by_item.values())))
        self.by_item = by_item


class FormValues(Protocol):
    """The values of a form, several under one name."""

    def __iter__(self) -> Iterator[str]:
        """All names."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""


def wanted(posted: FormValues) -> dict[str, Typed]:
    """Item to quantity as it was typed, for those with a number that is not 0; one only named has the usual one."""
    named = set(posted.getlist("item"))
    _know({*named, *(name.removeprefix(NUMBER) for name in posted if name.startswith(NUMBER))})
    typed = {code: _typed(posted, code) for code in kinds.ITEMS}
    return {
        code: one if one.text else Typed(str(kinds.item(code).usual))
        for code, one in typed.items()
        if code in named or one.text.strip("0")
    }


def named(codes: Iterable[str]) -> dict[str, Typed]:
    """The usual number of each thing that a link names; what the catalogue does not have is passed over."""
    return {code: Typed(str(kinds.item(code).usual)) for code in codes if code in kinds.ITEMS}


def _know(codes: Set[str]) -> None:
    """Looks at the catalogue as it stands now, where another process has shown an item that this one has never seen."""
    if not codes <= kinds.ITEMS.keys():
        catalogue.catch_up()


def _typed(posted: FormValues, code: str) -> Typed:
    text = posted.get(NUMBER + code, "").strip()[: packs.LONGEST + 1]
    return Typed(text, posted.get(PACK + code, "")[:40])


def in_units(needs: Mapping[str, int]) -> dict[str, Typed]:
    """Item to quantity as it would be typed, for a form that is shown filled in."""
    return {code: Typed(str(n)) for code, n in needs.items()}


def checked(typed: Mapping[str, Typed], lang: str, limits: Limits = HOUSEHOLD) -> dict[str, int]:
    """Item to quantity, in its unit. Raises RuleBroken in words; NeedsWrong where it is the number of a thing."""
    chosen: dict[str, int] = {}
    wrong: dict[str, object] = {}
    for code, one in typed.items():
        try:
            chosen[code] = _units(one, kinds.item(code), lang, limits.of_one)
        except RuleBroken as error:
            name = kinds.item(code).name(lang)
            wrong[code] = _l("%(item)s: %(trouble)s", item=name, trouble=error.message)
    if wrong:
        raise NeedsWrong(wrong)
    if not chosen:
        raise RuleBroken(_l("Choose at least one thing that you need."))
    if len(chosen) > limits.items:
        raise RuleBroken(_l("Choose the %(most)s things that matter most.", most=limits.items))
    return chosen


def _units(one: Typed, item: kinds.Item, lang: str, of_one: int) -> int:
    number = packs.read(one.text, item, one.pack, lang)
    if 1 <= number <= of_one:
        return number
    most = packs.Amount(item, of_one).said(lang)
    raise RuleBroken(_l("write a whole number from 1 to %(most)s.", most=most))
