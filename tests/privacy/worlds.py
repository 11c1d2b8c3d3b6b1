"""Two sites that are equal in everything but where exactly the homes lie and in the stories that are not out.

Questions are put to both alike.

Whatever is random in an answer (tokens against forgery, public ids, nonces) is made equal by drawing it from the same
seed in both worlds, and the clock stands still; nothing of an answer is ignored but what `Answer.of` says.
"""

import io
import logging
import random
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from wsgiref.types import WSGIEnvironment

import h3.api.basic_int as h3
import sqlalchemy as sa
import structlog
from flask import Flask
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner
from webauthn.helpers import bytes_to_base64url

from connect import clock, db, geo
from connect.accounts.models import Person
from connect.accounts.sign_in import passkeys
from connect.app import create_app
from connect.areas import actions as area_actions, queries as areas
from connect.cases import rules
from connect.cases.answers import actions as answer_actions
from connect.cases.answers.rules import Answered
from connect.cases.models import Case, CaseSecret
from connect.demo import fill
from connect.notices.models import Notice
from connect.offers.models import Offer, OfferSecret
from connect.shopping.windows.models import ShoppingWindow
from connect.stories.models import Story
from connect.stories.rules import State
from connect.supplies.models import SupplyPoint
from connect.supplies.registering import actions as registering
from connect.supplies.registering.actions import Facts, Where
from connect.supplies.rules import By, ways_in
from connect.web import limits
from tests.builders import a_question, make_offer, make_person, make_questions, post_case
from tests.conftest import KEYS
from tests.stories.published import make_story
from tests.visit import Visit

ELSEWHERE = "92"  # a province of the delta where nobody of the invented wave lives
SIGNED_AT = 1_800_000_000  # the second at which every cookie and token is signed
CSRF = "c" * 40
SERVED = ("helped", "confirmed")
QUESTIONS = (  # each circle has one
    a_question("on_roof", shown_to="public"),
    a_question("what", "some_of", shown_to="public"),
    a_question("boat", "text", shown_to="volunteer"),
    a_question("key", "text", shown_to="claimer"),
    a_question("water_cm", "number", shown_to="moderator"),
)
DESKS = {  # a page that only this role is let into, which shows that the session holds
    "volunteer": "/accounts/me", "verified": "/accounts/me", "moderator": "/moderation/", "official": "/notices/mine",
    "admin": "/accounts/person-verify",
}  # fmt: skip
ROLES = ("newcomer", "anonymous", "requester", *DESKS)


class Chance:
    """The system's random bytes, which can be told to begin anew."""

    def __init__(self) -> None:
        self._dice, self._seed = random.Random(0), 0

    def begin(self, seed: int) -> None:
        """From here on the bytes are those of the seed."""
        self._dice.seed(seed)
        self._seed = seed

    def challenge(self) -> str:
        """What a passkey must sign, by the seed alone.

        SQLAlchemy draws bytes for the aliases of a statement that it builds for the first time: in the world that is
        asked first, and not in the other. What is drawn after them would differ.
        """
        return bytes_to_base64url(random.Random(f"challenge {self._seed}").randbytes(32))

    def __call__(self, n: int) -> bytes:
        return self._dice.randbytes(n)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as it is put to a world."""

    endpoint: str
    path: str
    query: str = ""
    role: str = "anonymous"
    lang: str = "vi"
    body: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, to the byte."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, status: str, headers: list[tuple[str, str]], body: bytes) -> "Answer":
        """The answer without the second in which it was given: the header Date, and Expires of a cookie."""
        kept = [(name, re.sub(r"Expires=[^;]+; ", "", value)) for name, value in headers if name != "Date"]
        return cls(status, tuple(kept), body)

    def without_link(self) -> "Answer":
        """The answer to a posted request, without the secret of its own link, which is made of all that was typed."""
        hidden = [(name, re.sub(r"\b[a-z2-7]{26}\b", "LINK", value)) for name, value in self.headers]
        return Answer(self.status, tuple(hidden), re.sub(rb"\b[a-z2-7]{26}\b", b"LINK", self.body))


@dataclass
class World:
    """One site, asked without a server in between."""

    app: Flask
    chance: Chance
    cookies: dict[str, str] = field(default_factory=dict)

    def answer(self, ask: Ask) -> tuple[Answer, float]:
        """The answer, and how many seconds it took. A crash is an answer too, and never a good one."""
        limits.limiter.reset()
        self.chance.begin(ask.seed)
        begun = time.perf_counter()
        told: list[Any] = []
        try:
            parts = self.app.wsgi_app(
                self._environ(ask), lambda status, headers, _=None: told.extend((status, headers))
            )
            body = b"".join(parts)
            getattr(parts, "close", lambda: None)()
        except Exception as error:
            return Answer(f"crash {type(error).__name__}: {error}", (), b""), 0.0
        return Answer.of(told[0], told[1], body), time.perf_counter() - begun

    def _environ(self, ask: Ask) -> WSGIEnvironment:
        body = (ask.body or "").encode()
        return {
            "REQUEST_METHOD": "GET" if ask.body is None else "POST", "SCRIPT_NAME": "", "PATH_INFO": ask.path,
            "QUERY_STRING": ask.query, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
            "HTTP_COOKIE": f"lang={ask.lang}; {self.cookies.get(ask.role, '')}",
        }  # fmt: skip


@dataclass
class Cast:
    """What the questions are made of, the same in both worlds."""

    cases: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)  # nobody can take these, now or at any time of the run
    others: list[str] = field(default_factory=list)  # public ids of what is no case
    stories: list[str] = field(default_factory=list)  # those that are out, and those that are not in either world
    offers: list[str] = field(default_factory=list)  # those that a moderator among the askers sees come first
    points: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    csrf: str = ""


@contextmanager
def standing_still() -> Iterator[Chance]:
    """No time passes and all that is random can be repeated; the log of so many requests is not written."""
    chance, kept = Chance(), structlog.get_config()
    with ExitStack() as stack:
        stack.enter_context(patch("os.urandom", chance))
        stack.enter_context(patch("random._urandom", chance))
        stack.enter_context(patch.object(passkeys, "new_challenge", chance.challenge))
        stack.enter_context(patch.object(TimestampSigner, "get_timestamp", lambda _self: SIGNED_AT))
        stack.enter_context(clock.told(clock.now()))
        try:
            yield chance
        finally:
            structlog.configure(**kept)


def two_worlds(
    folder: Path, chance: Chance, *, seed: int, cases: int, template: Path | None = None
) -> tuple[World, World, Cast]:
    """A wave twice; in the second every home lies somewhere else within its public cell.

    `template` is a migrated database with all areas, when there is one already.
    """
    chance.begin(seed)
    wave = _app(folder / "wave", template, moderation="fully_moderated")
    with wave.app_context():
        if template is None:
            upgrade()
            area_actions.import_areas()
        fill.fill(seed, fill.Size(cases=cases, helpers=160, notices=12), lambda done: None)
        people = {
            "volunteer": make_person(), "verified": make_person(verified=True),
            **{role: make_person(role, ELSEWHERE) for role in ("moderator", "official", "admin")},
        }  # fmt: skip
        for ward in areas.wards_of(areas.get(ELSEWHERE))[:3]:  # for the moderator there, who sees offers
            make_offer(make_person(), ward.point, words="Có người ở nhà")
        asked_id = make_questions(*QUESTIONS, area=None).id  # answered by all, and asked of nobody who comes
        answer_all(asked_id, random.Random(seed), random.Random(seed))
        tell_stories()
        tell_points(random.Random(seed))
        own, token = post_case()
        own_id, sessions = own.id, {role: signed_in(wave, person) for role, person in people.items()}
        _settle()
    first, second = (World(_app(folder / n, folder / "wave" / "connect.db"), chance) for n in ("first", "second"))
    for world in (first, second):
        world.cookies = cookies(world.app, sessions, token)
    with second.app.app_context():
        move_homes(random.Random(seed), but=own_id)
        tell_otherwise(random.Random(seed))
        tell_points(random.Random(seed + 1))
        answer_all(asked_id, random.Random(seed), random.Random(seed + 1))
    with first.app.app_context():
        cast = _cast(first.app)
    for role, path in DESKS.items():
        assert first.answer(Ask(role, path, role=role))[0].status == "200 OK", f"{role} is not let into {path}"
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return first, second, cast


def move_homes(dice: random.Random, but: int) -> None:
    """Puts every home but one, and every giver, elsewhere within the public cell, with all that says where it is."""
    with db.transaction() as session:
        for case, secret in session.execute(sa.select(Case, CaseSecret).join(CaseSecret)):
            if case.id != but:
                point = somewhere_in(geo.parent_of(case.cell, case.cell_res), dice)
                secret.lat, secret.lon, secret.accuracy_m = point.lat, point.lon, dice.uniform(3, 90)
                secret.area_id = areas.ward_at(point).id
                secret.door = f"Số {dice.randint(1, 999)} hẻm {dice.randint(1, 99)}"
        for offer, home in session.execute(sa.select(Offer, OfferSecret).join(OfferSecret)):
            point = somewhere_in(geo.parent_of(offer.cell, offer.cell_res), dice)
            home.lat, home.lon, home.area_id = point.lat, point.lon, areas.ward_at(point).id


def tell_points(own: random.Random) -> None:
    """Supply points of which only the ward is shown, told anew from a true place, a door and a phone of this world."""
    with db.transaction() as session:
        rough = session.scalars(sa.select(SupplyPoint).where(~SupplyPoint.exact).order_by(SupplyPoint.id))
        for point in rough.all():
            told = {"kind": point.kind, "name": point.name, "market": point.market, "delivers": point.delivers}
            facts = Facts(
                **told, delivers_m=point.delivers_m, pays=tuple(ways_in(point.pays)),
                address=f"Số {own.randint(1, 999)}", phone=f"+849{own.randint(10**7, 10**8 - 1)}",
            )  # fmt: skip
            at = somewhere_in(geo.parent_of(point.cell, point.cell_res), own)
            point.version = 1
            session.flush()
            registering.change(point, facts, Where(at, areas.ward_at(at), exact=False), By.OFFICIAL, version=1)
            point.version = 2


def tell_stories() -> None:
    """Stories that are out, and one in each of the other states, of wards and of a province."""
    helper = db.session.scalars(sa.select(Person).order_by(Person.id)).first()
    for number, code in enumerate(("26740", "26743", "79", "00004", "26740")):
        make_story(code, weeks_ago=number, kind=("food", "shopping")[number % 2], helper=helper)
    for state in State:
        if state != State.PUBLISHED:
            make_story("26740", state=state, helper=helper, published_at=None)


def tell_otherwise(dice: random.Random) -> None:
    """Another telling of all that is not out: other words, weeks, wards and kinds, one fewer and three more."""
    helper = db.session.scalars(sa.select(Person).order_by(Person.id)).first()
    with db.transaction() as session:
        for story in session.scalars(sa.select(Story).where(Story.state != State.PUBLISHED)):
            story.words, story.week = f"Chuyện khác {dice.random()}", story.week - timedelta(weeks=dice.randint(1, 9))
            story.kind, story.area_id = dice.choice(("water", "boat")), areas.get(dice.choice(("79", "26743"))).id
            story.requester_name = story.helper_name = dice.choice(("Lan", "Minh"))
        drafted = session.scalars(sa.select(Story).where(Story.state == State.DRAFT)).first()
        session.delete(drafted)
    for state in (State.DRAFT, State.PENDING, State.HIDDEN):
        make_story("26743", state=state, helper=helper, published_at=None)


def answer_all(set_id: int, common: random.Random, own: random.Random) -> None:
    """Answers for every case; what everybody reads, and what volunteers read once it is masked, are the common ones."""
    with db.transaction() as session:
        for case in session.scalars(sa.select(Case).order_by(Case.id)):
            phone, door = f"09{own.randint(10**7, 10**8 - 1)}", f"số {own.randint(100, 999)} hẻm {own.randint(10, 99)}"
            said = {
                "on_roof": common.choice(("yes", "no")), "what": (common.choice("ab"),),
                "boat": f"Gọi {phone}, nhà ở {door}. {common.choice(('Nước lên nhanh', 'Có hai bé'))}.",
                "key": f"Chìa khóa ở chậu cây thứ {own.randint(100, 999)}", "water_cm": str(own.randint(0, 99)),
            }  # fmt: skip
            answer_actions.replace(case, {"food": Answered(set_id, said)})


def somewhere_in(cell: int, dice: random.Random) -> geo.Point:
    """A point whose finest cell lies below the cell: where a home with this public place can be."""
    edge, resolution = h3.cell_to_boundary(cell), geo.resolution_of(cell)
    (south, north), (west, east) = ((min(side), max(side)) for side in zip(*edge, strict=True))
    while True:
        point = geo.Point(dice.uniform(south, north), dice.uniform(west, east))
        if geo.parent_of(geo.cell_of(point), resolution) == cell:
            return point


def signed_in(app: Flask, person: Person) -> str:
    """The cookie of a session of this person."""
    cookie = Visit(app).as_(person).client.get_cookie("in")
    assert cookie
    return f"in={cookie.value}"


def cookies(app: Flask, sessions: dict[str, str], token: str) -> dict[str, str]:
    """The cookie header of each role, with a known token against forgery; a newcomer has none."""
    signer = app.session_interface.get_signing_serializer(app)
    assert signer
    bare = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'csrf_token': CSRF})}"
    mine = {role: f"{bare}; {cookie}" for role, cookie in sessions.items()}
    return {"anonymous": bare, "requester": f"{bare}; mine={token}", **mine}


def _app(folder: Path, database: Path | None, moderation: str = "peer_to_peer") -> Flask:
    folder.mkdir(parents=True)
    if database:
        shutil.copyfile(database, folder / "connect.db")
    return create_app(
        testing=True, instance=folder, database_url="", secret_key="test", keys=KEYS, moderation=moderation
    )


def _settle() -> None:
    """Everything written into the one file that is copied."""
    db.session.remove()
    with db.extension.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _cast(app: Flask) -> Cast:
    cases, now = list(db.session.scalars(sa.select(Case))), clock.now()
    assert not [case for case in cases if case.area.path.split("/")[2] == ELSEWHERE]
    held = [one for one in cases if one.state in SERVED or (one.state in rules.LEASED and one.free_at > now)]
    others = [*db.session.scalars(sa.select(Notice.public_id)), *db.session.scalars(sa.select(Person.public_id))]
    return Cast(
        cases=[case.public_id for case in cases],
        held=[case.public_id for case in held],
        others=others[:50],
        stories=[*db.session.scalars(sa.select(Story.public_id).order_by(Story.id)), "ABCD2345"],
        offers=[*db.session.scalars(sa.select(Offer.public_id).order_by(Offer.id.desc()).limit(6))],
        points=[*db.session.scalars(sa.select(SupplyPoint.public_id).order_by(SupplyPoint.id))],
        windows=[*db.session.scalars(sa.select(ShoppingWindow.public_id).order_by(ShoppingWindow.id))],
        cells=[case.cell for case in cases],
        csrf=str(URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)),
    )
