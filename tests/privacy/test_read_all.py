"""Everything public is read, and nothing in it is personal or finer than a cell."""

import random
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db, geo
from connect.cases.collective.models import CollectiveCase
from connect.cases.models import Case, CaseSecret
from connect.demo import fill
from connect.text import phone_for_eyes
from tests.builders import make_person
from tests.often import often
from tests.privacy.needles import Needles
from tests.visit import Visit

CASES = often(5000, 20)


def invented(cases: int) -> list[CaseSecret]:
    """A wave of cases in every state, as the demo tells it; returns the secret halves."""
    fill.fill(7, fill.Size(cases=cases, notices=10), lambda done: None)
    return list(db.session.scalars(sa.select(CaseSecret)))


@pytest.fixture
def wave(app: Flask) -> list[CaseSecret]:
    """A small wave."""
    return invented(often(200, 2))


@pytest.mark.timeout(600)
def test_no_public_answer_holds_a_name_a_phone_a_door_or_a_fine_position(app: Flask) -> None:
    secrets = forbidden(invented(CASES))
    visit, read = Visit(app), 0
    for where, text in public_answers(visit):
        read += 1
        hit = secrets.first_in(text)
        assert not hit, f"{where} shows {hit!r}"
        check_positions(where, text)
    assert read > CASES


def test_the_same_reading_finds_a_secret_that_was_planted(app: Flask) -> None:
    secrets = forbidden(wave := invented(20))
    for planted in (wave[0].phone, wave[1].name, wave[2].door, phone_for_eyes(wave[3].phone)):
        assert secrets.first_in(f"<p>{planted}</p>")
    with pytest.raises(AssertionError):
        check_positions("planted", '{"coordinates":[106.698312,10.772211]}')


def forbidden(wave: list[CaseSecret]) -> Needles:
    """Every name, phone, door and sentence that must not appear. A school's name and address are public."""
    texts: set[str] = set()
    schools = set(db.session.scalars(sa.select(CollectiveCase.case_id)))
    for one in wave:
        texts |= {one.reporter_name or "", str(one.token_hash), str(one.phone_hash)}
        texts |= set() if one.case_id in schools else {one.name, one.door}
        texts |= {sentence for sentence in re.split(r"(?<=\.) ", one.words) if len(sentence) > 15}
    phones = {phone for one in wave for phone in (one.phone, one.reporter_phone) if phone}
    return Needles({text for text in texts if len(text) > 4}, phones)


def check_positions(where: str, text: str) -> None:
    """Every position in an answer must be the centre of a cell of the public grid."""
    if "{" not in text[:1]:
        fine = re.findall(r"(?<![\d.])(?:[89]|1\d|2[0-3]|10[2-9])\.\d{4,}", text)
        assert not fine or "data-centre" in text, f"{where}: a page has no business with {fine[:2]}"
    for lon, lat in re.findall(r'"coordinates":\s*\[(\d+\.\d+),\s*(\d+\.\d+)\]', text):
        point = geo.Point(float(lat), float(lon))
        centres = [geo.centre_of(geo.cell_of(point, res)) for res in (6, 7, 8)]
        assert point in centres, f"{where}: {lat}, {lon} is no centre of a cell"


def public_answers(visit: Visit) -> Iterator[tuple[str, str]]:
    """The front page, lists, pages behind lists, maps, feeds, every case by its address."""
    dice = random.Random(3)
    cases = list(db.session.scalars(sa.select(Case)))
    for path in (
        "/",
        "/privacy",
        "/cases/ask",
        "/cases/nearby",
        "/cases/map",
        "/notices/",
        "/notices/feed.atom",
        "/notices/cap.atom",
        "/health",
    ):
        yield path, visit.client.get(path).text
    for case in cases:
        yield case.public_id, visit.client.get(f"/cases/{case.public_id}").text
    for case in dice.sample(cases, 25):
        at = f"{case.cell:x}"
        path: str | None = f"/cases/nearby?at={at}&within=50"
        for _ in range(5):
            if path is None:
                break
            text = visit.client.get(path).text
            yield path, text
            more = re.search(r'href="([^"]*after=[^"]+)"', text)
            path = more.group(1).replace("&amp;", "&") if more else None
        yield f"geojson {at}", visit.client.get(f"/cases/nearby.geojson?at={at}&within=50").text
    for south, west, north, east in (
        (8, 102, 24, 110),
        (10.5, 106.4, 11, 107),
        (10.76, 106.68, 10.79, 106.71),
        (16, 107, 17, 108),
    ):
        path = f"/cases/clusters.json?south={south}&west={west}&north={north}&east={east}"
        yield path, visit.client.get(path).text


def test_a_volunteer_reads_the_words_without_phones_doors_and_names(app: Flask, wave: list[CaseSecret]) -> None:
    visit = Visit(app).as_(make_person())
    db.session.rollback()
    now = clock.now()
    is_listed = (Case.state == "open", Case.free_at < now, Case.guarded == 0)
    open_ones = db.session.scalars(sa.select(Case).where(*is_listed).limit(60))
    by_id = {one.case_id: one for one in wave}
    for case in open_ones:
        secret = by_id[case.id]
        text = visit.get("cases.show", public_id=case.public_id).text
        for hidden in (secret.name, secret.phone, secret.phone.replace("+84", "0"), secret.door):
            assert hidden not in text
