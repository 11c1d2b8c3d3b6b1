"""At the gate: who is too many is told at once, with all she typed; who dawdles loses her place."""

import html
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from connect.serving import overload_response as turned_away, waitress_server
from connect.serving.overload_response import LARGEST, TurnedAway
from connect.web.pages import overload_page

TYPED = "words=H%E1%BA%BFt+g%E1%BA%A1o+%26+%22s%E1%BB%AFa%22+%3Cb%3E&item=rice&item=water&empty="
FIELDS = {"words": ['Hết gạo & "sữa" <b>'], "item": ["rice", "water"], "empty": [""]}
MANY, SOME = 33, 17  # above the default of 32 nobody is let in, above half of it nobody who only looks


def parsed(method: str, address: str, body: bytes = b"", **headers: str) -> HTTPRequestParser:
    """A request as the server has read it."""
    request = HTTPRequestParser(Adjustments())
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    kind |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in kind.items())
    data = f"{method} {address} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode() + body
    while data and not request.completed:
        data = data[request.received(data) :]
    assert request.completed and not request.error
    return request


@pytest.fixture
def turned(make_app: Callable[..., Flask]) -> TurnedAway:
    """What the gate says, where 32 may wait."""
    return TurnedAway(make_app(writes_waiting=32))


def sent(turned: TurnedAway, waiting: int = MANY, body: str = TYPED, address: str = "/cases/ask", **more: str) -> str:
    answer = turned(parsed("POST", address, body.encode(), **more), waiting)
    return answer.decode() if answer else ""


def fields(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def test_who_writes_is_given_all_that_she_typed_and_told_when_it_is_sent_again(turned: TurnedAway) -> None:
    answer = sent(turned)
    assert answer.startswith("HTTP/1.1 503 ")
    assert "\r\nRetry-After: 2\r\n" in answer
    assert "\r\nCache-Control: no-store\r\n" in answer
    assert fields(answer) == FIELDS | {overload_page.TRIES: ["1"]}
    assert 'action="/cases/ask"' in answer and "data-alone" in answer


def test_the_page_is_the_one_that_the_app_itself_shows(turned: TurnedAway) -> None:
    environ = {overload_page.TURNED_AWAY: 2}
    shown = turned.app.test_client().post(
        "/cases/ask", data=TYPED, content_type="application/x-www-form-urlencoded", environ_overrides=environ
    )
    head, _, body = sent(turned).partition("\r\n\r\n")
    assert body == shown.text
    ours = {tuple(line.split(": ", 1)) for line in head.split("\r\n")[1:]}
    assert ours - set(shown.headers) == {one for one in ours if one[0] in ("Date", "Connection")}
    assert f"Content-Length: {len(body.encode())}" in head


def test_the_more_are_turned_away_the_later_the_next_is_asked_to_come_again(
    turned: TurnedAway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turned_away.time, "monotonic", lambda: 1000.0)  # all of them in one moment
    told = [re.findall(r"Retry-After: (\d+)", sent(turned)) for _ in range(4000)]
    pauses = [int(pause) for [pause] in told]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2, 60)


@pytest.mark.parametrize(("tries", "then"), [("0", "1"), ("2", "3"), ("99", "11"), ("x", "1")])
def test_the_tries_are_counted_for_the_app_which_asks_to_wait_longer_each_time(
    turned: TurnedAway, tries: str, then: str
) -> None:
    assert fields(sent(turned, body=f"{TYPED}&again={tries}"))["again"] == [then]


def test_who_only_looks_makes_room_for_who_writes(turned: TurnedAway) -> None:
    look = parsed("GET", "/cases/nearby?lat=10.7&lon=106.6")
    answer = (turned(look, SOME) or b"").decode()
    assert fields(answer) == {"lat": ["10.7"], "lon": ["106.6"]}
    assert 'method="get" action="/cases/nearby"' in answer
    assert turned(look, SOME - 1) is None
    assert not sent(turned, MANY - 1)


def test_it_speaks_the_language_that_was_chosen(turned: TurnedAway) -> None:
    assert '<html lang="en"' in sent(turned, Cookie="lang=en")
    assert '<html lang="vi"' in sent(turned, Cookie="lang=xx")


def test_who_reads_json_is_told_in_json(turned: TurnedAway) -> None:
    answer = (turned(parsed("GET", "/cases/clusters.json?zoom=6"), MANY) or b"").decode()
    assert "\r\nContent-Type: application/json\r\n" in answer
    assert '"error"' in answer.partition("\r\n\r\n")[2]


@pytest.mark.parametrize("address", ["/health", "/static/js/again.js"])
def test_what_the_page_itself_needs_is_let_in(turned: TurnedAway, address: str) -> None:
    assert turned(parsed("GET", address), MANY - 1) is None


@pytest.mark.parametrize(
    ("address", "body", "more"),
    [
        ("/accounts/sign-in", "password=mot-cau-dai", {}),
        ("/notices/write", TYPED, {"Content_Type": "multipart/form-data; boundary=x"}),
        ("/cases/ask", "words=" + "x" * LARGEST, {}),
        ("/cases/ask", "a=1&" * 600, {}),
        ("//elsewhere.example/cases/ask", TYPED, {}),
        ("/\\elsewhere.example/cases/ask", TYPED, {}),
    ],
)
def test_what_cannot_be_told_cheaply_is_left_to_the_app(
    turned: TurnedAway, address: str, body: str, more: dict[str, str]
) -> None:
    assert not sent(turned, body=body, address=address, **more)


def test_an_address_cannot_break_out_of_the_page(turned: TurnedAway) -> None:
    answer = sent(turned, address='/cases/ask?x="><script>')
    assert "<script>" not in answer.partition("\r\n\r\n")[2].replace('<script type="module"', "")


# --- The server -------------------------------------------------------------------------------------------


@contextmanager
def serving(turned: Any = lambda *_: None) -> Iterator[tuple[waitress_server.Server, socket.socket]]:
    """A server that nobody runs, and somebody who has called it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = waitress_server.server(lambda *_: [b""], listener, waitress_server.Queue(turned, 0), 5)
        with socket.create_connection(listener.getsockname()) as caller:
            server.handle_accept()
            yield server, caller
        server.asyncore.close_all(server._map, ignore_all=True)


def line_of(server: waitress_server.Server) -> waitress_server.Line:
    [line] = server.active_channels.values()
    return line


def test_who_is_turned_away_gets_the_answer_and_takes_no_place_in_the_queue() -> None:
    with serving(lambda _request, waiting: b"later" if waiting else None) as (server, caller):
        line = line_of(server)
        server.task_dispatcher.queue.append("somebody else")
        line.received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        line.handle_write()
        assert caller.recv(99) == b"later"
        assert caller.recv(99) == b""
        assert list(server.task_dispatcher.queue) == ["somebody else"]


def knocking(where: tuple[str, int], stack: ExitStack, number: int) -> None:
    for _ in range(number):
        stack.enter_context(socket.create_connection(where))


def test_of_few_who_knock_one_is_let_in_so_that_other_processes_have_their_share() -> None:
    with serving() as (server, caller), ExitStack() as stack:
        knocking(caller.getpeername(), stack, 3)
        server.handle_accept()
        assert len(server.active_channels) == 2


def test_of_a_crowd_several_are_let_in_at_once() -> None:
    with serving() as (server, caller), ExitStack() as stack:
        for _ in range(1, waitress_server.ACCEPTED_AT_ONCE):
            knocking(caller.getpeername(), stack, 1)
            server.handle_accept()
        knocking(caller.getpeername(), stack, 3)
        server.handle_accept()
        assert len(server.active_channels) == waitress_server.ACCEPTED_AT_ONCE + 2


@pytest.mark.parametrize("begun", [b"G", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nx"])
def test_half_a_request_holds_its_place_for_a_minute_and_drops_make_it_no_longer(begun: bytes) -> None:
    with serving() as (server, _caller):
        line = line_of(server)
        line.received(begun)
        began = line.since
        line.received(b"E")
        assert line.since == began
        assert not line.dawdles(began + 59, waitress_server.PATIENCE_S)
        assert line.dawdles(began + 61, waitress_server.PATIENCE_S)
        server.maintenance(began + 61)
        assert line.will_close


def test_a_picture_over_a_bad_network_has_its_time() -> None:
    with serving() as (server, _caller):
        line = line_of(server)
        line.received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n")
        line.received(bytes(100_000))
        assert not line.dawdles(line.since + 200, waitress_server.PATIENCE_S)


def test_who_waits_for_an_answer_does_not_dawdle() -> None:
    with serving() as (server, _caller):
        line = line_of(server)
        line.received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert not line.dawdles(line.since + 9999, waitress_server.PATIENCE_S)
