"""Whether the list of signs of danger is in use, and who has signed it."""

import sqlalchemy as sa

from connect import db
from connect.incidents.signs.models import SignList
from connect.incidents.signs.rules import CURRENT
from connect.registry.drill import exercises


def is_signed() -> bool:
    """Whether a clinician has signed the list as it lies in the code; else it asks nobody anything."""
    return db.session.scalar(sa.select(sa.exists().where(*_of_this()))) or False


def are_asked() -> bool:
    """Whether the list is asked of this browser: once it is signed, and before that in a drill, to practise."""
    return exercises.current() is not None or is_signed()


def signatures() -> list[SignList]:
    """All signatures, the newest first; those of earlier versions stay."""
    return list(db.session.scalars(sa.select(SignList).order_by(SignList.id.desc())))


def signed_by() -> SignList | None:
    """The first signature under the list as it lies in the code."""
    return db.session.scalar(sa.select(SignList).where(*_of_this()).order_by(SignList.id).limit(1))


def _of_this() -> tuple[sa.ColumnElement[bool], ...]:
    return SignList.version == CURRENT.version, SignList.digest == CURRENT.digest
