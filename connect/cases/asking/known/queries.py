"""Reading what the database holds of a form and a phone, in one statement before and one within the writers' turn."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from connect import db
from connect.cases.models import CaseSecret


class Known(NamedTuple):
    """The facts of a draft's form and phone that the database holds already."""

    same_form: int | None  # the case that this very form has become
    cases_of_phone: int
    own_cells: Sequence[tuple[int, int]]  # public cell and resolution of the phone's cases that are this browser's own


def of(identity: str, phone_hash: str, own: Collection[int]) -> Known:
    """The facts of a form by its identity and the mark of its phone; `own` are the cases of this browser."""
    reader = db.Reader()
    rows = reader.rows(_known_sql(reader.mark), (phone_hash, identity))
    same_form = next((case for case, form, *_ in rows if form == identity), None)
    of_phone = [(case, cell, res) for case, _form, phone, cell, res in rows if phone == phone_hash]
    return Known(same_form, len(of_phone), [(cell, res) for case, cell, res in of_phone if case in own])


@lru_cache
def _known_sql(mark: str) -> str:
    return f"""
        SELECT s.case_id, s.form_hash, s.phone_hash, c.cell, c.cell_res
        FROM case_secrets AS s JOIN cases AS c ON c.id = s.case_id
        WHERE s.phone_hash = {mark} OR s.form_hash = {mark} ORDER BY s.case_id
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def case_of(identity: str) -> int | None:
    """The case that a form has become."""
    return db.session.scalar(sa.select(CaseSecret.case_id).where(CaseSecret.form_hash == identity))
