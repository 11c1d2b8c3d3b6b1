"""N9: a source of alerts lies, to open files, to fill the memory, to reach inside, or to speak in another's name.

It sends a DOCTYPE, entities in entities, five megabytes, a redirect into the site, an alert for all the country, an
exercise as real, the same one ten times, and the end of what another source said. An official of elsewhere looks at
it and removes it. Nothing of it ever reaches a reader by itself.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from connect import db
from connect.accounts.models import Person
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_source
from tests.notices.sources.test_taking import an_alert, file_of
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_GATEWAY_PRIVATE": "true", "CONNECT_STAFF_SECOND_FACTOR": "offered"}
FILES = Path(__file__).parents[2] / "notices" / "sources" / "files"
LIES = ("doctype_with_external_entity.cap", "entities_within_entities.cap", "doctype_in_utf_16.cap", "no_xml.txt")
HERE, FAR = "26743", "01"


def attack(stage: Stage) -> None:
    official, number = stage.signed_in("official", "79")
    liar = Liar()
    with stage.context():
        here, by = make_channel(HERE), db.session.get_one(Person, number)
        names = {path: make_source(here, by, liar.address + path).public_id for path in (*liar.files, "/away")}
    with liar.running():
        for name in names.values():
            _look(official, name)
        for _again in range(10):
            _look(official, names["/honest"])
        _look(official, names["/ends"])
        assert liar.reached == [], "a redirect was followed"
    assert stage.value("SELECT count(*) FROM notices") == 1, "more came than the draft of the honest one"
    assert stage.value("SELECT count(*) FROM notices WHERE state != 'draft'") == 0, "a source published by itself"
    assert stage.value("SELECT count(*) FROM dispatches") == 0, "somebody was told"
    assert "Mưa lớn" not in stage.browser().get(f"/notices/?area={HERE}").text
    _elsewhere(stage, names["/honest"])


def _look(official: Browser, name: str) -> None:
    page = f"/notices/sources/{name}"
    said = official.send(f"{page}/look", official.get(page).hidden())
    assert said.status == 303, said.status


def _elsewhere(stage: Stage, name: str) -> None:
    other, _ = stage.signed_in("official", FAR)
    assert other.get(f"/notices/sources/{name}").status == 404
    assert other.send(f"/notices/sources/{name}/remove", other.get("/notices/sources/add").hidden()).status == 404


class Liar:
    """A host of files, on loopback."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        alerts = {
            "/honest": file_of(an_alert("a", HERE)), "/all": file_of(an_alert("b", "VN")),
            "/exercise": file_of(an_alert("c", HERE, status="Exercise")), "/large": b" " * 5_000_000,
            "/ends": file_of(an_alert("d", HERE, kind="Cancel", names=("a",))),
        }  # fmt: skip
        self.files = {f"/{name}": (FILES / name).read_bytes() for name in LIES} | alerts
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                liar.answer(self)

            def log_message(self, *_said: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        """A file, the way to another place, or a note that somebody followed it."""
        if asked.path == "/away":
            asked.send_response(302)
            asked.send_header("Location", "/inside")
            asked.end_headers()
            return
        if asked.path == "/inside":
            self.reached.append(asked.path)
        asked.send_response(200)
        asked.end_headers()
        asked.wfile.write(self.files.get(asked.path, b""))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers as long as this lasts."""
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        yield
        self.server.shutdown()
        thread.join()
