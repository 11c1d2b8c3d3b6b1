"""Everybody follows every link and tries every address: no phone, door or exact place of others is in any byte."""

import random
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db, geo
from connect.accounts.demo import names
from connect.accounts.models import Organization, Person
from connect.areas import queries as areas
from connect.cases.answers import actions as answer_actions
from connect.cases.answers.rules import Answered
from connect.cases.asking import public_location
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseSecret, Need
from connect.crypto import encryption
from connect.crypto.tokens import digest, new_public_id
from connect.notices.models import Notice
from connect.offers.models import OfferSecret
from connect.text import phone_for_eyes
from connect.web import limits
from tests.builders import (
    make_channel,
    make_notice,
    make_offer,
    make_organization,
    make_person,
    make_questions,
    post_case,
)
from tests.often import LONG
from tests.privacy.asking import Asker
from tests.privacy.needles import Needles
from tests.privacy.worlds import QUESTIONS, Cast
from tests.visit import Visit

# In short each role tries each address once and follows a few links, in a wave that is small; `make proofs` in full.
CASES, PEOPLE = (4000, 3000) if LONG else (400, 300)
OFFERS = 300 if LONG else 30
PAGES = 150 if LONG else 40  # followed from link to link, by each role
OF_EACH = 4 if LONG else 1  # tries of each address, by each role
ELSEWHERE = "92"
HREF = re.compile(r'href="(/[^"#]*)')


@dataclass
class Wave:
    """What was seeded and must not be found."""

    needles: Needles
    secrets: int
    cast: Cast


def seeded(cases: int, people: int) -> Wave:
    """Thousands of cases and people, put in by bulk; every case's words hold its phone and its door as well."""
    dice, now = random.Random(4), clock.now()
    phones = [f"+8490{number:07d}" for number in dice.sample(range(10**7), 2 * cases + people + OFFERS)]
    givers = [phones.pop() for _ in range(OFFERS)]
    doors = [f"Số {n % 997 + 100} hẻm {n // 997 + 11} đường Trần Văn Kỳ{n}" for n in range(cases)]
    wards = [ward for code in ("79", "01") for ward in areas.wards_of(areas.get(code))]
    taken: list[str] = []
    pattern = db.session.get_one(CaseSecret, post_case()[0].id)  # a real one, whose other columns all are like
    sealed = {one.name: getattr(pattern, one.name) for one in encryption.COLUMNS if one.owner is CaseSecret}
    columns = CaseSecret.__table__.columns.keys()
    plain = {name: getattr(pattern, name) for name in columns if not name.endswith("_sealed")}
    with db.transaction() as session:
        for number in range(cases):
            ward, phone, friend = dice.choice(wards), phones[number], phones[cases + number]
            at = geo.Point(ward.lat + dice.uniform(-0.01, 0.01), ward.lon + dice.uniform(-0.01, 0.01))
            public = public_location.place_of(geo.cell_of(at, dice.choice((7, 8))))
            case = Case(
                public_id=new_public_id(), state=dice.choice(("open", "open", "open", "helped", "pending_review")),
                cell=public.cell, cell_res=public.resolution, lat=public.centre.lat, lon=public.centre.lon,
                area_id=areas.ward_at(public.centre).id, kinds=1, urgency=dice.randrange(4), people=3, wanted=5,
                given=0, waiting_since=now, clock_at=now, changed_at=now,
            )  # fmt: skip
            case.needs = [Need(kind="food", item="rice", quantity=5)]
            session.add(case)
            taken.append(case.public_id)
        session.flush()
        for number, case in enumerate(session.scalars(sa.select(Case).where(Case.public_id.in_(taken)))):
            at, phone, friend, door = case.centre, phones[number], phones[cases + number], doors[number]
            hashes = {
                "phone_hash": digest(phone),
                "token_hash": digest(f"t{number}"),
                "form_hash": digest(f"f{number}"),
            }
            secret = CaseSecret(**(plain | hashes | {"case_id": case.id}))
            facts = sealed | {
                "lat": at.lat + 0.000123, "lon": at.lon + 0.000321, "accuracy_m": 9.0, "area_id": case.area_id,
                "name": names.person_name(dice), "phone": phone, "door": door, "vulnerable": 1, "delivery_code": "1234",
                "reporter_name": names.person_name(dice), "reporter_phone": friend,
                "words": f"Gọi {phone_for_eyes(phone)} hoặc {friend}, nhà ở {door}. Nhà hết gạo.",
            }  # fmt: skip
            for name, value in facts.items():
                setattr(secret, name, value)
            session.add(secret)
        session.add_all(
            Person(name=names.person_name(dice), phone=phone, password_hash="x", created_at=now)
            for phone in phones[2 * cases :]
        )
    asked = make_questions(*QUESTIONS, area=None).id
    keys = [f"Chìa khóa ở chậu cây thứ {number + 1000} bên trái" for number in range(cases)]
    with db.transaction() as session:
        found = session.scalars(sa.select(Case).where(Case.public_id.in_(taken)).order_by(Case.id)).all()
        for case, phone, door, key in zip(found, phones, doors, keys, strict=False):
            said = {"on_roof": "yes", "boat": f"Gọi {phone_for_eyes(phone)}, nhà ở {door}. Nước lên nhanh.", "key": key}
            answer_actions.replace(case, {"food": Answered(asked, said)})
    with db.transaction():
        cell_counts.recount()
    offered = seeded_offers(givers, dice)
    for _ in range(3):
        make_organization()
    channel = make_channel()
    make_notice(channel, "79")
    others = [
        one
        for kind in (Organization, Notice, Person)
        for one in db.session.scalars(sa.select(kind.public_id).limit(30))
    ]
    cells = list(db.session.scalars(sa.select(Case.cell)))
    texts = {
        *doors,
        *keys,
        *offered.texts,
        *(f"{one.lat + 0.000123:.6f}" for one in db.session.scalars(sa.select(Case))),
    }
    limits.limiter.reset()
    return Wave(
        Needles(texts, [*phones, *offered.phones]), len(phones) + len(offered.phones) + len(texts),
        Cast(cases=taken, held=taken[:50], others=others, offers=offered.codes, cells=cells),
    )  # fmt: skip


class Offered(NamedTuple):
    """What givers tell of themselves: where they live, in numbers and words, and their phones; and their offers."""

    texts: set[str]
    phones: list[str]
    codes: list[str]


def seeded_offers(phones: list[str], dice: random.Random) -> Offered:
    """An offer of each phone, from a home of its own, whose words hold phone and door as well."""
    wards, told = areas.wards_of(areas.get("79")), Offered(set(), phones, [])
    for number, phone in enumerate(phones):
        ward, door = dice.choice(wards), f"Số {number + 100} ngách {number + 7} đường Người Cho{number}"
        home = geo.Point(round(ward.lat + 0.000411, 6), round(ward.lon + 0.000733, 6))
        words = f"Gọi {phone_for_eyes(phone)}, nhà ở {door}."
        offer = make_offer(make_person(phone=phone, name=names.person_name(dice)), home, words=words)
        told.codes.append(offer.public_id)
        told.texts.update((door, words, f"{home.lat:.6f}", f"{home.lon:.6f}"))
    return told


def visitors(app: Flask) -> Iterator[tuple[str, Visit]]:
    """Everybody who may not know: her own page is a requester's only."""
    _own, token = post_case(name="Người hỏi", phone="+84380000001", door="Số 1", words="")
    requester = Visit(app)
    requester.client.get(f"/cases/mine/{token}")
    yield "anonymous", Visit(app)
    yield "requester", requester
    yield "volunteer", Visit(app, "en").as_(make_person())
    yield "verified", Visit(app).as_(make_person(verified=True))
    for role in ("moderator", "official", "admin"):
        yield role, Visit(app).as_(make_person(role, ELSEWHERE))


def answers(app: Flask, cast: Cast, visit: Visit, seed: int) -> Iterator[tuple[str, str]]:
    """Every address with ids that exist, then from link to link, beginning at the front page."""
    asker = Asker(app, cast, random.Random(seed))
    tries = [asker.to(rule) for rule in asker.pages for _ in range(OF_EACH)]
    ahead, known = deque(["/"]), {"/"}
    for path in [f"{ask.path}?{ask.query}" for ask in tries]:
        yield path, read(visit, path)
    for _ in range(PAGES):
        if not ahead:
            return
        path = ahead.popleft()
        text = read(visit, path)
        yield path, text
        for link in asker.dice.sample(found := HREF.findall(text), len(found)):
            link = link.replace("&amp;", "&")
            if link not in known and not link.startswith("/static"):
                known.add(link)
                ahead.append(link)


def read(visit: Visit, path: str) -> str:
    limits.limiter.reset()
    answer = visit.client.get(path)
    assert answer.status_code < 500, path
    return "\n".join([*(f"{name}: {value}" for name, value in answer.headers), answer.text if _is_text(answer) else ""])


def _is_text(answer: object) -> bool:
    return not str(getattr(answer, "mimetype", "")).startswith(("image/", "font/"))


@pytest.mark.timeout(600)
def test_nobody_finds_a_phone_or_a_door_by_following_links_and_trying_addresses(app: Flask) -> None:
    wave = seeded(CASES, PEOPLE)
    assert wave.secrets >= (10_000 if LONG else 1000)
    seen = 0
    for number, (role, visit) in enumerate(visitors(app)):
        for path, text in answers(app, wave.cast, visit, number):
            for _name, sent in parse_qsl(urlsplit(path).query):
                text = text.replace(sent, "")  # what was asked with is no news
            hit = wave.needles.first_in(text)
            assert hit is None, f"{path} shows {hit!r} to {role}"
            seen += 1
    print(f"{wave.secrets} secrets, {seen} answers read")
    assert seen > 7 * (OF_EACH * 90 + PAGES // 2)


def test_the_crawl_finds_a_page_that_shows_one_givers_home(app: Flask) -> None:
    wave = seeded(40, 40)
    home = db.session.scalar(sa.select(OfferSecret).order_by(OfferSecret.offer_id.desc()).limit(1))
    assert home and wave.needles.first_in(f"<p>{home.lat:.6f}</p>") and wave.needles.first_in(f"<p>{home.words}</p>")


def test_the_crawl_finds_a_page_that_shows_one_phone(app: Flask) -> None:
    wave = seeded(100, 20)
    secret = db.session.scalar(sa.select(CaseSecret).order_by(CaseSecret.case_id.desc()).limit(1))
    assert secret
    shown = f"<p>Gọi {phone_for_eyes(secret.phone)}</p>"
    app.add_url_rule("/cases/planted", "cases.planted", lambda: shown)
    found = [path for path, text in answers(app, wave.cast, Visit(app), 1) if wave.needles.first_in(text)]
    assert found and all("planted" in path for path in found)
