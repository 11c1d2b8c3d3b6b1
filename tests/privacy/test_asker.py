"""Whoever types another's phone is told the same as with a phone that nobody has: in every mode, to the byte.

Two sites are equal but for others: in the second their requests carry the phones that the asker types, those phones
are watched and have asked often, and the requests bear flags. The asker does the same in both.
"""

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from connect import clock, db, geo
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.asking import requester_view
from connect.cases.asking.known import queries as known
from connect.cases.models import Case, CaseEvent, CaseSecret, requester_phone_hash
from connect.cases.screening.models import WatchedPhone
from connect.cases.screening.rules import MODES
from connect.crypto import signing
from connect.demo import fill
from tests.often import often
from tests.privacy.asking import Asker
from tests.privacy.noninterference import Run, compare, note
from tests.privacy.worlds import Answer, Ask, Chance, World, _app, _cast, _settle, cookies, standing_still

pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="two copies of one file of SQLite")
PAIRS = often(20_000, 80)
PHONES = [f"+8498{number:07}" for number in range(12)]  # what the asker types; nobody's in the first world
VERBS = ("still-needed", "received", "not-received", "allow", "stop")
Modes = dict[str, tuple[World, World]]


@pytest.fixture(scope="module")
def modes(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Modes]:
    """A pair of sites for each mode of moderation."""
    with standing_still() as chance:
        folder = tmp_path_factory.mktemp("others")
        wave = _app(folder / "wave", Path(template), "fully_moderated")
        with wave.app_context():
            fill.fill(3, fill.Size(cases=60, helpers=30, notices=4), lambda done: None)
            _settle()
        yield {mode: pair(folder, chance, mode) for mode in MODES}


def pair(folder: Path, chance: Chance, mode: str) -> tuple[World, World]:
    made = []
    for name in ("first", "second"):
        at = folder / mode / name
        at.parent.mkdir(exist_ok=True)
        world = World(_app(at, folder / "wave" / "connect.db", mode), chance)
        world.cookies = cookies(world.app, {}, "x" * 26)
        made.append(world)
    chance.begin(9)
    with made[1].app.app_context():
        give_others_the_phones(random.Random(1))
    return made[0], made[1]


def give_others_the_phones(dice: random.Random) -> None:
    """What differs: whose phones these are, how often they asked, that they are watched, and why others are held."""
    with db.transaction() as session:
        for case, secret in session.execute(sa.select(Case, CaseSecret).join(CaseSecret)):
            number = dice.choice(PHONES)
            secret.phone, secret.phone_hash = number, hashed(number)
            secret.consent_at = clock.now()
            if dice.random() < 0.5:
                told = {"verb": "flag", "from_state": case.state, "to_state": case.state, "actor": "clock"}
                session.add(CaseEvent(case_id=case.id, at=clock.now(), reason=dice.choice(rules.FLAGS), **told))
        session.add_all(WatchedPhone(phone_hash=hashed(one), at=clock.now()) for one in PHONES[::2])
    db.session.remove()


def hashed(number: str) -> str:
    return requester_phone_hash(number)


class Visitor:
    """One asker, the same in both worlds: what she sends, and what she keeps."""

    def __init__(self, worlds: tuple[World, World], seed: int) -> None:
        self.worlds, self.dice, self.run, self.kept = worlds, random.Random(seed), Run(), ""
        with worlds[1].app.app_context():
            theirs = db.session.execute(sa.select(Case, CaseSecret).join(CaseSecret))
            self.homes = [(case.centre, secret.phone) for case, secret in theirs]
            db.session.remove()
        self.csrf = _cast_csrf(worlds[0])

    def ask(self, path: str, body: dict[str, object] | None = None) -> Answer:
        """Puts one question to both; what the first answers."""
        sent = None if body is None else urlencode({"csrf_token": self.csrf, **body}, doseq=True)
        ask = Ask(
            path, path, role="asker", body=sent, lang=self.dice.choice(("vi", "en")), seed=self.dice.getrandbits(60)
        )
        ask = replace(ask, endpoint="asker")
        for world in self.worlds:
            world.cookies["asker"] = f"{world.cookies['anonymous']}; mine={self.kept}; browser={'b' * 22}"
        one, other = (world.answer(ask) for world in self.worlds)
        note(self.run, ask, ask, one, other)
        for name, value in one[0].headers:
            if name == "Set-Cookie" and (found := SimpleCookie(value).get("mine")):
                self.kept = found.value
        return one[0]

    def details(self) -> dict[str, object]:
        urgency = self.dice.choice(("normal", "urgent", "life_threatening"))
        words = self.dice.choice(("Nhà hết gạo.", "Xin ck vào stk 0123456789 VCB"))
        return {
            "item": [self.dice.choice(("rice", "milk", "oxygen"))], "people": 4, "urgency": urgency,
            "name": "Lê Thị Hai", "phone": self.dice.choice(PHONES), "door": "Số 5", "words": words,
        }  # fmt: skip

    def post(self) -> str:
        """A request from near somebody's home; the path of its own page, or nothing."""
        near, theirs = self.dice.choice(self.homes)
        phone = self.dice.choice((theirs, self.dice.choice(PHONES)))
        at = geo.Point(near.lat + self.dice.uniform(-0.01, 0.01), near.lon + self.dice.uniform(-0.01, 0.01))
        with self.worlds[0].app.test_request_context():
            ward, key = areas.ward_at(at).code, signing.signed(f"{self.dice.getrandbits(60):x}", "form")
        place = {"lat": f"{at.lat:.6f}", "lon": f"{at.lon:.6f}", "accuracy": 15, "place_by": "position", "ward": ward}
        again = self.dice.choice(({}, {"another": "1"}))
        answer = self.ask(
            "/cases/ask", {**self.details(), "phone": phone, **place, **again, "consent": "y", "form_key": key}
        )
        sent = dict(answer.headers).get("Location", "")
        if sent:
            self.ask(sent)
        return sent.replace("/sent/", "/mine/")

    def live(self) -> None:
        """One request and all that its link can do."""
        if self.dice.random() < 0.3:
            self.kept = ""
        link = self.post()
        if not link:
            return
        self.look(link)
        for verb in self.dice.sample(VERBS, 2):
            self.ask(f"{link}/{verb}", {})
        if self.dice.random() < 0.5:
            self.ask(f"{link}/edit")
            self.ask(f"{link}/edit", self.details())
        for days in (0, 4):
            with clock.told(clock.now() + timedelta(days=days)):
                self.look(link)
        self.ask("/cases/mine")
        if self.dice.random() < 0.3:
            self.ask(f"{link}/{self.dice.choice(('withdraw', 'delete'))}", {})
            self.look(link)

    def look(self, link: str) -> None:
        self.ask(link)
        self.ask(f"{link}/download")


def _cast_csrf(world: World) -> str:
    with world.app.app_context():
        return _cast(world.app).csrf


@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", MODES)
def test_the_asker_is_told_the_same_whosever_phone_it_is(modes: Modes, mode: str) -> None:
    visitor = Visitor(modes[mode], seed=11)
    while visitor.run.pairs < PAIRS // len(MODES):
        visitor.live()
    run = visitor.run
    assert not run.crashes, run.crashes[:3]
    assert not run.differences, f"{run.differences} of {run.pairs}, the first: {run.first_difference}"
    assert run.statuses["200"] > run.pairs / 2


@pytest.mark.timeout(900)
def test_where_posts_wait_for_a_look_nobody_else_is_told_either(modes: Modes) -> None:
    worlds = modes["fully_moderated"]
    visitor = Visitor(worlds, seed=12)
    for _ in range(20):
        visitor.post()
    with worlds[0].app.app_context():
        asker = Asker(worlds[0].app, replace(_cast(worlds[0].app), others=[]), random.Random(1))
    roles = ("anonymous", "newcomer")
    with patch("tests.privacy.asking.ROLES", roles):
        run = compare(worlds, asker, PAIRS, cheap=0.9)
    assert not run.crashes, run.crashes[:3]
    assert not visitor.run.differences + run.differences, visitor.run.first_difference or run.first_difference


class Leak(NamedTuple):
    """A build broken on purpose: what is put in the place of what, and in which mode it must be found."""

    name: str
    of: object
    attribute: str
    instead: object
    mode: str


def _by_phone_alone(identity: str, phone_hash: str, own: object) -> known.Known:
    return _right(identity, phone_hash, range(10**9))


_right = known.of
LEAKS = (
    Leak("the cell of any case of the phone is kept", known, "of", _by_phone_alone, "fully_moderated"),
    Leak("flags stand in the history", requester_view, "UNTOLD", frozenset(), "fully_moderated"),
    Leak(
        "flags stand in the history of a mode that shows", requester_view, "UNTOLD_AT_ONCE", frozenset(), "peer_to_peer"
    ),
    Leak("whether it waits is told", requester_view, "ALIKE", (), "dispatch_assisted"),
)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_build_that_tells_is_found(modes: Modes, leak: Leak) -> None:
    visitor = Visitor(modes[leak.mode], seed=13)
    with ExitStack() as stack:
        stack.enter_context(patch.object(leak.of, leak.attribute, leak.instead))
        while not visitor.run.differences and visitor.run.pairs < 4000:
            visitor.live()
    assert visitor.run.differences, f"{visitor.run.pairs} questions, and nothing told that {leak.name}"
