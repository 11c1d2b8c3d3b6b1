"""Any typed number makes an account that holds a case: a life in danger for an hour, another for a day."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.attacks.helping import cases, let_in, send, state
from tests.attacks.stage import Stage, staged


def attack(stage: Stage) -> None:
    _without_messages(stage)
    _with_messages(stage)


def _without_messages(stage: Stage) -> None:
    thief = stage.new_account()
    (grave,) = cases(stage, 1, urgency=3)
    told = send(thief, grave, "claim")
    assert state(stage, grave) == "open", "somebody whom nobody knows holds a life in danger"
    assert "112" in told.words, "and is not told what to do instead"
    page = thief.get(f"/cases/{grave}")
    assert 'href="tel:112"' in page.text and f"/cases/{grave}/claim" not in page.text
    plain, other = cases(stage, 2)
    assert send(thief, plain, "claim").status == 303
    send(thief, plain, "extend")
    send(thief, other, "claim")
    assert state(stage, other) == "open", "a second case before anybody agreed to the first"
    stage.forward(minutes=15)
    honest, _ = stage.signed_in(verified=True)
    assert send(honest, plain, "claim").status == 303, "held for longer than a quarter of an hour without a yes"

    known = stage.new_account()
    send(known, other, "claim")
    let_in(stage, other)
    stage.forward(hours=3)
    assert send(known, other, "contact").status == 200, "the yes does not give the whole time"


def _with_messages(stage: Stage) -> None:
    with _gateway() as (port, said):
        ways = {
            "CONNECT_SMS_URL": f"http://127.0.0.1:{port}/", "CONNECT_GATEWAY_PRIVATE": "1",
            "CONNECT_SITE_URL": "http://localhost", "CONNECT_WORKERS": "1",
        }  # fmt: skip
        with staged(app=stage.app, **ways) as site:
            site.ahead_s = stage.ahead_s
            (code,) = cases(site, 1)
            phone = site.phone()
            thief = site.new_account(phone=phone)
            assert send(thief, code, "claim").location.startswith("/accounts/phone")
            assert state(site, code) == "open", "a case is held by a phone that nobody proved"
            thief.post("/accounts/phone/send", form="/accounts/phone")
            right = re.findall(r" (\d{6})\.", said[phone][-1])[0]
            for number in range(5):
                guess = f"{(int(right) + 1 + number) % 1_000_000:06}"
                thief.post("/accounts/phone", {"code": guess})
            thief.post("/accounts/phone", {"code": right})
            assert send(thief, code, "claim").location.startswith("/accounts/phone"), "the sixth guess was looked at"
            thief.post("/accounts/phone/send", form="/accounts/phone")
            right = re.findall(r" (\d{6})\.", said[phone][-1])[0]
            done = thief.post("/accounts/phone", {"code": right, "next": f"/cases/{code}"})
            assert done.location == f"/cases/{code}", done.words[:200]
            assert send(thief, code, "claim").location == f"/cases/{code}"
            assert state(site, code) == "claimed", "the owner of the phone is kept out"


@contextmanager
def _gateway() -> Iterator[tuple[int, dict[str, list[str]]]]:
    """A gateway for messages on loopback; what was said to whom."""
    said: dict[str, list[str]] = {}

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            said.setdefault(fields["to"][0], []).append(fields["text"][0])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_what: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, said
    finally:
        server.shutdown()
        server.server_close()
