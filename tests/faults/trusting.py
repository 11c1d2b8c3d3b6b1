"""A site with a bug planted on purpose: what the disk says to a commit is not heard."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wsgi import app as app

_commit = Session.commit


def _trust(self: Session) -> None:
    try:
        _commit(self)
    except sa.exc.OperationalError:
        self.rollback()


Session.commit = _trust  # type: ignore[method-assign]
