"""A story is taken down while eight processes have it in their caches and feeds: how long until nobody reads it.

The line: gone from every page, feed and picture within 15 s of the move, from all processes; its address answers 410,
its file is deleted. Strangers look all the while, each time over a new connection, so that every process is asked.
"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from connect import db
from connect.stories import transitions
from connect.stories.models import Story
from connect.stories.rules import By, Verb
from tests.faults.site import Served, fresh_site, served
from tests.postgres import Cluster
from tests.stories.published import make_story, picture_of

PROCESSES, READERS = 8, 6
LINE_S = 15.0
WATCHED_S = 20.0  # after the move: longer than anything may be kept
MARK = "câu chuyện thứ"
Told = dict[str, float | int]


class Looks:
    """The looks of strangers at all that shows one story; when it was seen last, by the moment of the question."""

    def __init__(self, site: Served, story: Story) -> None:
        self.site, self.words = site, story.words
        place = f"/stories/{story.public_id}"
        self.own = (place, f"{place}/picture/1")
        self.paths = ("/", "/stories/", "/stories/?area=26740", "/stories/?kind=food", "/stories/feed.atom", *self.own)
        self.seen: dict[str, float] = {}
        self.statuses: Counter[int] = Counter()  # of its own addresses, once it is gone from there
        self.gone_at, self.done = 0.0, threading.Event()

    def go_on(self) -> None:
        """Looks at each address again and again, until it is enough."""
        while not self.done.is_set():
            for path in self.paths:
                began = time.monotonic()
                status, text = self._get(path)
                if status == 200 and (path in self.own or self.words in text):
                    self.seen[path] = max(began, self.seen.get(path, 0.0))
                elif path in self.own and self.gone_at and began > self.gone_at + LINE_S:
                    self.statuses[status] += 1

    def _get(self, path: str) -> tuple[int, str]:
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, ""


def withdraw(app: Flask, times: int, module: str = "wsgi", watched_s: float = WATCHED_S) -> Told:
    """So many stories, one after the other; the longest that any of them was read after its move."""
    told: Told = {"withdrawn": 0, "latest_s": 0.0, "late": 0, "not_410": 0, "files_left": 0, "looks_gone": 0}
    with served(app, module, {"CONNECT_WORKERS": str(PROCESSES)}) as site, app.app_context():
        site.wait_for(lambda: len(site.children()) >= PROCESSES)
        for number in range(times):
            story = make_story(words=f"{MARK} {number} về hai bao gạo")
            _one(site, story, picture_of(story), told, watched_s)
            db.session.remove()
    return told


def _one(site: Served, story: Story, file: Path, told: Told, watched_s: float) -> None:
    looks = Looks(site, story)
    readers = [threading.Thread(target=looks.go_on) for _ in range(READERS)]
    for one in readers:
        one.start()
    try:
        _until(lambda: len(looks.seen) == len(looks.paths))
        with db.transaction():
            transitions.move(db.session.get_one(Story, story.id), Verb.WITHDRAW, By.REQUESTER)
        looks.gone_at = time.monotonic()
        _until(lambda: time.monotonic() > looks.gone_at + watched_s)
    finally:
        looks.done.set()
        for one in readers:
            one.join()
    latest = max(looks.seen.values()) - looks.gone_at
    told["withdrawn"] += 1
    told["latest_s"] = round(max(told["latest_s"], latest), 2)
    told["late"] += latest > LINE_S
    told["not_410"] += sum(number for status, number in looks.statuses.items() if status != 410)
    told["looks_gone"] += sum(looks.statuses.values())
    told["files_left"] += file.exists()


def _until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.02)


def run(times: int) -> dict[str, Told]:
    """On both databases, after a site that keeps its pages for a minute and its files for ever was found."""
    with fresh_site() as app:
        planted = withdraw(app, 1, "tests.faults.lingering")
    assert planted["late"], "the harness is blind"
    with fresh_site() as app:
        sqlite = withdraw(app, times)
    with Cluster() as url, fresh_site(url) as app:
        return {"planted": planted, "sqlite": sqlite, "postgres": withdraw(app, times)}
