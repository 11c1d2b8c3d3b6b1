"""What benches of writing share: a site of their own, its server, and crowds that start together."""

import multiprocessing
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from connect import config, db, geo
from connect.app import create_app
from connect.areas import actions as area_actions, queries as areas
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails

# A bench asks more of one phone, browser and ward than people do, and has a crowd wait rather than sent away.
WIDE = {
    "moderation": "peer_to_peer", "asks_per_area_hour": 10**9, "asks_per_network_hour": 10**9,
    "asks_per_device_day": 10**9, "asks_ceiling_day": 10**9, "open_claims_cap": 10**9, "writes_waiting": 1000,
    "writes_wait_s": 60,
}  # fmt: skip
SECRETS = {"secret_key": "b" * 40, "keys": "1:" + "A" * 43 + "="}
_meeting: list[Any] = []


@contextmanager
def site(folder: Path, url: str) -> Iterator[Flask]:
    """An app on a site of its own, made ready at the first time; in its context."""
    folder.mkdir(exist_ok=True)
    app = create_app(testing=True, instance=folder, database_url=url, redis_url="", **SECRETS, **WIDE)
    with app.app_context():
        if not (folder / "ready").exists():
            upgrade()
            area_actions.import_areas()
            (folder / "ready").touch()
        yield app
        db.session.remove()
        db.extension.engine.dispose()


@contextmanager
def served(folder: Path, url: str) -> Iterator[int]:
    """The site behind `flask serve`; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    settings = {**WIDE, **SECRETS, "instance": folder, "port": port}
    env = {**os.environ, "DATABASE_URL": url, **{f"CONNECT_{key.upper()}": str(one) for key, one in settings.items()}}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    server = subprocess.Popen(
        command, env=env, cwd=config.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    try:
        _until_it_listens(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _until_it_listens(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("the site did not start")


def at_once(number: int, run: Callable[..., Any], *more: Any) -> list[Any]:
    """What `run(n, *more)` answers in so many processes. Forks, which share no connection: keep none open."""
    context = multiprocessing.get_context("fork")
    with context.Pool(number, _join, (context.Barrier(number),)) as pool:
        return pool.starmap(run, [(n, *more) for n in range(number)], chunksize=1)


def _join(barrier: Any) -> None:
    _meeting[:] = [barrier]


def meet() -> None:
    """Waits inside `at_once` until all processes are here."""
    _meeting[0].wait(300)


# --- What is posted ---------------------------------------------------------------------------------------


class Asker:
    """Somebody who asks for help again and again, each time from elsewhere and by another phone."""

    def __init__(self, name: str) -> None:
        self.name, self.dice, self.count = name, random.Random(name), 0
        self.wards = [ward for province in areas.provinces() for ward in areas.wards_of(province)]

    def draft(self) -> tuple[posting.Draft, posting.Placement]:
        """The next request, worked out, and where it lands."""
        self.count += 1
        ward = self.dice.choice(self.wards)
        point = geo.Point(ward.lat + self.dice.gauss(0, 0.01), ward.lon + self.dice.gauss(0, 0.01))
        location, key = Location(point, "position", 15.0, ward), f"{self.name} {self.count}"
        draft = posting.draft(self._details(), location, form_key=key, lang="vi")
        return draft, posting.placement_of(draft)

    def _details(self) -> RequestDetails:
        return RequestDetails(
            needs={"rice": 10, "milk": 4}, people=4, urgency=1, vulnerable=2, words="Nhà hết gạo từ hôm qua.",
            name="Nguyễn Thị Lan", phone=f"+849{self.dice.randrange(10**8):08}", door="Số 12 hẻm 45",
        )  # fmt: skip
