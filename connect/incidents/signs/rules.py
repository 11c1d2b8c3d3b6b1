"""The signs of danger and the rule that reads answers to them, from signs.toml: no web, no database, no clock.

A level only ever raises the urgency of a request. What was not measured has no level and is never read as normal.
"""

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import Any

from connect.text import one_line


class Level(IntEnum):
    """How grave an answer is: E is call the medical emergency number now, U is a clinician now."""

    NONE = 0
    U = 1
    E = 2


URGENCY = {Level.U: 2, Level.E: 3}  # the least urgency (0 to 3) of a request with such an answer
UNKNOWN = ""  # the age band of answers in which nobody chose one


@dataclass(frozen=True, slots=True)
class Said:
    """Words in both languages."""

    vi: str
    en: str

    def name(self, lang: str) -> str:
        """The words in a language."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Band(Said):
    """An age band; in it any sign, and any value outside its limits, is at least of level `any_sign`."""

    code: str
    any_sign: Level = Level.NONE


@dataclass(frozen=True, slots=True)
class Sign(Said):
    """One sign: the bands it is asked of, each with its level."""

    code: str
    levels: Mapping[str, Level]
    source: str
    retired: bool = False

    def bands_at(self, level: int) -> list[str]:
        """The age bands in which it is of a level."""
        return [band for band, its in self.levels.items() if its == level]


@dataclass(frozen=True, slots=True)
class Limit:
    """A level from or to a value (both counted in), or above one, in some bands."""

    level: Level
    bands: frozenset[str]
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies there."""
        return (
            (self.at_least is not None and value >= self.at_least)
            or (self.at_most is not None and value <= self.at_most)
            or (self.above is not None and value > self.above)
        )


@dataclass(frozen=True, slots=True)
class Measure(Said):
    """A value that can be measured at home; outside `low` to `high` it is taken for a slip and asked for again."""

    code: str
    unit: str
    low: Decimal
    high: Decimal
    decimals: int
    bands: frozenset[str]
    limits: tuple[Limit, ...]
    source: str


@dataclass(frozen=True, slots=True)
class SignList:
    """One version of the list; `digest` is the SHA-256 of its file, which is what a clinician signs."""

    version: str
    digest: str
    bands: Mapping[str, Band]
    signs: Mapping[str, Sign]
    measures: Mapping[str, Measure]

    def signs_of(self, band: str) -> list[Sign]:
        """The signs that are asked of an age band, in the order of the file."""
        return [sign for sign in self.signs.values() if band in sign.levels and not sign.retired]

    def grave_bands(self, sign: Sign) -> list[str]:
        """The age bands in which a sign is of level E, for a script that says so at the tick."""
        return [band for band, level in sign.levels.items() if max(level, self.bands[band].any_sign) is Level.E]

    def grave_values(self, measure: Measure) -> str:
        """The limits of level E for the same script: "adult>=25;under_2_months<=95"."""
        return ";".join(
            f"{band}{mark}{end}"
            for one in measure.limits
            for band in self.bands
            if band in one.bands and max(one.level, self.bands[band].any_sign) is Level.E
            for mark, end in ((">=", one.at_least), ("<=", one.at_most), (">", one.above))
            if end is not None
        )

    def measures_of(self, band: str) -> list[Measure]:
        """The values that can be measured of an age band."""
        return [measure for measure in self.measures.values() if band in measure.bands]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers for one person: age band (`UNKNOWN`: nobody chose), signs that were ticked, values by measure.

    A measure whose value is None was not measured, which is an answer of its own.
    """

    version: str
    band: str
    signs: tuple[str, ...] = ()  # sorted: the answers are part of what a form is known by
    values: Mapping[str, Decimal | None] = field(default_factory=dict)


class Fault(ValueError):
    """Why a value is asked for again: "unreadable", "too_low", "too_high", or "crossed" for a blood pressure."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


# --- The list ---------------------------------------------------------------------------------------------


def read(raw: bytes) -> SignList:
    """The list in the bytes of a file; KeyError, TypeError or ValueError when it is not as signs.toml describes."""
    data = tomllib.loads(raw.decode())
    bands = {row["code"]: Band(**{**row, "any_sign": Level[row.get("any_sign", "NONE")]}) for row in data["band"]}
    return SignList(
        version=data["version"],
        digest=hashlib.sha256(raw).hexdigest(),
        bands=bands,
        signs={row["code"]: _sign(row, bands) for row in data["sign"]},
        measures={row["code"]: _measure(row, bands) for row in data["measure"]},
    )


def _sign(row: Mapping[str, Any], bands: Collection[str]) -> Sign:
    levels = {band: level for level in (Level.U, Level.E) for band in _bands(row.get(level.name, ()), bands)}
    return Sign(row["vi"], row["en"], row["code"], levels, row["source"], row.get("retired", False))


def _measure(row: Mapping[str, Any], bands: Collection[str]) -> Measure:
    return Measure(
        row["vi"], row["en"], row["code"], row["unit"], Decimal(row["from"]), Decimal(row["to"]), row["decimals"],
        _bands(row["bands"], bands), tuple(_limit(one, bands) for one in row["limits"]), row["source"],
    )  # fmt: skip


def _limit(row: Mapping[str, Any], bands: Collection[str]) -> Limit:
    ends = {name: Decimal(row[name]) for name in ("at_least", "at_most", "above") if name in row}
    if len(ends) != 1:
        raise ValueError(f"a limit has one end, not {len(ends)}: {row}")
    return Limit(Level[row["level"]], _bands(row["bands"], bands), **ends)


def _bands(named: Iterable[str], bands: Collection[str]) -> frozenset[str]:
    found = frozenset(bands) if list(named) == ["all"] else frozenset(named)
    if found - set(bands):
        raise ValueError(f"no such age band: {', '.join(sorted(found - set(bands)))}")
    return found


CURRENT = read((Path(__file__).parent / "signs.toml").read_bytes())


# --- Answers ----------------------------------------------------------------------------------------------


def answers_of(band: str, ticked: Iterable[str], values: Mapping[str, Decimal], of: SignList = CURRENT) -> Answers:
    """The answers that count: a sign, or a value, that is not asked of the age band is nobody's answer and left out.

    Where nobody chose an age, all known signs and values count, each at its gravest: to ask is never a reason to miss.
    """
    asked = of.signs_of(band) if band != UNKNOWN else [sign for sign in of.signs.values() if not sign.retired]
    measures = of.measures_of(band) if band != UNKNOWN else list(of.measures.values())
    return Answers(
        of.version, band, tuple(sorted(set(ticked) & {sign.code for sign in asked})),
        {one.code: values.get(one.code) for one in measures},
    )  # fmt: skip


def level_of(answers: Answers, of: SignList = CURRENT) -> Level:
    """The gravest level of all answers; NONE says that no sign was told, never that there is none."""
    return max([Level.NONE, *grave_of(answers, of).values()])


def grave_of(answers: Answers, of: SignList = CURRENT) -> dict[str, Level]:
    """The answers that have a level, by code of sign or measure, the gravest first."""
    found = [_graves(answers, band, of) for band in ([answers.band] if answers.band in of.bands else of.bands)]
    order = [code for code in (*of.signs, *of.measures) if any(code in one for one in found)]
    grave = {code: max(one.get(code, Level.NONE) for one in found) for code in order}
    return dict(sorted(grave.items(), key=lambda one: -one[1]))


def _graves(answers: Answers, band: str, of: SignList) -> dict[str, Level]:
    """The same, if the person were of this age band."""
    found = {code: of.signs[code].levels.get(band, Level.NONE) for code in answers.signs if code in of.signs}
    for code, value in answers.values.items():
        if code in of.measures and value is not None:
            found[code] = _of_value(of.measures[code], value, band)
    return {code: max(level, of.bands[band].any_sign) for code, level in found.items() if level}


def _of_value(measure: Measure, value: Decimal, band: str) -> Level:
    return max([Level.NONE, *(one.level for one in measure.limits if one.holds(value) and band in one.bands)])


def urgency_with(level: Level, urgency: int) -> int:
    """The urgency (0 to 3) of a request with answers of a level: raised where it must be, never lowered."""
    return max(urgency, URGENCY.get(level, urgency))


def calls_now(level: Level) -> bool:
    """Whether the next page begins with the medical emergency number, and nothing closes the case by itself."""
    return level is Level.E


# --- What was typed ---------------------------------------------------------------------------------------


def value_in(typed: str, measure: Measure) -> Decimal | None:
    """The value as it was typed, exactly; None where nothing was. Raises Fault; nothing is ever guessed.

    A comma or a point parts the decimals, and the unit may stand behind: "38,5 °C", "95%".
    """
    bare = one_line(typed).removesuffix(measure.unit).rstrip() if measure.unit else one_line(typed)
    if not one_line(typed):
        return None
    if not _is_plain(bare, measure.decimals):
        raise Fault("unreadable")
    value = Decimal(bare.replace(",", ".", 1))
    if value < measure.low:
        raise Fault("too_low")
    if value > measure.high:
        raise Fault("too_high")
    return value


def _is_plain(text: str, decimals: int) -> bool:
    """Whether it is one number in plain digits, with no more decimals than a thermometer shows."""
    whole, mark, part = text.replace(",", ".", 1).partition(".")
    digits = all("0" <= one <= "9" for one in whole + part)
    return digits and 1 <= len(whole) <= 4 and (not mark or (decimals > 0 and 1 <= len(part) <= 2))


def crossed(values: Mapping[str, Decimal]) -> bool:
    """Whether the lower number of a blood pressure is not below the upper one: two fields mistaken for one another."""
    upper, lower = values.get("systolic"), values.get("diastolic")
    return upper is not None and lower is not None and lower >= upper


# --- As kept ----------------------------------------------------------------------------------------------


def as_kept(answers: Answers) -> dict[str, Any]:
    """The answers ready for JSON; a value that was not measured is null."""
    values = {code: None if value is None else str(value) for code, value in answers.values.items()}
    return {"version": answers.version, "band": answers.band, "signs": list(answers.signs), "values": values}


def from_kept(kept: Mapping[str, Any]) -> Answers:
    """The answers of `as_kept`."""
    values = {code: None if text is None else Decimal(text) for code, text in kept["values"].items()}
    return Answers(kept["version"], kept["band"], tuple(kept["signs"]), values)
