"""Coverage against a look at every case and claim; whose areas; what is counted, and what is not."""

import math
import random
from collections import defaultdict
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings, strategies as st

from connect import clock, db, geo
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.moderation import rules
from connect.moderation.statistics import coverage
from connect.moderation.statistics.coverage import Sums
from connect.moderation.views.coverage import PAGE
from tests.builders import make_case, make_person, post_case, take
from tests.cases import crowd
from tests.cases.map.test_plan import explained
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)
ENDS = ("helped", "partly", "released", "lapsed", "disputed", "cannot_reach")
masks = st.sampled_from((1, 2, 3, 16, 63))
scopes = st.lists(st.sampled_from(("VN", "79", "80", "75", "here")), min_size=1, max_size=3)


def paths_of(codes: list[str]) -> list[str]:
    return [areas.ward_at(crowd.HERE).path if code == "here" else areas.get(code).path for code in codes]


def some_claims(dice: random.Random, cases: list[Case], helpers: list[Person]) -> list[Claim]:
    """On every third case a claim that runs, is over, or ended a while ago in any way."""
    now, made = clock.now(), []
    for case in dice.sample(cases, len(cases) // 3):
        until = now + timedelta(minutes=dice.choice((-10, 0, 50)))
        claim = Claim(case_id=case.id, person_id=dice.choice(helpers).id, taken_at=now - timedelta(days=3), until=until)
        if dice.random() < 0.6:
            claim.ended_at, claim.end = now - timedelta(hours=dice.choice((1, 23, 24, 60))), dice.choice(ENDS)
        made.append(claim)
    with db.transaction() as session:
        session.add_all(made)
        session.execute(sa.update(Case).where(Case.id.in_([case.id for case in cases[::7]])).values(guarded=1))
    db.session.expire_all()
    return made


def by_looking(cases: list[Case], claims: list[Claim], paths: list[str], mask: int, key):
    """The same by plain Python: key of a spot to cases, people, hours, oldest, helpers."""
    now, waits, helpers = clock.now(), defaultdict(list), defaultdict(set)
    known = {case.id: case for case in cases}
    fits = lambda case: (  # noqa: E731
        not case.guarded and case.kinds & mask and any(case.area.path.startswith(path) for path in paths)
    )
    for case in filter(fits, cases):
        if case_rules.is_available(case.state, case.free_at, now):
            waits[key(case)].append(case)
    for claim in claims:
        runs = claim.ended_at is None and claim.until > now
        helped = claim.ended_at and claim.ended_at > now - timedelta(hours=24) and claim.end in ("helped", "partly")
        if (runs or helped) and fits(known[claim.case_id]):
            helpers[key(known[claim.case_id])].add(claim.person_id)
    seconds = lambda case: int(now.timestamp()) - math.floor(case.waiting_since.timestamp())  # noqa: E731
    told = {
        at: (
            len(waits[at]), sum(one.people for one in waits[at]),
            round(sum(one.people * seconds(one) for one in waits[at]) / 3600, 6),
            min((one.waiting_since for one in waits[at]), default=None), len(helpers[at]),
        )
        for at in waits.keys() | helpers.keys()
    }  # fmt: skip
    return told, len(set().union(*helpers.values()))


def figures(one: Sums) -> tuple:
    return one.cases, one.people, round(one.person_hours, 6), one.oldest, one.helpers


def test_every_ward_and_cell_says_what_a_look_at_every_case_gives(app: Flask, clock) -> None:
    dice = random.Random(31)
    cases = crowd.gather(dice, 600)
    claims = some_claims(dice, cases, [make_person() for _ in range(12)])

    @settings(max_examples=60, deadline=None)
    @given(codes=scopes, mask=masks, by_cell=st.booleans())
    def agrees(codes: list[str], mask: int, by_cell: bool) -> None:
        paths = paths_of(codes)
        found = coverage.coverage(paths, mask, by_cell=by_cell)
        key = (lambda case: (case.area_id, case.cell)) if by_cell else (lambda case: (case.area_id, None))
        expected, helpers = by_looking(cases, claims, paths, mask, key)
        assert {(one.place.id, one.cell): figures(one) for one in found.places} == expected
        order = [one.person_hours / (one.helpers + 1) for one in found.places]
        assert order == sorted(order, reverse=True)
        assert found.total.helpers == helpers
        assert found.total.people == sum(people for _, people, *_ in expected.values())

    agrees()
    assert len(coverage.coverage(paths_of(["VN"])).places) > 20  # or the above compared nothing with nothing


def test_the_looking_finds_a_planted_fault(app: Flask, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(32)
    cases = crowd.gather(dice, 200)
    claims = some_claims(dice, cases, [make_person()])
    monkeypatch.setattr(coverage, "DELIVERED", ENDS)
    found = coverage.coverage(paths_of(["VN"]))
    expected, _ = by_looking(cases, claims, paths_of(["VN"]), 63, lambda case: case.area_id)
    assert {one.place.id: figures(one) for one in found.places} != expected


@pytest.mark.parametrize(
    ("people", "hours", "helpers", "cover"),
    [
        (0, 0, 0, "nobody_waits"), (0, 0, 3, "nobody_waits"), (1, 0, 0, "nobody_helps"), (9, 900, 0, "nobody_helps"),
        (1, 0, 1, "covered"), (12, 287, 1, "covered"), (12, 288, 1, "stretched"), (12, 575, 2, "covered"),
    ],
)  # fmt: skip
def test_how_an_area_is_provided_for(people: int, hours: float, helpers: int, cover: str) -> None:
    assert rules.cover_of(people, hours, helpers) == cover


def test_the_worst_is_where_one_more_helper_finds_most() -> None:
    assert rules.need_of_more(1, 0) < rules.need_of_more(1000, 1) < rules.need_of_more(1000, 0)


def test_the_page_tells_the_ward_its_state_and_what_to_do(app: Flask, clock) -> None:
    case = make_case("open", people=4)
    clock.forward(hours=3)
    official = Visit(app, "en").as_(make_person("official", area="79"))
    text = official.get("moderation.coverage").text
    assert areas.by_id(case.area_id).name in text
    assert "nobody helps here" in text
    assert "<b>12</b>" in text and "hours of waiting" in text
    helper = make_person(verified=True, name="Nguyễn Văn Cường")
    take(make_case("open"), helper)
    text = official.get("moderation.coverage").text
    assert "nobody helps here" not in text.split("<dl")[0]
    assert "Cường" not in text
    assert helper.public_id not in text
    code = areas.by_id(case.area_id).code
    for link in (f"/cases/nearby?area={code}&amp;kind=food", f"/cases/map?area={code}&amp;kind=food"):
        assert link in official.get("moderation.coverage", kind="food").text
    assert "Nobody waits here" in official.get("moderation.coverage", kind="school_items").text


def test_where_nobody_waits_the_page_says_so_and_leads_back(app: Flask) -> None:
    post_case()  # not looked at yet, so not on the list
    text = Visit(app).as_(make_person("official", area="79")).get("moderation.coverage").text
    assert "Ở đây không ai chờ" in text
    assert 'href="/moderation/"' in text.split("<main")[1]


def test_a_page_that_is_not_there_says_so_and_leads_back(app: Flask) -> None:
    make_case("open")
    visit = Visit(app, "en").as_(make_person("official", area="79"))
    assert "There is no such page" in visit.get("moderation.coverage", page="7").text
    for junk in ("0", "-1", "x", "²", "9" * 40):
        assert "1 to 1 of 1" in visit.get("moderation.coverage", page=junk).text


def test_many_wards_come_in_pages_without_repeat_or_gap(app: Flask) -> None:
    crowd.gather(random.Random(33), 500)
    visit = Visit(app).as_(make_person("official", area="VN"))
    wards = len(coverage.coverage(paths_of(["VN"])).places)
    assert wards > 2 * PAGE
    seen = []
    for number in range(1, -(-wards // PAGE) + 1):
        text = visit.get("moderation.coverage", page=number).text
        seen += [part.split("&")[0].split('"')[0] for part in text.split("/cases/map?area=")[1:]]
    assert len(seen) == len(set(seen)) == wards


def test_whose_areas_these_are(app: Flask) -> None:
    here, there = make_case("open"), make_case("open", HANOI)
    visit = Visit(app).as_(make_person("official", area="79"))
    for endpoint in ("moderation.coverage", "moderation.coverage_geojson"):
        text = visit.get(endpoint).text
        assert areas.by_id(here.area_id).code in text
        assert areas.by_id(there.area_id).code not in text
        visit.get(endpoint, area=areas.by_id(here.area_id).code)
        for foreign in ("01", "VN", areas.by_id(there.area_id).code, "nowhere"):
            visit.get(endpoint, 404, area=foreign)
        for role in ("moderator", "volunteer"):
            Visit(app).as_(make_person(role)).get(endpoint, 403)
        Visit(app).get(endpoint, 303)
    both = Visit(app).as_(make_person("admin", area="VN")).get("moderation.coverage_geojson").get_json(force=True)
    assert len(both["features"]) == 2


def test_the_file_says_what_the_page_says(app: Flask) -> None:
    dice = random.Random(34)
    cases = crowd.gather(dice, 300)
    some_claims(dice, cases, [make_person() for _ in range(5)])
    visit = Visit(app).as_(make_person("official", area="79"))
    whole = coverage.coverage(paths_of(["79"])).total
    for by in ("ward", "cell"):
        answer = visit.get("moderation.coverage_geojson", by=by)
        assert answer.mimetype == "application/geo+json"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="coverage-all-{by}.geojson"'
        told = answer.get_json(force=True)
        assert told["type"] == "FeatureCollection"
        assert told["helpers"] == whole.helpers
        for one in told["features"]:
            lon, lat = one["geometry"]["coordinates"]
            assert (one["type"], one["geometry"]["type"]) == ("Feature", "Point")
            assert geo.in_vietnam(geo.Point(lat, lon))
        every = [one["properties"] for one in told["features"]]
        assert sum(one["people"] for one in every) == whole.people
        assert sum(one["cases"] for one in every) == whole.cases
        assert sum(one["person_hours"] for one in every) == pytest.approx(whole.person_hours, abs=0.05 * len(every))
        assert {one["id"] for one in told["features"]} >= {
            f"{case.cell:x}" if by == "cell" else areas.by_id(case.area_id).code
            for case in cases
            if case.area.path.startswith("/VN/79/") and not case.guarded and case.state == "open"
        }


def test_a_file_that_cannot_be_is_refused_in_words(app: Flask) -> None:
    visit = Visit(app, "en").as_(make_person("official", area="VN"))
    assert "by=ward" in visit.get("moderation.coverage_geojson", 422, by="street").get_json()["error"]
    assert "province" in visit.get("moderation.coverage_geojson", 422, by="cell").get_json()["error"]
    visit.get("moderation.coverage_geojson", by="cell", area="79")


def leave_unmeasured(*tables: str) -> None:
    """Keeps PostgreSQL from gathering statistics by itself: with those of so few rows it goes by another index."""
    if db.is_postgres():
        with db.transaction() as session:
            for table in tables:
                session.execute(sa.text(f"ALTER TABLE {table} SET (autovacuum_enabled = off)"))


def test_it_reads_the_list_by_its_own_index_and_claims_by_their_end(app: Flask) -> None:
    leave_unmeasured("cases", "claims")
    crowd.gather(random.Random(35), 300)
    reader = db.Reader()
    now, wanted = reader.value_of(clock.now()), (1, "/VN/79/%")
    for by_cell in (False, True):
        assert "ix_cases_coverage" in explained(coverage.waiting_sql(reader, 1, by_cell), (now, *wanted))
        plan = explained(coverage.helping_sql(reader, 1, by_cell), (now, *wanted, now, *wanted))
        assert "ix_claims_ended" in plan
        assert "SCAN claims" not in plan
        assert "Seq Scan on claims" not in plan
