"""A process that moves cases at random, through the door, until it is killed: `python -m tests.cases.walk SEED`.

A second word plants a bug: `forgetful`, `wardless`. The site is named by the environment: CONNECT_INSTANCE,
CONNECT_KEYS, CONNECT_SECRET_KEY and DATABASE_URL.
"""

import itertools
import random
import sys
from collections.abc import Callable

from connect import db, geo
from connect.app import create_app
from connect.cases import actions
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.map import cell_counts
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import ConnectError
from tests import builders
from tests.builders import BEN_THANH, make_person, post_case

PLACES = (BEN_THANH, geo.Point(10.7915, 106.6839), geo.Point(16.4637, 107.5909), geo.Point(21.0285, 105.8542))


def walk(dice: random.Random) -> None:
    """Posts, and moves what it posted, for ever."""
    helpers, moderator = [make_person(verified=True)], Actor(make_person("moderator"))
    mine = [post_case(dice.choice(PLACES))[0].id]
    moves: list[Callable[[Case], object]] = [
        lambda case: actions.approve(case, moderator, "walks"),
        lambda case: claim_actions.claim(case_view.of(case, Actor(helpers[-1]))),
        lambda case: claim_actions.claim(case_view.of(case, Actor(helpers[-1]))),
        lambda case: claim_actions.set_out(case_view.of(case, Actor(helpers[-1]))),
        lambda case: claim_actions.release(case_view.of(case, Actor(helpers[-1])), "no_time"),
        lambda case: bring(case, Actor(helpers[-1])),
        lambda case: actions.correct(case, moderator, urgency=dice.randrange(4)),
        lambda case: actions.withdraw(case),
    ]
    while True:
        if dice.random() < 0.2:
            mine.append(post_case(dice.choice(PLACES))[0].id)
        if dice.random() < 0.02:  # another one now and then: nobody may do much in a day
            helpers.append(make_person(verified=True))
        move, number = dice.choice(moves), dice.choice(mine)
        try:
            with db.transaction():
                move(db.session.get_one(Case, number))
        except ConnectError:
            db.session.rollback()


def bring(case: Case, by: Actor) -> None:
    """Brings all that is wanted, proven by the delivery code."""
    disclosures.reveal(case_view.of(case, by), "to deliver")
    code = actions.secret_of(case).delivery_code
    handover.hand_over(case_view.of(case, by), {need.item: need.rest for need in case.needs}, code)


def forget_one_in_twenty(dice: random.Random) -> None:
    """The bug planted on purpose: some changes are not counted."""
    honest = cell_counts.changed
    cell_counts.changed = lambda before, after: honest(before, after) if dice.random() > 0.05 else None


def leave_wards_out() -> None:
    """Another one: folds add to the cells alone."""
    cell_counts._add_areas = lambda sums: None


if __name__ == "__main__":
    builders._numbers = itertools.count(2_000_000 + 20_000 * int(sys.argv[1]))  # phones of its own
    chance = random.Random(int(sys.argv[1]))
    if "forgetful" in sys.argv:
        forget_one_in_twenty(chance)
    if "wardless" in sys.argv:
        leave_wards_out()
    with create_app(testing=True).app_context():
        walk(chance)
