"""Reading the signs of danger of a case."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
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
    """One answer in words; `value` of a measure, None where it was not measured, "" of a sign."""

    words: str
    level: Level
    value: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of a case for those who may read them: age in words, the grave ones first, then the rest."""

    level: Level
    band: str
    grave: Sequence[Line]
    others: Sequence[Line]
    version: str


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
    given, row = answers(case), db.session.get(CaseSigns, case.id)
    if given is None or row is None:
        return None
    lang, grave = str(get_locale()), rules.grave_of(given)
    calm = [code for code in [*given.signs, *given.values] if code not in grave]
    band = CURRENT.bands.get(given.band)
    return Told(
        Level(row.level), band.name(lang) if band else "",
        [_line(code, given, grave[code], lang) for code in grave],
        [_line(code, given, Level.NONE, lang) for code in calm], given.version,
    )  # fmt: skip


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
    given = answers(case)
    return rules.as_kept(given) if given else None
