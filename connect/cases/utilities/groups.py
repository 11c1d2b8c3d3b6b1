"""Cases in groups of which the board says the same, as SQL: by where they are and what they ask for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from connect import clock, config
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.models import Case
from connect.cases.screening import moderation_modes
from connect.cases.screening.rules import MODES
from connect.cases.utilities.rules import strictness
from connect.incidents import kinds, queries as incidents

T = TypeVar("T")
Here = sa.ColumnElement[bool]


def to_look_at_later() -> Here:
    """Whether a case was shown before anybody looked at it, and the mode of what it asks for wants that made good."""
    now, chosen = clock.now(), moderation_modes.chosen()

    def mode_of(path: str, code: str) -> str:
        standing = incidents.board(path, now).get(code)
        told = standing.settings.moderation if standing else None
        return told if told and told in MODES else chosen[max((one for one in chosen if path.startswith(one)), key=len)]

    wanted = [
        sa.and_(here, Case.urgency >= least)
        for mode, here in groups([*chosen, *incidents.saying("moderation", now)], mode_of, strictness)
        if (least := MODES[mode].looked_at_from) is not None
    ]
    return sa.and_(Case.verified_at.is_(None), Case.state.in_(rules.LISTED), sa.or_(sa.false(), *wanted))


def by_freshness() -> Iterator[tuple[timedelta, Here]]:
    """The times without a word after which cases expire, each with the cases that have it; the shortest of several."""
    now, usual = clock.now(), config.current().fresh_s

    def seconds_of(path: str, code: str) -> int:
        standing = incidents.board(path, now).get(code)
        return (standing.settings.fresh_s if standing else None) or usual

    for seconds, here in groups(incidents.saying("fresh_s", now), seconds_of, lambda one: -one):
        yield timedelta(seconds=seconds), here


def groups(said: Iterable[str], value_of: Callable[[str, str], T], strict: Callable[[T], Any]) -> list[tuple[T, Here]]:
    """Every value that some cases have, with those cases: of the values of what a case asks for, the strictest.

    `said`: the paths of the areas that say something; `value_of` tells the value of a path and the code of a utility.
    Cases of areas that say nothing have the values of the nearest area above, in the end those of the empty path.
    """
    codes = list(kinds.BY_CODE)
    values = {path: tuple(value_of(path, code) for code in codes) for path in {"", *said}}
    where: dict[tuple[T, ...], list[int]] = defaultdict(list)
    for place in areas.everywhere() if len(set(values.values())) > 1 else ():
        nearest = max((path for path in incidents.up(place.path) if path in values), key=len, default="")
        where[values[nearest]].append(place.id)
    root = values[""]
    others = [number for told, some in where.items() if told != root for number in some]
    found: list[tuple[tuple[T, ...], Here]] = [
        (told, Case.area_id.in_(some)) for told, some in where.items() if told != root
    ]
    found.append((root, Case.area_id.not_in(others) if others else sa.true()))
    return [
        (value, sa.and_(here, of_these)) for told, here in found for value, of_these in _by_kinds(codes, told, strict)
    ]


def _by_kinds(codes: list[str], values: tuple[T, ...], strict: Callable[[T], Any]) -> Iterator[tuple[T, Here]]:
    """The values of the utilities, the strictest first, each for the cases that ask for nothing stricter."""
    stricter = 0
    order = sorted(set(values), key=strict, reverse=True)
    for value in order:
        mask = kinds.mask_of(code for code, one in zip(codes, values, strict=True) if one == value)
        asked = sa.true() if value == order[-1] else Case.kinds.bitwise_and(mask) != 0
        yield value, sa.and_(Case.kinds.bitwise_and(stricter) == 0, asked)
        stricter |= mask
