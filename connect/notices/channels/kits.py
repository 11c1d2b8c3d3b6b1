"""The kits that a new channel begins with: the notices that a sort of disaster asks for, as data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connect.notices.alerts.cap import Category
from connect.notices.alerts.content import Words

FILE = Path(__file__).with_name("kits.toml")


@dataclass(frozen=True, slots=True)
class Ready:
    """A notice that is nearly written; what its place and hour are stands in brackets."""

    code: str
    severity: int
    category: Category
    event: str
    hours: int
    words: dict[str, Words]  # by language


@dataclass(frozen=True, slots=True)
class Kit:
    """The notices for one sort of disaster, and its name by language."""

    code: str
    names: dict[str, str]
    icon: str
    templates: tuple[Ready, ...]

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


def _kit(code: str, given: dict[str, object]) -> Kit:
    names = {lang: str(given[lang]) for lang in ("vi", "en")}
    notices = given["notice"]
    assert isinstance(notices, list)  # noqa: S101 - for the type checker; a test reads the whole file
    made = tuple(
        Ready(
            one["code"], one["severity"], Category(str(given["category"])), one["event"], one["hours"],
            {lang: Words(**one[lang]) for lang in ("vi", "en")},
        )
        for one in notices
    )  # fmt: skip
    return Kit(code, names, str(given["icon"]), made)


BLANK = re.compile(r"\[[^\]\n]+\]")


@cache
def _blanks() -> frozenset[str]:
    words = [one for kit in kits().values() for template in kit.templates for one in template.words.values()]
    return frozenset(found for one in words for text in one for found in BLANK.findall(text))


def blank_left(text: str) -> str | None:
    """The first blank of a kit left as it was, as "[giờ]"; None where nothing is. Other brackets are people's."""
    return next((found for found in BLANK.findall(text) if found in _blanks()), None)
