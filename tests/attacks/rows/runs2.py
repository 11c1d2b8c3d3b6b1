"""A run as a key to doors: approved by oneself, looked at by whoever led it or after its end, its codes guessed.

One world: a run of six households with two teams, as its coordinator, leaders and their second accounts play it.
"""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Organization, Person
from connect.cases import actions as cases
from connect.cases.claims.models import Claim
from connect.shopping.gathering import actions
from connect.shopping.orders.models import Order
from connect.shopping.runs.models import Run, RunStop, RunTeam
from tests.attacks.stage import Stage
from tests.builders import make_person, token_of
from tests.cases.runs.builders import make_member, make_team
from tests.shopping.gathering.builders import Made
from tests.socket.browser import Answer, Browser

DOOR = "Số 12"
TOKEN = "/accounts/me"  # a page of which everybody who is signed in has the token


def attack(stage: Stage) -> None:
    with stage.context():
        world = _World(stage, Made(stops=6, teams=2, approved=False))
    _approves_the_own_run(world)
    _looks_into_a_foreign_one(world)
    _guesses_codes(world)
    _was_replaced(world)
    _not_this_person(world)
    _after_the_end(world)


class _World:
    """The run, its people as browsers, and its orders as numbers: rows do not outlive their context."""

    def __init__(self, stage: Stage, made: Made) -> None:
        self.stage, self.run, self.number = stage, made.run.public_id, made.run.id
        self.group, self.official = made.organization.id, made.official.id
        self.orders = [order.public_id for order in made.orders]
        self.cases = [order.case.public_id for order in made.orders]
        self.links = [token_of(order.case) for order in made.orders]
        self.codes = [cases.secret_of(order.case).delivery_code for order in made.orders]
        self.leaders = [one.id for one in made.leaders]
        self.coordinator = stage.browser_of(made.coordinator.id)
        self.first, self.other = (stage.browser_of(number) for number in self.leaders)

    def press(self, who: Browser, path: str, **typed: str) -> Answer:
        """A press on a page of this run."""
        return who.post(f"/shopping/{path.format(run=self.run)}", typed, form=TOKEN)

    def contact(self, who: Browser, number: int) -> Answer:
        """Asks for the contact of a household."""
        return who.post(f"/cases/{self.cases[number]}/contact", {}, form=TOKEN)

    def typed(self, who: Browser, number: int, code: str, key: str = "") -> Answer:
        """Types a code of a household."""
        order = self.orders[number]
        return self.press(who, "codes/{run}", **{f"code-{order}": code, f"key-{order}": key or str(uuid.uuid4())})

    def state(self, number: int) -> str:
        """Where the case of a household stands."""
        return str(self.stage.value("SELECT state FROM cases WHERE public_id = :code", code=self.cases[number]))

    def holder(self, number: int) -> int | None:
        """The leader who holds a household for a run at this moment."""
        with self.stage.context():
            order = db.session.query(Order).filter_by(public_id=self.orders[number]).one()
            held = db.session.query(Claim).filter(Claim.case_id == order.case_id, Claim.runs(clock.now())).all()
            return held[0].person_id if held else None


def _approves_the_own_run(world: _World) -> None:
    """The coordinator, a second account of the coordinator that is only a member, and a leader."""
    stage = world.stage
    with stage.context():
        group = db.session.get_one(Organization, world.group)
        puppet = make_member(group, name="Lê Điều Phối").id
    with stage.context():
        version = db.session.query(Run).filter_by(public_id=world.run).one().version
    for who in (world.coordinator, stage.browser_of(puppet), world.first, stage.signed_in("volunteer")[0]):
        sent = world.press(who, "runs/{run}/approve", version=str(version))
        assert sent.status == 404, f"approved by one's own people: {sent.status}"
    assert world.press(world.coordinator, "runs/{run}/gather").status == 409, "gathered before the yes"
    # Whoever has changed it is not its second person either.
    with stage.context():
        peer = make_member(db.session.get_one(Organization, world.group), "moderator").id
    helping = stage.browser_of(peer)
    leader = {"leader": _code(stage, puppet), "version": str(version)}
    assert world.press(helping, "runs/{run}/team/2/leader", **leader).status == 303
    assert world.press(helping, "runs/{run}/approve", version=str(version + 1)).status == 404, "planned and approved"
    with stage.context():
        world.leaders[1] = puppet
        second = db.session.get_one(Person, world.official).id
    world.other, official = stage.browser_of(puppet), stage.browser_of(second)
    page = official.get(f"/shopping/runs/{world.run}/approve")
    assert DOOR not in page.text and world.press(official, "runs/{run}/approve", version=str(version)).status == 409
    assert official.post(f"/shopping/runs/{world.run}/approve").status == 303
    assert world.press(world.coordinator, "runs/{run}/gather").status == 303
    assert world.contact(official, 0).status == 409, "whoever said yes sees a door"


def _code(stage: Stage, number: int) -> str:
    return str(stage.value("SELECT public_id FROM people WHERE id = :number", number=number))


def _looks_into_a_foreign_one(world: _World) -> None:
    """Another organisation's coordinator and a stranger: of this run there is no page, no paper and no door."""
    stage = world.stage
    with stage.context():
        rival = make_member(make_team(), "moderator").id
    for who in (stage.browser_of(rival), stage.signed_in("volunteer", verified=True)[0]):
        for path in ("runs/{run}", "runs/{run}/stops", "sheets/{run}/loading", "sheets/{run}/bags", "codes/{run}"):
            assert who.get(f"/shopping/{path.format(run=world.run)}").status == 404, f"{path} of a foreign run"
        for path in ("sheets/{run}/route", "runs/{run}/finish", "runs/{run}/gather", "runs/{run}/team/1/handover"):
            assert world.press(who, path, team="1").status == 404, f"{path} of a foreign run"
        assert world.typed(who, 0, world.codes[0]).status == 404, "a stranger types a code"
        assert world.contact(who, 0).status == 409
    assert world.press(world.other, "sheets/{run}/route", team="1").status == 404, "the other team's doors are printed"
    assert DOOR in world.press(world.first, "sheets/{run}/route", team="1").text


def _guesses_codes(world: _World) -> None:
    """Many keys, also all at once; then the right code, and the same guesses by the coordinator and the other team."""
    stage = world.stage
    with stage.context():
        made = db.session.query(Order).filter(Order.public_id.in_(world.orders)).all()
        for order in made:
            order.state = "bought"
        db.session.commit()
    right = world.codes[0]
    assert world.typed(world.other, 0, right).status == 422 and world.state(0) != "confirmed", (
        "the other team proves it"
    )
    wrong = [f"{(int(right) + n) % 10_000:04}" for n in range(1, 19)]
    eager = stage.browser_of(world.leaders[0])
    with ThreadPoolExecutor(3) as pool:
        for who, codes in ((eager, wrong[:6]), (world.first, wrong[6:12]), (world.coordinator, wrong[12:18])):
            pool.submit(lambda who, codes: [world.typed(who, 0, code) for code in codes], who, codes)
    tried = int(str(stage.value(
        "SELECT sum(code_tries) FROM claims JOIN cases ON cases.id = claims.case_id WHERE public_id = :code",
        code=world.cases[0],
    )))  # fmt: skip
    assert tried <= 5, f"{tried} codes were looked at"
    world.typed(world.first, 0, right)
    assert world.state(0) != "confirmed", "a sixth code counts"
    assert world.typed(world.first, 2, world.codes[2]).status == 303 and world.state(2) == "confirmed"


def _was_replaced(world: _World) -> None:
    """A fresh account may not lead, another member may; the former leader has no door, paper or code any more."""
    stage, before = world.stage, world.first
    with stage.context():
        group = db.session.get_one(Organization, world.group)
        fresh, made = make_member(group), make_person(None, phone=stage.phone())
        with db.transaction():
            accounts.grant(made, "volunteer", organization=group)
        codes = fresh.public_id, made.public_id
        number = fresh.id
    refused = world.press(world.coordinator, "runs/{run}/team/1/handover", leader=codes[1])
    assert refused.status == 422, "a member of this minute leads to doors"
    assert world.press(world.coordinator, "runs/{run}/team/1/handover", leader=codes[0]).status == 303
    assert world.holder(4) == number, "the case stays with the former leader"
    assert before.get(f"/shopping/runs/{world.run}/stops").status == 404
    assert world.press(before, "sheets/{run}/route", team="1").status == 404
    assert world.contact(before, 4).status == 409 and world.typed(before, 4, world.codes[4]).status == 404
    for path in (f"/cases/{world.cases[4]}", f"/shopping/orders/{world.orders[4]}"):
        assert DOOR not in before.get(path).text, f"{path} shows the door to a former leader"
    world.leaders[0], world.first = number, stage.browser_of(number)
    assert DOOR in world.contact(world.first, 4).text


def _not_this_person(world: _World) -> None:
    """A household that wants somebody else is gathered for the same leader by no press and by no further run."""
    stage, leader = world.stage, world.leaders[0]
    own = stage.browser()
    sent = own.post(f"/cases/mine/{world.links[4]}/stop", {}, form=f"/cases/mine/{world.links[4]}")
    assert sent.status == 303 and world.holder(4) is None, sent.words[:300]
    assert world.press(world.coordinator, "runs/{run}/gather").status == 303
    assert world.holder(4) != leader, "gathered again for whom the household has stopped"
    with stage.context():
        again = _another_run(world)
    assert world.press(world.coordinator, f"runs/{again}/gather").status == 303
    assert world.holder(4) != leader, "a further run brings the same leader to the door"
    assert world.contact(world.first, 4).status == 409
    assert world.typed(world.first, 4, world.codes[4]).status == 422 and world.state(4) == "open"


def _another_run(world: _World) -> str:
    """A further run of the same coordinator and leader for the household, with an official's yes."""
    old = db.session.get_one(Run, world.number)
    now, order = clock.now(), db.session.query(Order).filter_by(public_id=world.orders[4]).one()
    with db.transaction() as session:
        run = Run(
            window_id=old.window_id, organization_id=old.organization_id, coordinator_id=old.coordinator_id,
            state="planned", area_ids=old.area_ids, start_name="Chợ", back=False, seed=1, created_at=now,
            changed_at=now, solved_at=now, starts_at=old.starts_at, ends_at=old.ends_at,
        )  # fmt: skip
        session.add(run)
        session.flush()
        team = RunTeam(
            run_id=run.id, number=1, leader_id=world.leaders[0], vehicle="foot", kg=50, bags=9, most_stops=9,
            start_from=old.starts_at, until=old.ends_at,
        )  # fmt: skip
        session.add(team)
        session.flush()
        session.add(RunStop(run_id=run.id, order_id=order.id, team_id=team.id, number=1, arrives_at=now))
    with db.transaction() as session:
        actions.approve(run, session.get_one(Person, world.official), run.version)
    return run.public_id


def _after_the_end(world: _World) -> None:
    """From the end on no door; until twelve hours after it a code from paper; after the day of its foot no paper."""
    stage = world.stage
    stage.forward(**_until_end(world))
    for who in (world.first, world.other, world.coordinator):
        for number in (1, 4, 5):
            assert world.contact(who, number).status in (403, 409), "a door after the end of the run"
        sent = world.press(who, "sheets/{run}/route", team="1")
        assert sent.status in (404, 409) and DOOR not in sent.text, "doors are printed after the end"
    assert world.typed(world.stage.signed_in("volunteer")[0], 1, world.codes[1]).status == 404
    stage.forward(hours=13)
    assert world.typed(world.other, 1, world.codes[1]).status == 422, "a code half a day later"
    assert world.state(1) != "confirmed"
    stage.forward(days=2)
    for path in ("loading", "bags"):
        page = world.coordinator.get(f"/shopping/sheets/{world.run}/{path}")
        assert page.status in (200, 404) and not re.search(r"huge-number|Gạo", page.text), f"{path} after its day"


def _until_end(world: _World) -> dict[str, float]:
    with world.stage.context():
        left: timedelta = db.session.get_one(Run, world.number).ends_at - clock.now()
    return {"seconds": left.total_seconds() + 5}
