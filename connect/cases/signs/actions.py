"""Keeping the signs of danger with the case that asks for medical advice, and only with that."""

import json
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa

from connect import db
from connect.cases.asking.request_details import RequestDetails
from connect.cases.models import Case
from connect.cases.signs.models import CaseSigns
from connect.crypto import encryption
from connect.incidents import kinds
from connect.incidents.signs import rules
from connect.registry import personal_data

ADVICE = "medical_advice"  # the utility that the signs are asked with
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


def keep(case: Case, details: RequestDetails) -> None:
    """Sets the signs of a case anew, where a change of it brings some."""
    for row in rows(case.id, details):
        forget(case)
        db.session.execute(sa.insert(TABLE), row)


@personal_data.erasure("case_signs", of="case")
def forget(case: Case) -> None:
    """Deletes the signs of a case."""
    row = db.session.get(CaseSigns, case.id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
