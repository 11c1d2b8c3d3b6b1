"""Strangers may read from a replica; a requester always sees her own write; a replica that fails nobody notices."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from structlog.testing import capture_logs

from connect import clock, db
from connect.areas import snapshot
from connect.cases.models import Case
from connect.db import postgres
from connect.notices.bulletins.models import Series
from connect.notices.models import Channel, Notice
from connect.supplies.counter import links
from connect.web import read_replica
from connect.web.read_replica import Proof, Replica
from tests.builders import make_channel, make_notice, make_person, make_point, make_series, post_case
from tests.faults.pair import Pair
from tests.faults.proxy import Proxy
from tests.replicated import LIST, LOOK, Later, Site, ask, later, made, needs_servers, pair, quiet, set_up, site
from tests.visit import Visit

__all__ = ["later", "made", "pair", "quiet", "site"]
READ_THERE = {
    "home.front", "home.place", "cases.green", "cases.green_card", "cases.green_json",
    "cases.nearby", "cases.nearby_geojson", "cases.clusters_json", "cases.map_cards", "cases.show",
    "notices.feed", "notices.atom", "notices.alert", "notices.cap_atom", "notices.show", "notices.versions",
    "notices.bulletin", "notices.bulletin_csv", "notices.bulletin_revisions",
    "supplies.finding", "supplies.finding_json", "supplies.finding_geojson", "supplies.clusters_json",
    "shopping.windows_in",
}  # fmt: skip


# --- Rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("looks", "holds", "lacks"),
    [
        ([(1.0, 100, 100)], 1.0, float("inf")),
        ([(1.0, 100, 99)], float("-inf"), 1.0),
        ([(1.0, 100, 90), (2.0, 110, 100)], 1.0, 2.0),
        ([(1.0, 100, 90), (2.0, 110, 110)], 2.0, float("inf")),
        ([(1.0, 100, 90), (2.0, 100, 90), (3.0, 100, 90)], float("-inf"), 1.0),
        ([(1.0, 100, 100), (2.0, 200, 100), (3.0, 300, 199)], 1.0, 2.0),
    ],
)
def test_a_replica_holds_what_was_written_before_the_moment_whose_position_it_replayed(
    looks: list[tuple[float, int, int]], holds: float, lacks: float
) -> None:
    proof = Proof()
    for look in looks:
        proof.note(*look)
    assert (proof.holds, proof.lacks()) == (holds, lacks)


def test_a_write_is_remembered_for_longer_than_replicas_and_caches_are_behind() -> None:
    atom_s = 60  # the longest that a page read there may be kept
    assert read_replica.OLDEST_S + atom_s < read_replica.WROTE_S


def test_only_pages_open_to_anyone_that_change_nothing_are_read_there(bare_app: Flask) -> None:
    marked = {name for name, view in bare_app.view_functions.items() if hasattr(view, "may_lag")}
    assert marked == READ_THERE
    for rule in bare_app.url_map.iter_rules():
        if rule.endpoint in marked:
            assert rule.methods == {"GET", "HEAD", "OPTIONS"}, rule.endpoint
            assert bare_app.view_functions[rule.endpoint].open_to == ("anyone",)  # type: ignore[attr-defined]


def test_without_a_replica_nobody_is_marked(visit: Visit) -> None:
    ask(visit)
    assert not visit.client.get_cookie(read_replica.WROTE)


def public_pages() -> list[str]:
    """Every page that is read from the replica."""
    notice = db.session.scalar(sa.select(Notice.public_id)) or make_notice(make_channel(), "79").public_id
    case = db.session.scalar(sa.select(Case.public_id)) or post_case()[0].public_id
    kept = db.session.scalar(sa.select(Series)) or make_series(channel=db.session.scalar(sa.select(Channel)))
    series = f"/notices/bulletins/{kept.public_id}"
    box = "south=10.7&west=106.6&north=10.8&east=106.8"
    return [
        "/", "/p/26740", LIST, "/cases/green?area=26740", "/cases/green/card?area=26740", f"/cases/green.json?{box}",
        "/cases/nearby.geojson?area=26740", f"/cases/clusters.json?{box}", f"/cases/map/cards?{box}",
        f"/cases/{case}", "/notices/",
        "/notices/feed.atom", "/notices/cap.atom", f"/notices/{notice}/1.cap",
        f"/notices/{notice}", f"/notices/{notice}/versions", series, f"{series}/figures.csv", f"{series}/revisions.csv",
        "/supplies/?area=26740", "/supplies/finding.json?area=26740", "/supplies/finding.geojson?area=26740",
        f"/supplies/clusters.json?{box}", "/shopping/windows/in/26740",
    ]  # fmt: skip


# --- Who reads where --------------------------------------------------------------------------------------


@needs_servers
def test_strangers_read_every_public_page_from_the_replica(site: Site) -> None:
    with site.app.app_context():
        pages = public_pages()
    assert len(pages) == len(READ_THERE)
    site.catches_up()
    stranger = Visit(site.app)
    for page in pages:
        assert site.was_asked(lambda: stranger.get(page)), page  # noqa: B023 - called at once


@needs_servers
def test_who_wrote_sees_it_at_once_and_strangers_when_the_replica_has_it(site: Site) -> None:
    poster, stranger = Visit(site.app), Visit(site.app)
    site.pause()
    case = ask(poster)
    assert site.looks()
    assert case in poster.get(LIST).text
    assert case not in stranger.get(LIST).text
    assert stranger.get(case), "the primary has the last word on what the replica does not know"
    site.resume()
    site.catches_up()
    assert site.was_asked(lambda: stranger.get(LIST))
    assert case in stranger.get(LIST).text
    assert case in poster.get(LIST).text


@needs_servers
def test_an_owner_who_confirms_is_fresh_in_the_own_lists_at_once_and_for_strangers_when_the_replica_has_it(
    site: Site,
) -> None:
    lists = ("/supplies/?area=26740&item=rice", "/supplies/finding.geojson?area=26740&item=rice")
    with site.app.app_context():
        with clock.told(clock.now() - timedelta(days=20)):
            point = make_point(make_person())
        token, code = links.token_of(point, links.CONFIRM), point.public_id
    owner, stranger = Visit(site.app), Visit(site.app)
    site.catches_up()
    site.pause()
    owner.post("supplies.confirm", {}, 200, token=token)
    assert site.looks()
    for path in lists:
        assert code in owner.get(path).text
        assert code not in stranger.get(path).text
    site.resume()
    site.catches_up()
    for path in lists:
        assert site.was_asked(lambda: stranger.get(path))  # noqa: B023 - called at once
        assert code in stranger.get(path).text


@needs_servers
def test_who_wrote_reads_from_the_primary_until_the_cookie_ends(site: Site) -> None:
    poster = Visit(site.app)
    assert site.was_asked(lambda: poster.get(LIST))
    ask(poster)
    cookie = poster.client.get_cookie(read_replica.WROTE)
    assert cookie
    assert (cookie.max_age, cookie.http_only, cookie.value) == (read_replica.WROTE_S, True, "1")
    assert not site.was_asked(lambda: poster.get(LIST))
    poster.client.delete_cookie(read_replica.WROTE)
    assert site.was_asked(lambda: poster.get(LIST))


@needs_servers
def test_who_is_signed_in_reads_from_the_primary(site: Site) -> None:
    with site.app.app_context():
        helper = Visit(site.app).as_(make_person())
    site.catches_up()
    for page in (LIST, "/", "/accounts/me"):
        assert not site.was_asked(lambda: helper.get(page)), page  # noqa: B023 - called at once


@needs_servers
def test_a_commit_that_may_have_failed_is_remembered_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def lost() -> Iterator[None]:
        yield
        raise sa.exc.OperationalError("COMMIT", None, Exception("the server went away"))

    poster = Visit(site.app)
    monkeypatch.setattr(postgres, "confirmed", lost)
    ask(poster, 503)
    assert poster.client.get_cookie(read_replica.WROTE)


# --- Too far behind, gone, silent -------------------------------------------------------------------------


@needs_servers
def test_a_replica_too_far_behind_is_left_alone_until_it_has_caught_up(site: Site, later: Later) -> None:
    poster, stranger = Visit(site.app), Visit(site.app)
    site.pause()
    case = ask(poster)
    assert site.looks(), "behind, but not by much"
    later.by_s = read_replica.OLDEST_S + 1
    with capture_logs() as logged:
        assert not site.looks()
        assert case in stranger.get(LIST).text
        site.resume()
        site.catches_up()
    assert site.was_asked(lambda: stranger.get(LIST))
    told = [(one["event"], one.get("why")) for one in logged if "replica" in one["event"]]
    assert told == [("replica left alone", "late"), ("replica read again", None)]


@needs_servers
def test_a_replica_that_nobody_looked_at_for_long_is_not_believed(site: Site, later: Later) -> None:
    later.by_s = read_replica.OLDEST_S + 1
    assert not site.was_asked(lambda: Visit(site.app).get(LIST))


@needs_servers
def test_the_primary_answers_when_the_replica_dies_and_it_is_used_again_when_it_is_back(
    site: Site, later: Later
) -> None:
    with site.app.app_context():
        pages = public_pages()
    site.catches_up()
    stranger = Visit(site.app)
    stranger.get(LIST)
    site.pair.standby.stop("immediate")
    with capture_logs() as logged:
        for page in pages:
            stranger.get(page)
    assert [one["event"] for one in logged if one["log_level"] != "info"] == ["replica left alone"]
    site.pair.standby.start()
    site.replica.look()
    assert not site.was_asked(lambda: stranger.get(LIST)), "it rests"
    later.by_s = read_replica.REST_S + 1
    site.catches_up()
    assert site.was_asked(lambda: stranger.get(LIST))


@needs_servers
@pytest.mark.parametrize("fault", ["silent", "slow", "reset"])
def test_who_meets_a_failing_replica_is_answered_and_who_comes_after_does_not_meet_it(
    made: Callable[..., Site], pair: Pair, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(pair.standby.port, delay_s=60.0) as proxy:
        site = made(pair.standby.url.replace(f":{pair.standby.port}", f":{proxy.port}"))
        site.catches_up()
        stranger = Visit(site.app)
        assert site.was_asked(lambda: stranger.get(LIST))
        monkeypatch.setattr(read_replica, "PATIENCE_S", 0.1)
        proxy.mode = fault
        assert site.was_asked(lambda: stranger.get(LIST))
        seen = proxy.questions
        for _ in range(20):
            stranger.get(LIST)
        assert proxy.questions == seen


@needs_servers
def test_strangers_at_once_are_all_answered_while_it_falls_silent(
    made: Callable[..., Site], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(pair.standby.port) as proxy:
        site = made(pair.standby.url.replace(f":{pair.standby.port}", f":{proxy.port}"))
        site.catches_up()
        monkeypatch.setattr(read_replica, "PATIENCE_S", 0.1)
        answers: list[int] = []

        def stranger() -> None:
            client = site.app.test_client()
            answers.extend(client.get(LIST).status_code for _ in range(20))

        threads = [threading.Thread(target=stranger) for _ in range(4)]
        for number, thread in enumerate(threads):
            proxy.mode = "pass" if number == 0 else "silent"
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [200] * 80


@needs_servers
def test_a_question_that_is_cancelled_there_is_answered_by_the_primary(site: Site) -> None:
    """As PostgreSQL does to whoever reads what is being replayed over."""
    sa.event.listen(site.replica.engine, "checkout", lambda line, *_: line.execute("SET statement_timeout = 1"))
    with site.app.test_request_context(LIST):
        asked: list[str] = []

        @read_replica.may_answer
        def view() -> str:
            asked.append(str(db.session.get_bind().engine.url.port))
            db.session.execute(sa.text("SELECT pg_sleep(0.1)"))
            return "answered"

        assert view() == "answered"
    assert asked == [str(site.pair.standby.port), str(site.pair.primary.port)]


@needs_servers
def test_a_site_starts_and_serves_while_its_replica_is_dead(made: Callable[..., Site]) -> None:
    with Proxy(1, mode="reset") as nobody:
        site = made(f"postgresql://connect@127.0.0.1:{nobody.port}/postgres")
        assert not site.looks()
        assert ask(Visit(site.app)) in Visit(site.app).get(LIST).text


@needs_servers
def test_a_server_that_does_not_follow_the_primary_is_never_read(made: Callable[..., Site], pair: Pair) -> None:
    for other in (pair.primary.url, pair.standby.url.replace("/postgres", "/template1")):
        site = made(other)
        assert not site.looks()
        assert not site.was_asked(lambda: Visit(site.app).get(LIST))  # noqa: B023 - called at once


@needs_servers
def test_areas_are_read_from_the_primary_because_they_are_kept_for_the_life_of_a_process(site: Site) -> None:
    said: list[str] = []
    sa.event.listen(site.replica.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    snapshot.forget()
    assert site.was_asked(lambda: Visit(site.app).get("/notices/"))
    assert said
    assert not [one for one in said if "FROM areas" in one or "area_imports" in one]


@needs_servers
def test_after_a_failover_the_new_standby_is_read(tmp_path: Path, later: Later) -> None:
    with Pair(careless=True) as pair:
        set_up(pair, tmp_path)
        site = Site(pair, pair.url.replace("read-write", "prefer-standby"), tmp_path, pair.url)
        site.catches_up()
        assert site.was_asked(lambda: Visit(site.app).get(LIST))
        pair.primary.kill()
        pair.promote()
        assert Visit(site.app).get(LIST)
        assert not site.looks(), "there is no standby"
        pair.make_standby()
        later.by_s = read_replica.REST_S + 1
        site.catches_up()
        assert site.was_asked(lambda: Visit(site.app).get(LIST))
        site.close()


@needs_servers
def test_it_is_looked_at_by_itself(made: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Replica, "_look", LOOK)
    monkeypatch.setattr(read_replica, "EVERY_S", 0.0)
    site = made()
    assert not found_good(site), "nobody had looked at it before it was asked for"
    assert site.asked, "asking for it had a thread look at it"
    while not found_good(site):
        pass
    monkeypatch.setattr(read_replica, "EVERY_S", 3600.0)
    assert found_good(site)
    assert site.was_asked(lambda: Visit(site.app).get(LIST)), "a stranger's list, and no look of the thread's"


def found_good(site: Site) -> bool:
    """Whether strangers are sent to the replica; waits for the thread that the question has look at it."""
    good = site.replica.is_good()
    for thread in threading.enumerate():
        if thread.name == "replica":
            thread.join()
    return good


# --- The operator's word ----------------------------------------------------------------------------------


@needs_servers
def test_the_doctor_says_how_the_replica_stands(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def doctor() -> Result:
        with site.app.app_context():
            return site.app.test_cli_runner().invoke(args=["doctor"])

    assert "Replica: streams, up to date." in doctor().output
    site.pause()
    ask(Visit(site.app))
    monkeypatch.setattr(read_replica, "PATIENCE_S", 0.5)
    told = doctor()
    assert re.search(r"Replica: streams, [\d,]+ bytes and \d+ s behind\.", told.output), told.output
    site.pair.standby.stop("immediate")
    told = doctor()
    assert "Replica: it does not answer" in told.output
    assert told.exit_code == 1
