"""What an attack is played on: a served site of two processes, its app for what came before, and browsers."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.accounts.sign_in import sessions
from tests.builders import make_person
from tests.faults.site import Served, new_site, served
from tests.socket.browser import PASSWORD, Browser, network

_phones = itertools.count(1)


@dataclass
class Stage:
    """A site to attack. `app` prepares and reads its database directly; the attack itself goes through `site`."""

    app: Flask
    site: Served
    ahead_s: float = 0.0

    def browser(self, source: str = "", **headers: str) -> Browser:
        """A new browser, from a network of its own unless a source address is given."""
        return Browser(self.site.port, source or network(), headers)

    def phone(self) -> str:
        """A phone that nobody has yet, as E.164."""
        return f"+8437{next(_phones):07}"

    def forward(self, **span: float) -> None:
        """Moves the clock of the site and of this process's preparations: forward(minutes=20)."""
        self.ahead_s += timedelta(**span).total_seconds()
        (self.app.extensions["connect.config"].instance / "clock-offset").write_text(str(self.ahead_s))

    def signed_in(self, role: str | None = "volunteer", area: str | None = "VN", **over: object) -> tuple[Browser, int]:
        """A person made by the builder and signed in with a fresh proof: the browser and the person's number.

        `verified=True` makes a verified helper; `role="moderator", area="79"` staff of an area.
        """
        with self.context():
            number = make_person(role, area, **{"phone": self.phone(), **over}).id
        return self.browser_of(number), number

    def browser_of(self, number: int) -> Browser:
        """A browser in which a person that is there already is signed in, with a fresh proof."""
        browser, token = self.browser(), sessions.new_token()
        with self.context(), db.transaction():
            found = db.session.get_one(Person, number)
            found.password_hash = accounts.hasher.hash(PASSWORD)
            sessions.begin(found, token, "Firefox", by_factor=True)
        browser.cookies["in"] = token
        return browser

    def new_account(self, **over: str) -> Browser:
        """A stranger's account of this minute, made and signed in through the site's own forms."""
        browser, phone = self.browser(), over.get("phone") or self.phone()
        answer = browser.sign_up(phone, **{name: text for name, text in over.items() if name != "phone"})
        assert answer.status in (200, 303), f"no account: {answer.status} {answer.words[:300]}"
        answer = browser.sign_in(phone)
        assert answer.status == 303, f"not signed in: {answer.status} {answer.words[:300]}"
        return browser

    def value(self, sql: str, **values: object) -> object:
        """One value read from the database of the site."""
        with self.context():
            return db.session.execute(sa.text(sql), values).scalar()

    @contextmanager
    def context(self) -> Iterator[None]:
        """The app's context at the site's time, to prepare or look at things by builders, actions and queries."""
        with self.app.app_context(), clock.told(datetime.now(UTC) + timedelta(seconds=self.ahead_s)):
            try:
                yield
            finally:
                db.session.remove()


@contextmanager
def staged(database_url: str = "", app: Flask | None = None, **settings: str) -> Iterator[Stage]:
    """A site that serves for the length of a block: a fresh one, or that of `app`.

    Settings are given by their names in the environment: CONNECT_MODERATION="peer_to_peer".
    """
    with tempfile.TemporaryDirectory(prefix="connect-attack-") as folder:
        app = app or new_site(Path(folder), database_url)
        with served(app, "tests.attacks.site_with_clock", settings) as site:
            yield Stage(app, site)
        with app.app_context():
            db.extension.engine.dispose()
