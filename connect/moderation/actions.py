"""Writing what the desk decides about areas, and taking back what it decided about a case."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import rules as account_rules
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.cases.changes import reversals
from connect.cases.duplicates.models import Suspicion
from connect.cases.models import Case
from connect.cases.screening.models import ModerationMode
from connect.cases.screening.rules import MODES
from connect.cases.transitions import Actor
from connect.errors import NotAllowed, RuleBroken
from connect.moderation.models import AbuseReport, SecondOpinion


def choose_mode(place: Place, mode: str | None, by: Person) -> ModerationMode:
    """Sets how requests are looked at in an area and all below it; None: as the area above it."""
    if not account_rules.may_verify(by.roles, place.path):
        raise NotAllowed(_l("Only an official or admin of an area chooses how its requests are looked at."))
    if mode is not None and mode not in MODES:
        raise RuleBroken(_l("Choose one of the ways."))
    made = ModerationMode(area_id=place.id, mode=mode, by_id=by.id, at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made


def undo(case: Case, by: Person) -> None:
    """Takes a decision back with all that hung on it: the second opinion, the answer to reports, the word on a pair."""
    event = reversals.undo(case, Actor(by))
    mine = sa.and_(AbuseReport.settled_by_id == by.id, AbuseReport.settled_at >= event.at)
    reports = sa.update(AbuseReport).where(AbuseReport.kind == "case", AbuseReport.subject == case.public_id, mine)
    pairs = sa.update(Suspicion).where(
        sa.or_(Suspicion.low_id == case.id, Suspicion.high_id == case.id),
        Suspicion.settled_by_id == by.id, Suspicion.settled_at >= event.at,
    )  # fmt: skip
    unasked = sa.delete(SecondOpinion).where(
        SecondOpinion.case_id == case.id, SecondOpinion.first_id == by.id, SecondOpinion.second_id.is_(None)
    )
    for statement in (
        reports.values(settled_at=None, settled_by_id=None, verdict=None),
        pairs.values(settled_at=None, settled_by_id=None, verdict=None),
        unasked,
    ):
        db.session.execute(statement)
