"""A clock that jumps by an hour, by 400 days, to a leap day and to the year's last second, and back, under people.

The line: no case is held by two, and nothing that was used, ended, refused as over or deleted counts again.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest import mock

import pyotp
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.models import Authenticator, Person
from connect.accounts.sign_in import factors, sessions
from connect.cases import actions, jobs, rules, transitions, wiping
from connect.cases.claims import actions as claim_actions
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.models import Case, CaseSecret
from connect.cases.transitions import Actor
from connect.errors import ConnectError
from connect.moderation.statistics import clocks as statistics
from connect.registry import retention
from tests.builders import make_case, make_person
from tests.visit import Browser

START = datetime(2027, 3, 1, 8, tzinfo=UTC)
SOUND = {"double": 0, "crooked": 0, "revived": 0, "failed": 0}
JUMPS: tuple[Callable[[datetime], datetime], ...] = (
    lambda now: now + timedelta(hours=1), lambda now: now - timedelta(hours=1),
    lambda now: now + timedelta(days=400), lambda now: now - timedelta(days=400),
    lambda now: datetime(2028, 2, 29, 23, 59, 58, tzinfo=UTC),
    lambda now: datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC), lambda now: START,
)  # fmt: skip


@dataclass
class World:
    """Who and what is there, and what must never count again."""

    app: Flask
    dice: random.Random
    cases: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    moderator: int = 0
    codes: dict[int, list[str]] = field(default_factory=dict)
    tokens: list[tuple[str, int]] = field(default_factory=list)
    dead: set[object] = field(default_factory=set)  # tokens, used codes, numbers of wiped cases
    told: Counter[str] = field(default_factory=lambda: Counter(SOUND))

    def case(self) -> Case:
        return db.session.get_one(Case, self.dice.choice(self.cases))

    def person(self) -> Person:
        return db.session.get_one(Person, self.dice.choice(self.people))


def run(app: Flask, steps: int, seed: int, careless: bool = False) -> dict[str, int]:
    """So many random actions, a jump before every third; what was wrong. `careless` plants two bugs; they end it."""
    with app.app_context(), ExitStack() as bugs:
        if careless:
            bugs.enter_context(_careless())
        world, now = World(app, random.Random(seed)), START
        with clock.told(now):
            _fill(world)
        for _ in range(steps):
            if world.dice.random() < 1 / 3:
                now = world.dice.choice(JUMPS)(now) if START.year <= now.year <= 2030 else START
                world.told["jumps"] += 1
            now += timedelta(seconds=world.dice.randrange(600))
            with clock.told(now):
                _step(world)
            if careless and world.told["double"] and world.told["revived"]:
                break
        db.session.remove()
        return {"steps": steps, **world.told}


@contextmanager
def _careless() -> Iterator[None]:
    """Planted: a lease that is over stays with whoever had it, and a session that is over is only refused."""
    with db.transaction() as session:
        session.execute(sa.text("DROP INDEX uq_claims_live"))
    with mock.patch.object(transitions, "end_claim"), mock.patch.object(sessions, "expire"):
        yield


def _fill(world: World) -> None:
    world.cases = [make_case().id for _ in range(3)]
    world.people = [make_person(verified=True).id for _ in range(4)]
    world.moderator = make_person("moderator").id
    with db.transaction() as session:
        for number in world.people:
            person = session.get_one(Person, number)
            world.codes[number] = factors.new_codes(person)
            session.add(Authenticator(
                person_id=number, secret=pyotp.random_base32(32), created_at=clock.now(), confirmed_at=clock.now(),
                last_step=0,
            ))  # fmt: skip


def _step(world: World) -> None:
    action = world.dice.choice(ACTIONS)
    try:
        action(world)
    except ConnectError:
        world.told["refused"] += 1
    except Exception as error:  # whatever else comes would be a page of error
        world.told["failed"] += 1
        world.told[f"failed by {type(error).__name__} in {action.__name__}"] += 1
    db.session.rollback()
    _check(world)
    db.session.remove()


def _check(world: World) -> None:
    live = list(db.session.scalars(sa.select(Claim).where(Claim.ended_at.is_(None))))
    until = {claim.case_id: claim.until for claim in live}
    world.told["double"] += len(live) > len(until)
    for case in db.session.scalars(sa.select(Case).where(Case.id.in_(world.cases))):
        leased = rules.is_leased(case.state, case.free_at, clock.now())
        world.told["crooked"] += leased and until.get(case.id) != case.free_at
    wiped = sa.select(CaseSecret.case_id).where(CaseSecret.wiped_at.is_not(None))
    world.told["revived"] += len({one for one in world.dead if isinstance(one, int)} - set(db.session.scalars(wiped)))


# --- What people and the clock do -------------------------------------------------------------------------


def take(world: World) -> None:
    """A helper takes a case."""
    with db.transaction():
        claim_actions.claim(case_view.of(world.case(), Actor(world.person())))
    world.told["claims"] += 1


def use(world: World) -> None:
    """The helper of a case goes on with it, or gives it back."""
    case, by = world.case(), Actor(world.person())
    with db.transaction():
        world.dice.choice((
            lambda: claim_actions.extend(case_view.of(case, by)), lambda: claim_actions.set_out(case_view.of(case, by)),
            lambda: claim_actions.release(case_view.of(case, by), "no_time"),
        ))()  # fmt: skip


def sweep(_world: World) -> None:
    """The worker's minute, and what it would delete."""
    jobs.sweep()
    retention.run(dry_run=True)


def need_again(world: World) -> None:
    """What the clock has expired is asked for again."""
    with db.transaction():
        actions.still_needed(world.case())


def wipe(world: World) -> None:
    """Somebody asks, takes it back, and has it deleted."""
    number = make_case("withdrawn").id
    with db.transaction() as session:
        wiping.wipe(session.get_one(Case, number))
    world.dead.add(number)


def paper_code(world: World) -> None:
    """A code on paper, perhaps an old one."""
    person = world.person()
    _try(world, person, world.dice.choice(world.codes[person.id]))


def app_code(world: World) -> None:
    """What the app shows at this moment, twice."""
    person = world.person()
    code = pyotp.TOTP(db.session.get_one(Authenticator, person.id).secret).at(clock.now())
    for _ in range(2):
        _try(world, person, code)


def _try(world: World, person: Person, code: str) -> None:
    with db.transaction():
        person.factor_tries, person.factor_wait_until = 0, None
        said = factors.accept(person, code)
    if said == "ok":
        world.told["codes"] += 1
        used = (person.id, code) if len(code) > 6 else (person.id, code, int(clock.now().timestamp()) // 30)
        world.told["revived"] += used in world.dead
        world.dead.add(used)


def sign_in(world: World) -> None:
    """A new session."""
    token = sessions.new_token()
    with db.transaction():
        sessions.begin(person := world.person(), token, "Firefox Android", by_factor=True)
    world.tokens.append((token, person.id))


def sign_out(world: World) -> None:
    """Everywhere."""
    person = world.person()
    with db.transaction():
        sessions.end_all(person)
    world.dead |= {token for token, number in world.tokens if number == person.id}


def come_back(world: World) -> None:
    """A browser with a token, which is either in or never again."""
    if not world.tokens:
        return
    token, _ = world.dice.choice(world.tokens[-4:])  # often the same ones
    client = Browser(world.app, world.app.response_class)
    client.set_cookie("in", token)
    if client.get("/accounts/me").status_code == 200:
        world.told["revived"] += token in world.dead
        world.told["came_back"] += 1
    else:
        world.dead.add(token)


def look(world: World) -> None:
    """The pages that count days and hours."""
    moderator = db.session.get_one(Person, world.moderator)
    statistics.by_hour(moderator)
    statistics.of_moderator(moderator)
    client = Browser(world.app, world.app.response_class)
    for path in ("/", "/cases/nearby", "/cases/map", "/notices/"):
        assert client.get(path).status_code == 200, path


ACTIONS: tuple[Callable[[World], None], ...] = (
    take, take, take, use, use, sweep, need_again, wipe, paper_code, app_code, sign_in, sign_out, come_back, come_back,
    come_back, look,
)  # fmt: skip
