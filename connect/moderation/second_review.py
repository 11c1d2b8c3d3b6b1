"""The second opinion: drawn at the first decision, given blind by somebody else, read by the first."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases import rules as case_rules, transitions
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import fingerprints
from connect.errors import Conflict, RuleBroken
from connect.moderation import rules
from connect.moderation.models import SecondOpinion


def sample(case: Case, verb: str, by: Person) -> None:
    """Puts a decision before a second moderator when it is drawn."""
    if case.guarded == case_rules.DRILL:
        return
    settings = config.current()
    if rules.sampled(fingerprints.key(), case.public_id, settings.second_opinion_percent):
        db.session.add(SecondOpinion(case_id=case.id, verb=verb, first_id=by.id, asked_at=clock.now()))
        db.session.flush()


def answer(opinion: SecondOpinion, by: Person, verb: str, reason: str | None = None) -> None:
    """Stores the decision of the second moderator. A difference goes into the history of the case."""
    if verb not in rules.DECISIONS or (verb == "reject" and reason not in case_rules.REJECT_REASONS):
        raise RuleBroken(_l("Choose what you would have decided, with the reason when it is not accepted."))
    first = (
        sa.update(SecondOpinion)
        .where(SecondOpinion.id == opinion.id, SecondOpinion.second_id.is_(None), SecondOpinion.first_id != by.id)
        .values(second_id=by.id, second_verb=verb, reason=reason if verb == "reject" else None,
                answered_at=clock.now())
        .returning(SecondOpinion.id)
    )  # fmt: skip
    if db.session.execute(first).first() is None:
        raise Conflict(_l("Somebody else has given this second opinion already."))
    if verb != opinion.verb:
        transitions.remark(opinion.case, "second", Actor(by))


def seen(opinion: SecondOpinion) -> None:
    """The first has read that the second disagrees."""
    opinion.seen_at = clock.now()
