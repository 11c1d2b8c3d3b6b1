"""A site on two real servers, of which one follows the other; for the tests of the replica."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from connect import cli, db
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.cases.models import Case
from connect.web import read_replica
from connect.web.read_replica import Replica
from tests.builders import phone
from tests.conftest import KEYS
from tests.faults.pair import Pair
from tests.faults.site import TYPED
from tests.postgres import binaries
from tests.visit import Visit

needs_servers = pytest.mark.skipif(
    not binaries() or bool(os.environ.get("DATABASE_URL")), reason="once, with servers of its own"
)
LIST = "/cases/nearby?area=26740"


class Site:
    """A site on a primary, which reads from a replica; looks at it when told, and counts who asks it."""

    def __init__(self, pair: Pair, read_url: str, folder: Path, url: str = "") -> None:
        self.pair = pair
        self.app = create_app(
            testing=True, instance=folder, database_url=url or pair.primary.url, database_read_url=read_url,
            secret_key="test", keys=KEYS, staff_second_factor="offered", moderation="peer_to_peer",
        )  # fmt: skip
        cli.init_app(self.app)
        self.replica: Replica = self.app.extensions["connect.replica"]
        self.asked = 0
        sa.event.listen(self.replica.engine, "checkout", self._count)

    def _count(self, *_connection: object) -> None:
        self.asked += 1

    def looks(self) -> bool:
        """Looks at the replica; whether strangers are sent there now."""
        self.replica.look()
        return self.replica.is_good()

    def was_asked(self, act: Callable[[], object]) -> bool:
        """Whether the replica was asked while somebody did something."""
        before = self.asked
        act()
        return self.asked > before

    def catches_up(self) -> None:
        """Waits until the replica has all that there is, and looks at it."""
        at = self.pair.primary.ask("SELECT pg_current_wal_flush_lsn()")
        while not self.pair.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{at}'"):
            pass
        while not self.looks():
            pass

    def pause(self) -> None:
        """Has the replica stand still."""
        self.pair.standby.ask("SELECT pg_wal_replay_pause()")
        while self.pair.standby.ask("SELECT pg_get_wal_replay_pause_state()") != "paused":
            pass

    def resume(self) -> None:
        """Has it go on."""
        self.pair.standby.ask("SELECT pg_wal_replay_resume()")

    def close(self) -> None:
        """Lets all connections go."""
        self.replica.close()
        with self.app.app_context():
            db.session.remove()
            db.extension.engine.dispose()


def set_up(pair: Pair, folder: Path) -> None:
    """Gives the primary a site's tables."""
    app = create_app(testing=True, instance=folder, database_url=pair.primary.url, secret_key="test", keys=KEYS)
    with app.app_context():
        upgrade()
        area_actions.import_areas()
        db.session.remove()
        db.extension.engine.dispose()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A primary with a site's tables, and a standby that follows it."""
    with Pair(careless=True) as servers:
        set_up(servers, tmp_path_factory.mktemp("pair"))
        yield servers


def ask(visit: Visit, status: int = 303) -> str:
    """Asks for help; the path of the case's public page, as it stands in the list."""
    form = visit.get("cases.ask").text
    key = form.split('name="form_key"')[1].split('value="')[1].split('"')[0]
    visit.post("cases.ask", {**TYPED, "phone": phone(), "form_key": key}, status)
    with visit.app.app_context():
        newest = db.session.scalar(sa.select(Case.public_id).order_by(Case.id.desc()).limit(1))
    return f"/cases/{newest}"


# --- Fixtures ---------------------------------------------------------------------------------------------

LOOK = Replica._look


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replica that is looked at when a test says so, and waited for on a slow machine."""
    monkeypatch.setattr(Replica, "_look", lambda _replica: None)
    monkeypatch.setattr(read_replica, "PATIENCE_S", 30.0)


@pytest.fixture
def made(pair: Pair, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes sites; afterwards the replica runs and goes on."""
    sites: list[Site] = []

    def make(read_url: str = pair.standby.url) -> Site:
        sites.append(Site(pair, read_url, tmp_path))
        return sites[-1]

    yield make
    for site in sites:
        site.close()
    if not pair.standby.runs():
        pair.standby.start()
    pair.standby.ask("SELECT pg_wal_replay_resume()")


@pytest.fixture
def site(made: Callable[..., Site]) -> Site:
    """The site, with a replica that is read."""
    site = made()
    site.catches_up()
    return site


class Later:
    """Has the module believe that time has passed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by_s = 0.0
        monkeypatch.setattr(read_replica, "monotonic", lambda: time.monotonic() + self.by_s)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later.by_s = 31.0`."""
    return Later(monkeypatch)
