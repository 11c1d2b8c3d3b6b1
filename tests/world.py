"""One small world for tests that walk every page: somebody of each role, one of each thing, put back when changed."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from connect import clock, config, db
from connect.accounts import actions as accounts, vouching
from connect.accounts.models import Lock, Organization, Passkey, Person
from connect.accounts.organizations import actions as organizations
from connect.accounts.sign_in.models import Session
from connect.areas import queries as areas
from connect.cases import actions, jobs
from connect.cases.claims.models import Alarm
from connect.cases.clinical import siblings
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import CaseSecret
from connect.cases.transitions import Actor
from connect.crypto import signing
from connect.deliveries.contacts import actions as contacts, passes
from connect.incidents import actions as incidents
from connect.incidents.drill import actions as drill, queries as drills
from connect.incidents.questions import queries
from connect.incidents.questions.models import QuestionSet
from connect.incidents.rules import IncidentKind, Status
from connect.messages import seats
from connect.messages.moderators import actions as moderators
from connect.messages.pictures import files
from connect.moderation.models import SecondOpinion
from connect.moderation.reports import actions as reports
from connect.notices.following import actions as follows
from connect.notices.following.asking import actions as asking
from connect.notices.models import Channel
from connect.registry.reports import Reported
from connect.shopping.runs.models import Run, RunTeam
from connect.shopping.windows import repeating
from connect.shopping.windows.rules import Times
from connect.stories import queries as stories
from connect.supplies import transitions as supply_points
from connect.supplies.counter import links as supply_links
from connect.supplies.picture import actions as supply_pictures, files as supply_files
from connect.supplies.rules import By as SupplyBy, State as SupplyState, Verb as SupplyVerb
from connect.web import limits
from tests.builders import (
    BEN_THANH,
    a_picture,
    a_question,
    ask_credential,
    check_credential,
    lend_out,
    make_case,
    make_channel,
    make_clinic,
    make_draft,
    make_figures,
    make_import,
    make_notice,
    make_offer,
    make_order,
    make_organization,
    make_person,
    make_picture,
    make_place,
    make_point,
    make_questions,
    make_school,
    make_series,
    make_source,
    make_thread,
    make_utility,
    make_window,
    post_both,
    post_case,
    take,
    tell_a_story,
    token_of,
)
from tests.databases import Rows
from tests.shopping.gathering.builders import Made as MadeRun
from tests.shopping.money.brought import make_brought, make_receipt
from tests.stories.published import link_of, make_story, picture_of
from tests.visit import Browser, Visit

PASSWORD = "một câu dài đủ nhớ"
HERE, FAR = "79", "01"
OLD_S = 600  # the shortest lease in the world is longer
STRANGERS = ("nobody", "requester", "blocked")
# Everybody who signs in: the role held, and over which area.
PEOPLE = {
    "volunteer": ("volunteer", "VN"), "verified": ("volunteer", "VN"), "claimer": ("volunteer", "VN"),
    "coordinator": ("volunteer", "VN"), "clinician": ("volunteer", "VN"),
    "moderator": ("moderator", HERE), "moderator_far": ("moderator", FAR),
    "official": ("official", HERE), "official_far": ("official", FAR), "admin": ("admin", HERE),
    "admin_far": ("admin", FAR),
}  # fmt: skip
ROLES = (*STRANGERS, *PEOPLE)
MISSING = {
    "public_id": "ZZZZZZZZ",
    "token": "a" * 26,
    "about": "made-up",
    "person_id": "ZZZZZZZZ",
    "member_id": "ZZZZZZZZ",
    "number": 10**6,
    "utility": "nothing",
    "code": "99999",
    "mark": "0",
    "z": 30,
    "x": 0,
    "y": 0,
}


class World:
    """An app, a browser for each role, and the names of the things in it."""

    def __init__(self, app: Flask) -> None:
        self.app, self.dirty = app, False
        self.answers: dict[tuple[str, str], TestResponse] = {}  # by endpoint and role, see `test_matrix.asked_once`
        with app.app_context():
            self.people: dict[str, str] = {}
            self.things = self._furnish()
            kept = (*config.current().uploads.rglob("*.*"), *files.folder().iterdir())
            self.files = {one: one.read_bytes() for one in kept}
            self.cookies, self.tokens = {}, {}
            for role in ROLES:
                self._let_in(role)
            db.session.remove()
            engine = db.extension.engine
            sa.event.listen(engine, "after_cursor_execute", self._note)
            self.kept: Rows | str = (
                _copied(app) if engine.dialect.name == "sqlite" else Rows(config.current().database_url)
            )
        self.first, self.built_at, self.dirty = self.kept, monotonic(), False

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_error: object) -> None:
        with self.app.app_context():
            db.session.remove()
            db.extension.engine.dispose()
        for kept in {self.kept, self.first}:
            if isinstance(kept, Rows):
                kept.close()

    def send(self, role: str, method: str, path: str, data: Any = None, **more: Any) -> TestResponse:
        """One request of somebody, in a world that nobody has changed."""
        self.fresh()
        return self.ask(role, method, path, data, **more)

    def fresh(self) -> None:
        """Puts the world back as it was, when somebody changed it."""
        if not self.dirty:
            return
        self.app.extensions.pop(queries.KEPT, None)
        if isinstance(self.kept, Rows):
            with self.app.app_context():
                db.session.remove()
            self.kept.put_back()
        else:
            _restore(self.app, self.kept)
        self.put_files_back()
        self.dirty = False

    def put_files_back(self) -> None:
        """Writes the pictures again that somebody has taken off."""
        for path, content in self.files.items():
            if not path.exists():
                path.write_bytes(content)

    def keep(self) -> None:
        """Has the world stay as it is now, for the rest of the test."""
        self.answers.clear()
        self.kept = _copied(self.app, "kept") if isinstance(self.kept, str) else Rows(self.kept.address)
        self.dirty = False

    def begin(self) -> None:
        """Puts the world back as it was built, whatever was done and kept in it."""
        if self.kept is not self.first:
            self.answers.clear()
            if isinstance(self.kept, Rows):
                self.kept.close()
        self.kept, self.dirty = self.first, True
        self.fresh()

    def ask(self, role: str, method: str, path: str, data: Any = None, **more: Any) -> TestResponse:
        """One request of somebody, in the world as it was left by the ones before."""
        with self.app.app_context():
            limits.limiter.reset()
        client = Browser(self.app, self.app.response_class, use_cookies=True)
        for name, value in self.cookies[role].items():
            client.set_cookie(name, value)
        if method == "POST" and (data is None or isinstance(data, dict)):
            data = {"csrf_token": self.tokens[role], **(data or {})}
        answer = client.open(path, method=method, data=data, **more)
        answer.data  # noqa: B018 - a streamed answer is read to its end before anything else happens
        return answer

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.dirty = True

    # --- Furniture ----------------------------------------------------------------------------------------

    def _furnish(self) -> dict[str, Any]:
        hashed = accounts.hasher.hash(PASSWORD)
        made: dict[str, Person] = {}
        for name, (role, area) in PEOPLE.items():
            made[name] = make_person(role, area, verified=name in ("verified", "claimer"), password_hash=hashed)
        made["blocked"] = make_person("moderator", HERE, password_hash=hashed)
        self.people = {name: person.public_id for name, person in made.items()}
        self.persons = made
        things = (
            self._cases(made)
            | self._rest(made)
            | self._stories(made)
            | self._runs(made)
            | self._points(made)
            | {"place": "26740", "tile": {"mark": "0", "z": 14, "x": 13052, "y": 7692}}
        )
        with db.transaction():
            person = db.session.get_one(Person, made["blocked"].id)
            person.blocked_at = clock.now()
        return things

    def _runs(self, made: dict[str, Person]) -> dict[str, Any]:
        """A run under way whose orders are taken, and one that waits for a second person."""
        people = (made["coordinator"], made["verified"], made["official"])
        live, waiting = MadeRun(stops=1, people=people), MadeRun(stops=1, people=people, approved=False)
        live.gather()
        name = live.run.public_id
        return {"run": name, "run_waiting": waiting.run.public_id, "run_team": {"public_id": name, "number": 1}}

    def _stories(self, made: dict[str, Person]) -> dict[str, Any]:
        """Stories with a picture each: one that is out, a draft of a requester by link, and one of a helper."""
        out, mine = make_story(), make_story(state="draft")
        his = make_story(state="draft", written_by="helper", helper=made["claimer"])
        for story in (out, mine, his):
            picture_of(story)
        named = {"public_id": out.public_id, "number": 1}
        return {
            "story_out": named,
            "story_of_claimer": named | {"public_id": his.public_id},
            "story_drafted": named | {"public_id": mine.public_id, "token": link_of(mine)},
        }

    def _points(self, made: dict[str, Person]) -> dict[str, Any]:
        """Supply points of a trader: one that everybody finds, one that waits for a look, one that was hidden."""
        point, pending, hidden = make_point(made["verified"]), make_point(make_person()), make_point(make_person())
        with db.transaction():
            for one in (point, pending):
                supply_pictures.put(one, supply_files.keep(a_picture()), SupplyBy.OWNER, made["verified"])
            supply_points.move(hidden, SupplyVerb.HIDE, SupplyBy.MODERATOR, detail={"reason": "scam"})
            pending.state = SupplyState.PENDING
        return {
            "point": point.public_id, "pending_point": pending.public_id, "hidden_point": hidden.public_id,
            "point_version": str(point.version), "counter_token": supply_links.token_of(point, supply_links.CONFIRM),
            "help_token": supply_links.token_of(point, supply_links.HELP),
            "point_of_claimer": make_point(made["claimer"]).public_id,
        }  # fmt: skip

    def _cases(self, made: dict[str, Person]) -> dict[str, Any]:
        watched = make_person("moderator")
        by = Actor(watched)
        open_one, token = post_case()
        with db.transaction():
            actions.approve(open_one, by)
        pending, pending_token = post_case()
        with db.transaction():
            actions.ask(pending, by, "Nhà có mấy người?")
        held = make_case("open")
        take(held, made["claimer"])
        talked = make_case("open")
        take(talked, made["claimer"])
        thread = make_thread(talked, made["claimer"])
        picture_no, place_no = make_picture(thread, talked, made["claimer"]), make_place(thread, talked)
        with db.transaction():
            moderators.ask(seats.seat_of(token_of(talked), None, thread.public_id))
        looked, looked_token = post_case()
        with db.transaction():
            actions.approve(looked, by)
        take(looked, made["verified"])
        with db.transaction():
            disclosures.reveal(case_view.of(looked, Actor(made["verified"])), "to deliver")
        with db.transaction():
            doubted = SecondOpinion(case_id=open_one.id, first_id=watched.id, verb="approve", asked_at=clock.now())
            db.session.add(doubted)
            subject = Reported("case", looked.public_id, looked.area_id)
            reports.report(subject, "untrue", "", device="d", network="n", by=None)
        jobs.compare()
        return {
            "reported": looked.public_id,
            "doubted": doubted.public_id,
            "open": open_one.public_id, "token": token, "pending": pending.public_id, "pending_token": pending_token,
            "held": held.public_id, "thread": thread.public_id, "picture_no": picture_no,
            "place_no": place_no, "thread_token": token_of(talked),
            "thread_of_token": f"{token_of(talked)}/{thread.public_id}",
            "looked": looked.public_id, "looked_token": looked_token,
            "looker": made["verified"].public_id,
            "offer": make_offer(made["verified"]).public_id,
        } | self._advice(made) | self._lent(made) | self._told(made) | self._ordered(made)  # fmt: skip

    def _advice(self, made: dict[str, Person]) -> dict[str, Any]:
        self.clinic = make_clinic(HERE)
        check_credential(ask_credential(made["clinician"], self.clinic))
        advice, (food, consultation) = post_both()[1], post_both()
        take(consultation, made["clinician"])
        token = siblings.links(food)[0][0]
        return {"advice": advice.public_id, "consultation": consultation.public_id, "advice_token": token}

    def _ordered(self, made: dict[str, Person]) -> dict[str, Any]:
        """An order that a household can still change, and one that is being bought."""
        mine, bought = make_order(), make_order(leader=made["claimer"])
        token = token_of(mine.case)
        return {"order_token": token, "order": bought.public_id, "order_line": {"token": token, "number": 1}}

    def _lent(self, made: dict[str, Person]) -> dict[str, Any]:
        """A thing that is lent, and a school for whose pupils somebody may ask."""
        (loan,) = lend_out(made["verified"], "TB-01")
        school = make_school(HERE)
        with clock.told(clock.now() - timedelta(days=7)), db.transaction():
            accounts.grant(made["verified"], "volunteer", organization=school)
        token = db.session.get_one(CaseSecret, loan.case_id).link_token
        return {"loan": loan.public_id, "loan_token": token, "school": school.id}

    def _told(self, made: dict[str, Person]) -> dict[str, Any]:
        """A story about which its helper is asked, one that waits for a moderator, and helps nobody has told of yet."""
        asked, agreed = tell_a_story(made["verified"]), tell_a_story(make_person(verified=True), agreed=True)
        thanked, helped = make_case("confirmed"), make_case("confirmed", helper=made["claimer"])
        tokens = {
            name: db.session.get_one(CaseSecret, number).link_token
            for name, number in (("story_token", stories.secret_of(asked).case_id), ("thanked_token", thanked.id))
        }
        return {"story": asked.public_id, "agreed_story": agreed.public_id, "helped": helped.public_id} | tokens

    def _rest(self, made: dict[str, Person]) -> dict[str, Any]:
        here = make_channel(HERE)
        picture = "0" * 32 + ".jpg"
        self.app.extensions["connect.config"].uploads.mkdir(exist_ok=True)
        Image.new("RGB", (8, 8)).save(self.app.extensions["connect.config"].uploads / picture)
        notice = make_notice(here, HERE, by=made["official"], picture=picture, picture_alt="Đê")
        coming = make_notice(
            here, HERE, by=made["official"], starts_at=clock.now() + timedelta(days=1),
            ends_at=clock.now() + timedelta(days=2),
        )  # fmt: skip
        draft = make_draft(here, made["official"], HERE)
        handed_in = make_draft(here, make_person("official", HERE), HERE, send=True, severity=3)
        new, known = make_organization(HERE), make_organization(HERE, name="Hội Chữ thập đỏ phường")
        watched = make_person("moderator", HERE)
        key = Passkey(
            person_id=made["claimer"].id, credential_id="AAAA", public_key=b"k", sign_count=0, browser="", platform=""
        )
        paused = make_organization(HERE, name="Nhóm Rất Đông")
        credential = ask_credential(make_person(name="Đỗ Minh"), self.clinic)
        with clock.told(clock.now() - timedelta(days=2)), db.transaction():
            organizations.verify(known, by=made["admin"])
            accounts.grant(made["coordinator"], "moderator", organization=known)
            accounts.grant(made["verified"], "volunteer", organization=known)
            vouching.invite(known, made["claimer"], made["coordinator"])
        tools = make_utility(made["admin"])
        with db.transaction():
            organizations.verify(paused, by=made["admin"])
            vouching.pause(paused, "contacts")
            lock = Lock(person_id=watched.id, at=clock.now(), reason="looks")
            flood = Alarm(kind="network", area_id=here.area_id, network="n", at=clock.now())
            db.session.add_all([lock, key, flood])
        series = make_series(area=HERE, channel=here)
        yesterday = clock.now().date() - timedelta(days=1)
        make_figures(series, make_person("official", HERE), (areas.ward_at(BEN_THANH).code, yesterday, 12))
        return self._followers() | self._draft_run(made, known) | self._windows(made, known) | {
            "import": make_import(made["official"]).public_id,
            "series": series.public_id, "source": make_source(here, made["official"]).public_id,
            "about": signing.signed([notice.public_id, here.area_id], "report"),
            "first_version": 1, "notice": notice.public_id, "coming": coming.public_id, "draft": draft.public_id,
            "handed_in": handed_in.public_id, "channel": here.id, "authority": here.public_id, "lock": lock.id,
            "passkey of claimer": key.public_id,
            "new_organization": new.public_id, "organization": known.public_id, "member": made["verified"].public_id,
            "paused_organization": paused.public_id, "credential": credential.public_id,
            "network_alarm": flood.public_id, "questions": self._questions().public_id,
            **self._switched(made["official"], here),
            "ward": areas.ward_at(BEN_THANH).code, "utility": tools.code, "utility_item": tools.items[0].code,
        }  # fmt: skip

    def _windows(self, made: dict[str, Person], known: Organization) -> dict[str, Any]:
        """A window that takes orders and one that is planned, of an organisation; and one that comes again."""
        by = made["coordinator"]
        takes, plan = (make_window(by, (HERE,), hours, organization_id=known.id) for hours in (1, -2))
        comes_again = make_window(by, (HERE,), -3, organization_id=known.id)
        with db.transaction():
            again = repeating.repeat(comes_again, 1, by)
        combo = {"public_id": plan.public_id, "code": plan.combos[0].code}
        brought = make_brought(takes, made["claimer"])
        make_receipt(brought)
        return {
            "brought": brought.public_id,
            "brought_token": token_of(brought.case),
            "window": takes.public_id,
            "window plan": plan.public_id,
            "combo": combo,
            "template": again.public_id,
        }

    def _draft_run(self, made: dict[str, Person], known: Organization) -> dict[str, Any]:
        """A run of an organisation, with a team, of a window after its cut-off."""
        now, by = clock.now(), made["coordinator"]
        times = Times(*(now + timedelta(hours=h) for h in (-8, -1, 6, 12)))
        closed, point = make_window(by, (HERE,), times=times, organization_id=known.id), make_point()
        with db.transaction():
            run = Run(
                window_id=closed.id, organization_id=known.id, coordinator_id=by.id, start_point_id=point.id,
                area_ids=[areas.ward_at(BEN_THANH).id], start_name=point.name, back=False, seed=1, created_at=now,
                starts_at=closed.deliver_from, ends_at=closed.deliver_until, changed_at=now,
            )  # fmt: skip
            db.session.add(run)
            db.session.flush()
            team = RunTeam(
                run_id=run.id, number=1, leader_id=made["verified"].id, vehicle="motorbike", kg=40, bags=8,
                most_stops=20, start_from=closed.deliver_from, until=closed.deliver_until,
            )  # fmt: skip
            db.session.add(team)
        team_of = {"public_id": run.public_id, "number": 1}
        return {"run_draft": run.public_id, "run_draft_team": team_of, "window_closed": closed.public_id}

    def _followers(self) -> dict[str, Any]:
        """Somebody who follows by mail, an address that waits for its yes, and the page of a code."""
        with db.transaction():
            lan = contacts.keep_proven("mail", "lan@example.vn", "vi", asking.ABOUT)
            follows.add(lan, areas.get(HERE))
            token = asking.ask("mail", "hoa@example.vn", areas.get(HERE), None, "vi")
        return {
            "pass": passes.of(lan), "asked_token": token, "code_token": signing.signed("nobody", "follow-code"),
        }  # fmt: skip

    def _switched(self, official: Person, channel: Channel) -> dict[str, Any]:
        """An incident here, in which a province's official has planned one utility; an exercise, and its notice."""
        now, place = clock.now(), areas.get(HERE)
        with db.transaction():
            incident = incidents.make(
                by=official, kind=IncidentKind.EPIDEMIC, name_vi="Đợt dịch", name_en="The wave", status=Status.ACTUAL,
                places=[place], starts_at=now, ends_at=None,
            )  # fmt: skip
            wanted = incidents.Wanted("shopping", place, True, 0, now + timedelta(hours=9))
            line = incidents.plan(incident, wanted, by=official)
        with db.transaction():
            exercise = incidents.make(
                by=official, kind=IncidentKind.FLOOD, name_vi="Diễn tập", name_en="The drill", status=Status.EXERCISE,
                places=[place], starts_at=now, ends_at=None,
            )  # fmt: skip
            drill.invite(exercise, by=official)
        invitation = drills.invitation_of(exercise)
        drilled = make_notice(
            channel, HERE, by=official, incident_id=exercise.id, picture="0" * 32 + ".jpg", picture_alt="Đê"
        )
        return {
            "drilled": drilled.public_id, "incident": incident.public_id, "line": line.id,
            "exercise": exercise.public_id, "invitation": invitation,
        }  # fmt: skip

    def _questions(self) -> QuestionSet:
        """The draft after a published version: with a condition, and a choice that is retired."""
        choices = a_question("", "one_of")["choices"]
        make_questions(a_question(shown_to="public"), a_question("grade", "one_of", shown_to="public"), area=HERE)
        return make_questions(
            a_question(shown_to="public"),
            a_question("grade", "one_of", shown_to="public", choices=[choices[0], {**choices[1], "retired": True}]),
            a_question("meals", "number", ask_if={"any": [{"code": "can_cook", "is": "no"},
                                                          {"all": [{"code": "grade", "is": "a"}]}]}),
            area=HERE, published=False,
        )  # fmt: skip

    def _let_in(self, role: str) -> None:
        visit = Visit(self.app)
        if role in self.people:
            visit.as_(self.persons[role])
            found = db.session.scalars(
                sa.select(Session.public_id).where(Session.person_id == self.persons[role].id)
            ).first()
            self.things[f"session of {role}"] = found
        if role == "requester":
            visit.client.set_cookie("mine", self.things["token"])
        self.tokens[role] = visit.token()
        names = ("lang", "session", "in", "mine", "connect")
        found = {name: visit.client.get_cookie(name) for name in names}
        self.cookies[role] = {name: cookie.value for name, cookie in found.items() if cookie}


def png(**more: Any) -> io.BytesIO:
    """A small good picture."""
    kept = io.BytesIO()
    Image.new("RGB", (12, 12), "teal").save(kept, "PNG", **more)
    kept.seek(0)
    return kept


def routes(app: Flask) -> Iterator[tuple[str, str, str, set[str]]]:
    """Every route: endpoint, method, rule and the names of its parts. GET and POST only; HEAD and OPTIONS follow."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.endpoint, method, rule.rule, rule.arguments


def path_of(rule: str, values: dict[str, Any]) -> str:
    """A rule with its parts filled in; of a choice of words the first."""

    def filled(part: re.Match[str]) -> str:
        kind, name = part.groups()
        words = re.findall(r"[\w-]+", kind or "")
        return words[1] if words[:1] == ["any"] else str(values[name])

    return re.sub(r"<(?:([^<>]*):)?(\w+)>", filled, rule)


# --- Putting the world back -------------------------------------------------------------------------------


def _copied(app: Flask, name: str = "world") -> str:
    path = _closed(app)
    shutil.copyfile(path, copy := f"{path}.{name}")
    return copy


def _restore(app: Flask, copy: str) -> None:
    path = _closed(app)
    for more in ("-wal", "-shm"):
        Path(f"{path}{more}").unlink(missing_ok=True)
    shutil.copyfile(copy, path)


def _closed(app: Flask) -> str:
    """The file of the database, which nobody has open any more."""
    with app.app_context():
        db.session.remove()
        db.extension.engine.dispose()
        return str(db.extension.engine.url.database)


@pytest.fixture(scope="session")
def lasting(make_lasting_app: Callable[..., Flask]) -> Iterator[Callable[[], World]]:
    """The world of this process; a new one when it is so old that things in it run out."""
    built: list[World] = []

    def get() -> World:
        if not built or monotonic() - built[-1].built_at > OLD_S:
            built.append(World(make_lasting_app()))
        return built[-1]

    yield get
    for one in built:
        one.__exit__()


@pytest.fixture
def world(lasting: Callable[[], World]) -> World:
    """The world, as it was built."""
    made = lasting()
    made.begin()
    return made
