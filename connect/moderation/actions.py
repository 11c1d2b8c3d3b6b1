"""Writing what the desk decides about areas."""

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import rules as account_rules
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.cases import rules as case_rules
from connect.cases.models import ModerationMode
from connect.errors import NotAllowed, RuleBroken


def choose_mode(place: Place, mode: str | None, by: Person) -> ModerationMode:
    """Sets how requests are looked at in an area and all below it; None: as the area above it."""
    if not account_rules.may_verify(by.roles, place.path):
        raise NotAllowed(_l("Only an official or admin of an area chooses how its requests are looked at."))
    if mode is not None and mode not in case_rules.MODES:
        raise RuleBroken(_l("Choose one of the ways."))
    made = ModerationMode(area_id=place.id, mode=mode, by_id=by.id, at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made
