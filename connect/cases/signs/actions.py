"""Keeping the signs of danger with the case that asks for medical advice, and only with that.

Told anew they stand beside what was told before: a case stays as grave as the gravest that was ever told of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa

from connect import clock, db
from connect.cases.asking.request_details import RequestDetails
from connect.cases.models import Case
from connect.cases.signs.models import CaseSigns
from connect.crypto import encryption
from connect.incidents import kinds
from connect.incidents.signs import rules
from connect.incidents.signs.rules import Answers, Level
from connect.registry import personal_data

ADVICE = "medical_advice"  # the utility that the signs are asked with
MOST_EARLIER = 20  # tellings of before that are kept
TABLE = cast("sa.Table", CaseSigns.__table__)


def settled(details: RequestDetails) -> RequestDetails:
    """The details with the urgency that their signs ask for; without signs where no medical advice is asked for."""
    if details.signs is None or ADVICE not in {kinds.item(item).kind for item in details.needs}:
        return replace(details, signs=None)
    return replace(details, urgency=rules.urgency_with(rules.level_of(details.signs), details.urgency))


def rows(case_id: int, details: RequestDetails) -> list[dict[str, Any]]:
    """The row of `case_signs` for a case that is posted, or none."""
    if details.signs is None:
        return []
    kept = json.dumps(rules.as_kept(details.signs), ensure_ascii=False)
    return [{
        "case_id": case_id, "version": details.signs.version, "level": int(rules.level_of(details.signs)),
        **encryption.sealed_row(CaseSigns, case_id, {"answers": kept}),
    }]  # fmt: skip


def tell_anew(case: Case, given: Answers | None) -> Level:
    """Keeps what a requester tells now before what was told earlier; the level of it, NONE where nothing is told.

    The case never becomes less grave by it. Another age counts for what was told before, too.
    """
    row = db.session.get(CaseSigns, case.id)
    if given is None or (row and _says_nothing_new(given, _kept(row))):
        return Level.NONE
    earlier = [{**_kept(row), "earlier": []}, *_kept(row)["earlier"]] if row else []
    now = rules.level_of(_with_earlier(given, earlier))
    if row is None:
        row = CaseSigns(case_id=case.id, level=Level.NONE.value)
        db.session.add(row)
    row.version, row.level = given.version, max(row.level, int(now))
    kept = {**rules.as_kept(given), "at": clock.now().isoformat(), "earlier": earlier[:MOST_EARLIER]}
    row.answers = json.dumps(kept, ensure_ascii=False)
    db.session.flush()
    return now


def least_urgency(case: Case, urgency: int) -> int:
    """An urgency that somebody chooses for a case, raised to what its signs ask for: no choice takes that back."""
    row = db.session.get(CaseSigns, case.id)
    return rules.urgency_with(Level(row.level), urgency) if row else urgency


def _kept(row: CaseSigns) -> dict[str, Any]:
    return {"at": None, "earlier": [], **json.loads(row.answers)}


def _says_nothing_new(given: Answers, kept: Mapping[str, Any]) -> bool:
    """Whether a form came back with the age alone, as it was shown: then what was told before stands."""
    return given.band == kept["band"] and not given.signs and not any(x is not None for x in given.values.values())


def _with_earlier(given: Answers, earlier: Sequence[Mapping[str, Any]]) -> Answers:
    """The answers of now together with all earlier ones that were given for another age."""
    all_told = [*(rules.from_kept(one) for one in reversed(earlier) if one["band"] != given.band), given]
    ticked = {code for one in all_told for code in one.signs}
    values = {code: value for one in all_told for code, value in one.values.items() if value is not None}
    return rules.answers_of(given.band, ticked, values)


@personal_data.erasure("case_signs", of="case")
def forget(case: Case) -> None:
    """Deletes the signs of a case."""
    row = db.session.get(CaseSigns, case.id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
