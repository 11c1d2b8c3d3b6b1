"""A story that is taken down is gone from the cache of every process within 15 s, wherever it was shown."""

import pytest
from flask import Flask
from werkzeug.test import Client

from connect import db
from connect.serving import shared_cache
from connect.serving.shared_cache import SharedCache
from connect.stories import transitions
from connect.stories.models import Story
from connect.stories.rules import By, Verb
from tests.stories.published import make_story, picture_of

PROCESSES = 8  # each has a cache of its own, and none hears of what another has written


def test_what_was_withdrawn_is_gone_from_all_caches_feeds_and_from_the_disk_within_fifteen_seconds(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story()
    words, file, now = story.words, picture_of(story), [1000.0]
    monkeypatch.setattr(shared_cache.time, "monotonic", lambda: now[0])
    readers = [Client(SharedCache(app.wsgi_app), use_cookies=False) for _ in range(PROCESSES)]
    own, picture = f"/stories/{story.public_id}", f"/stories/{story.public_id}/picture/1"
    pages = ("/", "/stories/", "/stories/?area=26740", "/stories/?kind=food", "/stories/feed.atom", own)

    def told() -> set[str]:
        return {path for one in readers for path in pages if words in one.get(path).text}

    assert told() == {*pages}
    with db.transaction():
        transitions.move(db.session.get_one(Story, story.id), Verb.WITHDRAW, By.REQUESTER)
    assert not file.exists() and {one.get(picture).status_code for one in readers} == {410}
    assert told() == {*pages}, "the caches still have it: else nothing was tried"
    now[0] += 15
    assert told() == set()
    assert {one.get(own).status_code for one in readers} == {410}
