"""Reading the signs of danger of a case."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import get_locale, lazy_gettext as _l

from connect import db, formatting
from connect.cases.models import Case
from connect.cases.signs.models import CaseSigns
from connect.incidents.signs import rules
from connect.incidents.signs.rules import CURRENT, Answers, Level
from connect.registry import personal_data

EARLIER = _l("a sign of an earlier list")


class Line(NamedTuple):
    """One answer in words; `value` of a measure, None where it was not measured, "" of a sign.

    `before`: it was told in an earlier telling, and is not among what is told now.
    """

    words: str
    level: Level
    value: str | None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of a case for those who may read them: age in words, the grave ones first, then the rest.

    A grave one of an earlier telling stays among the grave ones. `at`: when they were told anew; None: with the case.
    """

    level: Level
    band: str
    grave: Sequence[Line]
    others: Sequence[Line]
    version: str
    at: datetime | None


def level(case: Case) -> Level:
    """How grave the answers of a case are; NONE where nobody was asked, too."""
    row = db.session.get(CaseSigns, case.id)
    return Level(row.level) if row else Level.NONE


def answers(case: Case) -> Answers | None:
    """The answers of a case; None where nobody was asked, or they are wiped."""
    row = db.session.get(CaseSigns, case.id)
    return rules.from_kept(json.loads(row.answers)) if row else None


def by_gravity(cases: sa.Select[Case]) -> sa.Select[Case]:
    """Puts a select of cases in the order of clinicians: E, U, then whoever waits longest.

    An urgency that was chosen counts like the level that leads to it, and one that raises no level comes next.
    """
    level = sa.func.coalesce(CaseSigns.level, 0)
    chosen = sa.case(
        *((Case.urgency >= urgency, int(level)) for level, urgency in sorted(rules.URGENCY.items(), reverse=True)),
        else_=0,
    )
    gravest = sa.case((level > chosen, level), else_=chosen)
    joined = cases.outerjoin(CaseSigns, CaseSigns.case_id == Case.id)
    return joined.order_by(gravest.desc(), level.desc(), Case.waiting_since, Case.id)


def told(case: Case) -> Told | None:
    """The answers of a case in the reader's language; None where nobody was asked, or they are wiped."""
    row = db.session.get(CaseSigns, case.id)
    if row is None:
        return None
    kept = json.loads(row.answers)
    given, lang = rules.from_kept(kept), str(get_locale())
    grave, band = rules.grave_of(given), CURRENT.bands.get(given.band)
    calm = [code for code in [*given.signs, *given.values] if code not in grave]
    lines = [_line(code, given, grave[code], lang) for code in grave]
    at = kept.get("at")
    return Told(
        Level(row.level), band.name(lang) if band else "",
        sorted([*lines, *_before(kept.get("earlier", ()), set(grave), lang)], key=lambda one: -one.level),
        [_line(code, given, Level.NONE, lang) for code in calm], given.version,
        datetime.fromisoformat(at) if at else None,
    )  # fmt: skip


def _before(earlier: Sequence[Mapping[str, Any]], known: set[str], lang: str) -> Iterator[Line]:
    """The grave answers of earlier tellings, the newest first, that are not grave in a later one."""
    for one in earlier:
        told = rules.from_kept(one)
        fresh = {code: level for code, level in rules.grave_of(told).items() if code not in known}
        known |= set(fresh)
        yield from (_line(code, told, level, lang)._replace(before=True) for code, level in fresh.items())


def _line(code: str, given: Answers, how: Level, lang: str) -> Line:
    if measure := CURRENT.measures.get(code):
        value = given.values[code]
        shown = None if value is None else f"{formatting.number(float(value))} {measure.unit}".rstrip()
        return Line(measure.name(lang), how, shown)
    sign = CURRENT.signs.get(code)
    return Line(sign.name(lang) if sign else str(EARLIER), how, "")


@personal_data.part("signs_of_danger", "case_signs", of="case")
def kept(case: Case) -> dict[str, Any] | None:
    """The answers of a case as they are kept, for the requester's download."""
    row = db.session.get(CaseSigns, case.id)
    return json.loads(row.answers) if row else None
