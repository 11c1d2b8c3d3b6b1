"""A coordinator measures a home by runs from three places, plans what is not theirs, and sends the same press twice."""

import re
from concurrent.futures import ThreadPoolExecutor

from connect import db
from connect.shopping.runs import planner
from connect.shopping.runs.models import Run
from connect.shopping.runs.solving import jobs
from tests.attacks.stage import Stage
from tests.builders import BEN_THANH
from tests.shopping.runs.planned import closed_window, make_team_of, place_order, place_orders
from tests.socket.browser import Answer, Browser

PLACES = ("10.7720, 106.6980", "10.7750, 106.7010", "10.7690, 106.7020")


def attack(stage: Stage) -> None:
    planner.ROUNDS, before = 30, planner.ROUNDS
    try:
        _three_places(stage)
        _what_is_not_theirs(stage)
    finally:
        planner.ROUNDS = before


def _three_places(stage: Stage) -> None:
    """One household, a start of one's own choice, a team that has just so much time: thrice."""
    with stage.context():
        group, by, people = make_team_of(1)
        window = closed_window(by, group)
        order = place_order(window, BEN_THANH)
        number, leader, code = by.id, people[0].public_id, window.public_id
        ward, home = order.case.area_id, (order.case.lat, order.case.lon)
    mine = stage.browser_of(number)
    for place in PLACES:
        answer = _new(mine, code, wards=str(ward), start="chosen", start_name="Sân", start_place=place)
        run = str(answer.location).rpartition("/")[2]
        _planned(stage, mine, run, leader, minutes=15)
        page = mine.get(f"/shopping/runs/{run}")
        assert page.status == 200 and not re.search(r"\d\s*(km|phút,|giờ \d+ phút)", page.words), "a way is measured"
        assert str(home[0]) not in page.text and str(home[1]) not in page.text
        with stage.context():
            jobs.keep_up()
        _press(mine, run, "cancel")
    assert str(stage.value("SELECT count(*) FROM audit WHERE what = 'plan_run'")) == "0", "the home was read"
    told = str(stage.value("SELECT count(*) FROM runs WHERE exact"))
    assert told == "0", "a run from a chosen place was planned by the home"


def _planned(stage: Stage, who: Browser, run: str, leader: str, minutes: int) -> None:
    """A team that goes for so many minutes, and a plan of the worker."""
    path = f"/shopping/runs/{run}/team"
    page = who.get(path)
    begins = re.search(r'name="start_from"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="start_from"', page.text)
    assert begins, "the form of a team has no beginning"
    start = (begins[1] or begins[2]).replace(" ", "T")[:16]
    until = f"{start[:14]}{int(start[14:16]) + minutes:02}"
    team = {"leader": leader, "vehicle": "foot", "kg": "50", "bags": "9", "most_stops": "9"}
    sent = who.send(path, {**page.hidden(), **team, "start_from": start, "until": until})
    assert sent.status == 303, sent.words[:300]
    assert _press(who, run, "plan").status == 303
    with stage.context():
        jobs.solve()


def _press(who: Browser, run: str, verb: str, **fields: str) -> Answer:
    hidden = who.get(f"/shopping/runs/{run}").hidden()
    return who.send(f"/shopping/runs/{run}/{verb}", {**hidden, **fields})


def _new(who: Browser, window: str, **fields: str) -> Answer:
    path = f"/shopping/runs/new?window={window}"
    page = who.get(path)
    return who.send(path, {**(page.hidden() if page.status == 200 else {}), "window": window, **fields})


def _what_is_not_theirs(stage: Stage) -> None:
    """The window of another organisation, its run, a stop of it; and one press from two browsers at once."""
    with stage.context():
        group, by, people = make_team_of(1)
        window = closed_window(by, group)
        orders = place_orders(window, 5)
        stranger = make_team_of(1)[1].id
        number, leader, code = by.id, people[0].public_id, window.public_id
        wards = str(orders[0].case.area_id)
    mine, theirs = stage.browser_of(number), stage.browser_of(stranger)
    token = theirs.get("/shopping/runs").hidden() | theirs.get("/accounts/me").hidden()
    sent = theirs.send("/shopping/runs/new", {**token, "window": code, "wards": wards, "start": "chosen"})
    assert sent.status == 404, "a run is made of a foreign window"
    assert theirs.get(f"/shopping/runs/new?window={code}").status == 404
    answer = _new(mine, code, wards=wards, start="chosen", start_name="Sân", start_place=PLACES[0])
    run = str(answer.location).rpartition("/")[2]
    _planned(stage, mine, run, leader, minutes=45)
    assert theirs.get(f"/shopping/runs/{run}").status == 404
    for verb in ("plan", "cancel", "shift", "team/1/leader", "team/1/remove"):
        sent = theirs.send(f"/shopping/runs/{run}/{verb}", {**token, "version": "1"})
        assert sent.status == 404, f"{verb} of a foreign run: {sent.status}"
    _at_once(stage, mine, stage.browser_of(number), run)


def _at_once(stage: Stage, one: Browser, other: Browser, run: str) -> None:
    """The same press from two browsers in the same moment, and once more afterwards: it counts once."""
    pages = [who.get(f"/shopping/runs/{run}").hidden() for who in (one, other)]
    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(who.send, f"/shopping/runs/{run}/plan", page)
            for who, page in zip((one, other), pages, strict=True)
        ]
        told = sorted(answer.result().status for answer in sent)
    assert told == [303, 409], f"two plans at once: {told}"
    assert one.send(f"/shopping/runs/{run}/plan", pages[0]).status == 409, "a press sent again counts again"
    with stage.context():
        found = db.session.query(Run).filter_by(public_id=run).one()
        waits = "SELECT count(*) FROM run_events WHERE run_id = :id AND verb = 'plan'"
        assert str(stage.value(waits, id=found.id)) == "2"
