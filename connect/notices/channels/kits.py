"""The kits that a new channel begins with: the notices and figures that a sort of disaster asks for, as data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from connect.notices.alerts.cap import Category
from connect.notices.alerts.content import Words

FILE = Path(__file__).with_name("kits.toml")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Ready:
    """A notice that is nearly written; what its place and hour are stands in brackets."""

    code: str
    severity: int
    category: Category
    event: str
    hours: int
    words: dict[str, Words]  # by language


class SeriesWords(NamedTuple):
    """A series of figures in one language; without a unit, as of yes and no, that is ""."""

    name: str
    unit: str


Told = TypeVar("Told", Words, SeriesWords)


@dataclass(frozen=True, slots=True)
class ReadySeries:
    """A series of figures that a new channel begins with."""

    code: str
    kind: str  # "day", "sum", "level" or "yes_no"
    health: bool  # of a ward no figure under 5 is told
    words: dict[str, SeriesWords]  # by language


@dataclass(frozen=True, slots=True)
class Kit:
    """The notices and series for one sort of disaster, and its name by language."""

    code: str
    names: dict[str, str]
    icon: str
    templates: tuple[Ready, ...]
    series: tuple[ReadySeries, ...]

    def name(self, lang: str) -> str:
        """The purpose, in a language; in Vietnamese where it has none in that."""
        return self.names.get(lang, self.names["vi"])

    def template(self, code: str) -> Ready | None:
        """The notice with this code."""
        return next((one for one in self.templates if one.code == code), None)


@cache
def kits() -> dict[str, Kit]:
    """All kits by their code, in the order of the file."""
    return {code: _kit(code, given) for code, given in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def _kit(code: str, given: dict[str, Any]) -> Kit:
    notices = tuple(
        Ready(one["code"], one["severity"], Category(given["category"]), one["event"], one["hours"], _words(one, Words))
        for one in given["notice"]
    )
    series = tuple(
        ReadySeries(one["code"], one["kind"], one["health"], _words(one, SeriesWords)) for one in given["series"]
    )
    return Kit(code, {lang: given[lang] for lang in LANGUAGES}, given["icon"], notices, series)


def _words(given: dict[str, Any], of: type[Told]) -> dict[str, Told]:
    return {lang: of(**given[lang]) for lang in LANGUAGES}


BLANK = re.compile(r"\[[^\]\n]+\]")


@cache
def _blanks() -> frozenset[str]:
    words = [one for kit in kits().values() for template in kit.templates for one in template.words.values()]
    return frozenset(found for one in words for text in one for found in BLANK.findall(text))


def blank_left(text: str) -> str | None:
    """The first blank of a kit left as it was, as "[giờ]"; None where nothing is. Other brackets are people's."""
    return next((found for found in BLANK.findall(text) if found in _blanks()), None)
