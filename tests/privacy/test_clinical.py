"""Whether a home asks for medical advice, and what becomes of it, changes no byte of any answer to anybody else."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, wiping
from connect.cases.asking import posting
from connect.cases.asking.request_details import RequestDetails
from connect.cases.changes import actions as changes
from connect.cases.claims import handover
from connect.cases.clinical import actions as clinical, siblings
from connect.cases.disclosure import case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.demo import fill
from tests.builders import hold, location, make_clinician, make_person, post_both, post_case, take
from tests.often import often
from tests.privacy import worlds as parts
from tests.privacy.asking import Asker
from tests.privacy.noninterference import compare
from tests.privacy.worlds import ELSEWHERE, Cast, World, standing_still

PAIRS, EACH = often(5_000, 150), 1
pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="two copies of one file of SQLite")
Worlds = tuple[World, World, Cast]


@pytest.fixture(scope="module")
def worlds(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Two sites; in the second, homes have asked for medical advice too, and it went on in every way."""
    with standing_still() as chance:
        yield _worlds(tmp_path_factory.mktemp("clinical"), chance, Path(template))


def _worlds(folder: Path, chance: parts.Chance, template: Path) -> Worlds:
    chance.begin(11)
    base = parts._app(folder / "base", template, moderation="peer_to_peer")
    with base.app_context():
        fill.fill(11, fill.Size(cases=30, helpers=40, notices=3), lambda done: None)
        people = {
            "volunteer": make_person(), "verified": make_person(verified=True),
            **{role: make_person(role, ELSEWHERE) for role in ("moderator", "official", "admin")},
        }  # fmt: skip
        _own, token = post_case()
        doctor = make_clinician().public_id
        sessions = {role: parts.signed_in(base, person) for role, person in people.items()}
        parts._settle()
    both = [World(parts._app(folder / n, folder / "base" / "connect.db"), chance) for n in ("first", "second")]
    for world in both:
        world.cookies = parts.cookies(world.app, sessions, token)
    with both[1].app.app_context():
        codes = _ask_for_advice(doctor)
    with both[0].app.app_context():
        cast = parts._cast(both[0].app)
    cast.others = [*codes, *cast.others]
    return both[0], both[1], cast


def _ask_for_advice(doctor: str) -> list[str]:
    """Advice alone, and beside an earlier case of others; and all that comes of it."""
    clinician = db.session.scalars(sa.select(Person).where(Person.public_id == doctor)).one()
    found = [post_both(needs={"doctor_call": 1}, urgency=n % 4)[0] for n in range(6)]
    food = db.session.scalars(sa.select(Case).order_by(Case.id).limit(1)).one()
    told = parts_of(food)
    with db.transaction():
        draft = posting.draft(told, location(), form_key="beside", lang="vi")
        posted = posting.post_all([draft], [posting.placement_of(draft)], beside=food.id)[0]
    found.append(db.session.get_one(Case, posted.case_id))
    assert siblings.of(food) == found[-1:]
    take(found[0], clinician)
    hold(found[1], clinician)
    with db.transaction():
        clinical.advise(case_view.of(found[1], Actor(clinician)))
        handover.confirm(found[1])
        actions.withdraw(found[2])
        wiping.wipe(found[3])
    return [case.public_id for case in found]


def parts_of(food: Case) -> RequestDetails:
    """The details of advice that the home of a case asks for besides."""

    return replace(changes._now(food), needs={"counselling": 1}, health=True, guards=0)


@pytest.mark.timeout(600)
def test_no_answer_to_anybody_tells_that_advice_was_asked_for(worlds: Worlds) -> None:
    with worlds[0].app.app_context():
        asker = Asker(worlds[0].app, worlds[2], random.Random(3))
    run = compare(worlds[:2], asker, PAIRS, cheap=0.6, each=EACH)
    assert not run.crashes, run.crashes[:3]
    assert not run.differences, f"{run.differences} of {run.pairs}, the first: {run.first_difference}"
    with worlds[1].app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Case.id)).where(Case.guarded == 2)) >= 7


def test_the_check_finds_advice_that_is_listed(worlds: Worlds) -> None:
    with worlds[1].app.app_context(), db.transaction():
        hidden = list(db.session.scalars(sa.select(Case.id).where(Case.guarded == 2)))
        db.session.execute(sa.update(Case).where(Case.id.in_(hidden)).values(guarded=0))
    with worlds[0].app.app_context():
        asker = Asker(worlds[0].app, worlds[2], random.Random(4))
    run = compare(worlds[:2], asker, 300, cheap=0.6, stop=True)
    with worlds[1].app.app_context(), db.transaction():
        db.session.execute(sa.update(Case).where(Case.id.in_(hidden)).values(guarded=2))
    assert run.differences
