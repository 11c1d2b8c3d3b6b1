"""The words of what buyers say, and of what an owner reads of it."""

from collections.abc import Iterable

from flask_babel import LazyString, gettext as _, lazy_gettext as _l, ngettext

from connect.formatting import short_day
from connect.incidents import kinds
from connect.supplies.said.queries import Told
from connect.supplies.said.rules import Word
from connect.web.pages import languages

WORDS: dict[Word, LazyString] = {
    Word.OUT: _l("Something is sold out"),
    Word.CLOSED: _l("It was closed"),
    Word.NOT_THERE: _l("It is not there"),
    Word.DEARER: _l("It is dearer than it says"),
    Word.WRONG_PLACE: _l("It is in another place"),
    Word.ENOUGH: _l("They have enough of something: bring no more"),
}
ICONS = {
    Word.OUT: "bag", Word.CLOSED: "lock", Word.NOT_THERE: "x", Word.DEARER: "alert", Word.WRONG_PLACE: "pin",
    Word.ENOUGH: "check",
}  # fmt: skip
_OF_ITEM: dict[Word, LazyString] = {Word.OUT: _l("Sold out: %(item)s"), Word.ENOUGH: _l("Enough: %(item)s")}


def lines(told: Iterable[Told]) -> list[tuple[str, str]]:
    """The icon and the words of each thing that was said on a day."""
    return [(ICONS[one.word], line(one)) for one in told]


def line(told: Told) -> str:
    """The line about one day: "Sold out: eggs · 2 times · 29/11"."""
    said = str(WORDS[told.word])
    if told.item:
        said = str(_OF_ITEM[told.word]) % {"item": kinds.item(told.item).name(languages.chosen())}
    times = ngettext("%(num)s time", "%(num)s times", told.times)
    return _("%(said)s · %(times)s · %(day)s", said=said, times=times, day=short_day(told.day))
