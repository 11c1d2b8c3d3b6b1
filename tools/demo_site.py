"""The demo, served on a port of its own, with one of each thing that a page is about: for tools that make pictures."""

import json
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import time
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from werkzeug.serving import make_server

from connect import clock, db, geo
from connect.accounts import queries as accounts
from connect.accounts.models import Organization, Person
from connect.accounts.sign_in import sessions
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.cases import actions
from connect.cases.claims import handover
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import encryption
from connect.db import migration_state
from connect.demo import fill as demo_fill
from connect.moderation.models import SecondOpinion
from connect.moderation.reports import actions as reports
from connect.notices.models import Notice
from connect.operations import key_rotation
from connect.registry.reports import Reported
from tests.builders import BEN_THANH, hold, make_person, post_case, take

OLD_S = 3 * 3600  # ages of an older demo would be odd: it is told again
CASES = 600
SIGNS_IN = {"helper": "+84900000001", "moderator": "+84900000002", "official": "+84900000003"}
WORDS = "Nhà em hết gạo và sữa từ hôm qua, nước ngập tới gối chưa ra chợ được. Có bà ngoại 78 tuổi và một bé 8 tháng."


class DemoSite:
    """The address of a running demo, the parts of addresses in it, and a way in for each role."""

    def __init__(self, app: Flask, things: dict[str, str]) -> None:
        self.app, self.things, self.address = app, things, ""

    def cookie_of(self, who: str) -> str:
        """The cookie of a new session of this role, as if it had just proved itself."""
        with self.app.app_context(), db.transaction():
            person = db.session.scalars(sa.select(Person).where(Person.public_id == self.things[who])).one()
            token = sessions.new_token()
            sessions.begin(person, token, "Firefox Android", by_factor=True)
        return token


def made(folder: Path, **settings: Any) -> tuple[Flask, dict[str, str]]:
    """The app of the demo in this folder, filled when it is not there or old, and the parts of addresses in it."""
    kept = folder / "things.json"
    if folder.exists() and not (kept.is_file() and time() - kept.stat().st_mtime < OLD_S):
        shutil.rmtree(folder)
    app = create_app(instance=folder, database_url="", staff_second_factor="offered", development=True, **settings)
    if not kept.is_file():
        with app.app_context():
            kept.write_text(json.dumps(_filled()))
            db.session.remove()
            db.extension.engine.dispose()
    return app, json.loads(kept.read_text())


@contextmanager
def served(folder: Path) -> Iterator[DemoSite]:
    """The demo in this folder, until it is left."""
    app, things = made(folder)
    app.debug = True  # the style sheet is joined anew for each page
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    site = DemoSite(app, things)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site.address = f"http://localhost:{server.port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()


def _filled() -> dict[str, str]:
    migration_state.upgrade()
    with db.transaction():
        if not encryption.ring().numbers():
            key_rotation.ensure()
    area_actions.import_areas()
    code, token = demo_fill.fill(2021, demo_fill.Size(cases=CASES), lambda _done: None)
    things = _people() | {"code": code, "token": token, "at": f"{geo.cell_of(BEN_THANH):x}"}
    things |= _cases(things)
    return things | _desk(things)


def _people() -> dict[str, str]:
    found = {who: accounts.by_phone(phone) for who, phone in SIGNS_IN.items()}
    return {who: person.public_id for who, person in found.items() if person} | {
        "admin": make_person("admin", "79", verified=True, name="Phạm Minh Đức").public_id
    }


def _cases(things: dict[str, str]) -> dict[str, str]:
    """Cases of requesters whose links are known: one that waits, one in danger, one that is taken, one that is over."""
    staff, helper = Actor(_person(things["moderator"])), _person(things["helper"])
    words: dict[str, Any] = {"words": WORDS, "name": "Nguyễn Thị Lan", "needs": {"rice": 10, "milk": 4, "water": 20}}
    made = {"waiting": post_case(**words), "danger": post_case(**words | {"urgency": 3})}
    for name in ("open", "taken", "helped"):
        with clock.told(clock.now() - timedelta(hours=2)):
            case, _ = made[name] = post_case(**words)
        with clock.told(clock.now() - timedelta(hours=1)), db.transaction():
            actions.approve(case, staff)
        if name == "taken":
            take(case, helper)
        if name == "helped":
            hold(case, helper)
            with db.transaction():
                given = {need.item: need.quantity for need in case.needs}
                handover.hand_over(case_view.of(case, Actor(helper)), given)
    with db.transaction():
        actions.ask(made["waiting"][0], staff, "Nhà mình còn nước sạch uống không?")
    ids = {name: case.public_id for name, (case, _) in made.items()}
    return ids | {f"token of {name}": token for name, (_, token) in made.items()}


def _desk(things: dict[str, str]) -> dict[str, str]:
    """A decision to be seen again, a report, and the names of what the demo has made."""
    seen = db.session.scalars(sa.select(Case).where(Case.public_id == things["open"])).one()
    first = make_person("moderator", "79", name="Đặng Thị Hồng Nhung")
    with db.transaction():
        doubted = SecondOpinion(case_id=seen.id, first_id=first.id, verb="approve", asked_at=clock.now())
        db.session.add(doubted)
        about = Reported("case", seen.public_id, seen.area_id)
        reports.report(about, "untrue", "Nhà này đã nhận hai lần rồi.", device="d", network="n", by=None)
        found = {"second": doubted.public_id, "reported": seen.public_id}
    pending = db.session.scalars(sa.select(Case.public_id).where(Case.state == "pending_review")).all()
    grave = db.session.scalars(sa.select(Notice.public_id).order_by(Notice.severity.desc(), Notice.id.desc())).first()
    by_official = sa.select(Notice.public_id).join(Person, Person.id == Notice.created_by_id)
    own = db.session.scalars(by_official.where(Person.public_id == things["official"])).first()
    holder = sa.select(Person.public_id).join(Claim, Claim.person_id == Person.id).limit(1)
    group = db.session.scalars(sa.select(Organization.public_id).order_by(Organization.id)).first()
    return found | {
        "pending": str(pending[0]), "notice": str(grave), "own_notice": str(own), "organization": str(group),
        "person": str(db.session.scalars(holder).first()),
    }  # fmt: skip


def _person(public_id: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.public_id == public_id)).one()
