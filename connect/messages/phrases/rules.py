"""The quick phrases, from phrases.toml: no web, no database, no clock."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from connect.cases.rules import CLINICAL, Verb

SITE = "site"  # the side of which nobody presses a phrase


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase in both languages. `at`: "visit", "call", or "" for both; `verb`: the move that goes along with it."""

    code: str
    says: frozenset[str]
    at: str
    verb: Verb | None
    vi: str
    en: str

    def name(self, lang: str) -> str:
        """The words in a language."""
        return self.en if lang == "en" else self.vi


def _read() -> dict[str, Phrase]:
    lines = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8"))["phrase"]
    found = (
        Phrase(
            line["code"],
            frozenset(line["says"]),
            line.get("at", ""),
            Verb(line["verb"]) if "verb" in line else None,
            line["vi"],
            line["en"],
        )
        for line in lines
    )
    return {one.code: one for one in found}


PHRASES = _read()


def offered(side: str, guarded: int) -> tuple[Phrase, ...]:
    """The phrases that a side may say about a case, in their order. `guarded`: of `cases.rules.Guarded`."""
    other = "visit" if guarded == CLINICAL else "call"
    return tuple(one for one in PHRASES.values() if side in one.says and side != SITE and one.at != other)


def phrase(code: str | None, side: str, guarded: int) -> Phrase | None:
    """The phrase of a code, if this side may say it about such a case."""
    return next((one for one in offered(side, guarded) if one.code == code), None)


def words(code: str | None, lang: str) -> str:
    """A phrase in a language; what no longer is in the file reads as nothing."""
    found = PHRASES.get(code or "")
    return found.name(lang) if found else ""


def is_asked_first(one: Phrase, moves: Collection[Verb]) -> bool:
    """Whether a phrase carries a move that is possible now. Where it is not, the phrase is words alone."""
    return one.verb is not None and one.verb in moves
