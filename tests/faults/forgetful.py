"""A site with a bug planted on purpose: every other commit is said and not done."""

import random

from sqlalchemy.orm import Session

from wsgi import app as app

_dice = random.Random()
_commit = Session.commit


def _forget(self: Session) -> None:
    if _dice.random() < 0.5:
        self.rollback()
    else:
        _commit(self)


Session.commit = _forget  # type: ignore[method-assign]
