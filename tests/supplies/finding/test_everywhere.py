"""Finding as people ask for it: through the cache that many share, as a list and for programs."""

from flask import Flask
from werkzeug.test import Client

from connect import db
from connect.serving import shared_cache
from connect.serving.shared_cache import SharedCache
from connect.supplies import transitions
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Verb
from tests.builders import make_person, make_point
from tests.statements import statements_of
from tests.supplies.finding.test_views_finding import AT
from tests.visit import Visit

BOX = "south=10.7&west=106.6&north=10.8&east=106.8"
PAGES = (f"/supplies/?at={AT}", f"/supplies/finding.geojson?at={AT}", f"/supplies/finding.json?at={AT}")


def test_lists_are_made_once_for_all_strangers_and_a_hidden_point_is_gone_in_fifteen_seconds(
    app: Flask, monkeypatch
) -> None:
    point, now = make_point(), [1000.0]
    monkeypatch.setattr(shared_cache.time, "monotonic", lambda: now[0])
    stranger, member = Client(SharedCache(app.wsgi_app), use_cookies=False), Visit(app).as_(make_person())

    def told(client: Client) -> set[str]:
        return {path for path in PAGES if point.public_id in client.get(path).text}

    def signs() -> int:
        return len(stranger.get(f"/supplies/clusters.json?{BOX}").json["clusters"])

    assert (told(stranger), told(member.client), signs()) == ({*PAGES}, {*PAGES}, 1)
    with db.transaction():
        transitions.move(db.session.get_one(SupplyPoint, point.id), Verb.HIDE, By.MODERATOR)
    with statements_of(app) as seen:
        assert (told(stranger), signs()) == ({*PAGES}, 1) and not seen, "made once, and kept"
    assert told(member.client) == set(), "who is signed in is told what is so now"
    now[0] += 15
    assert (told(stranger), signs()) == (set(), 0)
