"""Answers of the invented households to the questions on food, since they are asked."""

import random
from datetime import date, timedelta

import sqlalchemy as sa

from connect import db
from connect.cases import rules
from connect.cases.answers import actions
from connect.cases.answers.rules import answered
from connect.cases.models import Case, Need
from connect.incidents.demo.board import ASKED, Asked
from connect.incidents.questions import queries as questions
from connect.incidents.questions.evaluation import Typed, evaluate
from connect.registry.demo_data import Wave


def fill(wave: Wave) -> None:
    """Answers for those who still need help; the others have asked before, or are helped."""
    set_id, since = wave.get(Asked)
    asked = questions.published(set_id).questions
    wanted = sa.select(Need.case_id).where(Need.kind == ASKED)
    statement = sa.select(Case).where(Case.id.in_(wanted), Case.state.in_(rules.NOT_ENDED), Case.waiting_since >= since)
    for case in db.session.scalars(statement.order_by(Case.id)):
        outcome = evaluate(asked, _typed(wave.dice, case.people, wave.now.date()))
        actions.replace(case, {ASKED: answered(set_id, asked, outcome.values)})


def _typed(dice: random.Random, people: int, today: date) -> Typed:
    """The fields as a household fills them in; what does not hang together is dropped as on the page."""
    return {
        "can_cook": [dice.choice(("yes", "yes", "yes", "no"))], "ready_meals": [str(min(90, 2 * people))],
        "diet": dice.sample(("vegetarian", "soft", "low_sugar"), dice.choice((0, 0, 0, 1))),
        "until": [(today + timedelta(days=dice.randint(1, 6))).isoformat()] if dice.random() < 0.4 else [],
    }  # fmt: skip
