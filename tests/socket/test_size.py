"""What is too large, or no text at all, costs the served site no work; a page of the site says what to do next."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect.web import request_sizes
from tests.attacks.stage import Stage, staged
from tests.socket.browser import Answer
from tests.socket.checks import HEADERS
from tests.socket.conftest import NewApp

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MARKS = "%CC%81%CC%A7"  # U+0301 and U+0327, which a normal form has to sort
BUSY_S = 1.0  # of processor, for what took a minute


@pytest.fixture(scope="module")
def stage(new_app: NewApp) -> Iterator[Stage]:
    """A site for all of these tests."""
    with staged(app=new_app()) as made:
        yield made


def raw(stage: Stage, head: str, body: bytes = b"", cookie: str = "lang=en") -> bytes:
    """What comes back for a request that no client library would send; the rest of the body may be refused."""
    with socket.create_connection(("127.0.0.1", stage.site.port), timeout=20) as line:
        line.sendall(f"{head}\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n".encode() + body)
        told = b""
        while part := line.recv(65536):
            told += part
    return told


def processor_s(stage: Stage) -> float:
    """Seconds of processor that the processes of the site have used."""
    numbers = [stage.site.process.pid, *stage.site.children()]
    return sum(int(Path(f"/proc/{one}/schedstat").read_text().split()[0]) for one in numbers) / 1e9


def assert_page(answer: Answer | bytes, status: int, words: str) -> None:
    """A page of the site with that status, with the headers that protect and words on what to do."""
    head, _, body = (answer if isinstance(answer, bytes) else b"").partition(b"\r\n\r\n")
    if isinstance(answer, Answer):
        assert answer.status == status
        named, text = set(answer.headers), answer.text
    else:
        assert head.split()[1] == str(status).encode(), head[:80]
        named, text = {line.split(b":")[0].decode().lower() for line in head.split(b"\r\n")[1:]}, body.decode()
    assert set(HEADERS) <= named
    assert words in text and "<h1" in text


@pytest.mark.parametrize("path", ["/cases/ask", "/accounts/sign-in", "/notices/mine", "/nowhere"])
def test_a_body_beyond_a_forms_size_is_refused_by_its_length_before_any_of_it_has_come(stage: Stage, path: str) -> None:
    told = raw(stage, f"POST {path} HTTP/1.1\r\nContent-Length: {request_sizes.FORM_BYTES + 1}")
    assert_page(told, 413, "256 KB")


def test_a_body_without_a_length_is_refused_when_it_has_grown_too_large(stage: Stage) -> None:
    pieces = (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 5
    assert_page(raw(stage, "POST /cases/ask HTTP/1.1\r\nTransfer-Encoding: chunked", pieces), 413, "256 KB")


def test_a_body_in_crumbs_is_refused(stage: Stage) -> None:
    before = processor_s(stage)
    told = raw(stage, "POST /notices/write HTTP/1.1\r\nTransfer-Encoding: chunked", b"1\r\na\r\n" * 2000)
    assert_page(told, 400, "Go back")
    assert processor_s(stage) - before < BUSY_S


def test_who_sends_ten_megabytes_is_told_so_in_her_language_and_not_cut_off(stage: Stage) -> None:
    visitor = stage.browser()
    assert_page(visitor.request("POST", "/cases/ask", b"words=" + b"a" * 10_000_000, **FORM), 413, "Quay lại")


def test_a_picture_may_be_larger_where_one_is_taken_and_only_from_who_may_send_one(stage: Stage) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n' + bytes(600_000)
    official, _ = stage.signed_in(role="official")
    assert official.request("POST", "/notices/write", body + b"\r\n--x--\r\n", **kind).status == 400  # without a token
    assert stage.browser().request("POST", "/notices/write", body, **kind).location.startswith("/accounts/sign-in")
    helper, _ = stage.signed_in()
    assert_page(helper.request("POST", "/notices/write", body, **kind), 413, "10 MB")
    assert_page(official.request("POST", "/cases/ask", body, **kind), 413, "256")


def test_letters_under_heaps_of_marks_cost_the_site_nothing(stage: Stage) -> None:
    visitor = stage.browser()
    hidden = "&".join(f"{name}={value}" for name, value in visitor.get("/cases/ask").hidden().items())
    before = processor_s(stage)
    for field in ("words", "name", "phone", "door"):
        body = f"{hidden}&{field}=a{MARKS * 20_000}".encode()
        assert visitor.request("POST", "/cases/ask", body, **FORM).status == 422
    query = MARKS * 600
    for path in ("/areas/search?q=a", "/areas/search.json?q=a", "/areas/find.json?address=a", "/cases/place?q=a"):
        assert visitor.get(path + query).status < 500
    assert processor_s(stage) - before < BUSY_S


@pytest.mark.parametrize(
    ("head", "status", "words"),
    [
        ("GET /cases/nearby?q=" + "a" * request_sizes.ADDRESS_BYTES + " HTTP/1.1", 414, "front page"),
        ("GET /" + "a" * 9000 + " HTTP/1.1", 414, "front page"),
        ("GET /cases/nearby?" + "a=1&" * 200 + " HTTP/1.1", 414, "front page"),
        ("GET / HTTP/1.1\r\nX-Long: " + "a" * request_sizes.HEAD_BYTES, 431, "Clear the cookies"),
        ("GET / HTTP/1.1\r\nno colon", 400, "Go back"),
        ("POST / HTTP/1.1\r\nContent-Length: x", 400, "Go back"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip", 501, "try again"),
    ],
    ids=["query", "path", "arguments", "header", "colon", "length", "coding"],
)
def test_what_the_server_cannot_read_is_answered_by_a_page_of_the_site(
    stage: Stage, head: str, status: int, words: str
) -> None:
    told = raw(stage, head)
    known = b'<html lang="en"' in told  # of a head that cannot be read there is no cookie
    assert_page(told, status, words if known else "<h1")


@pytest.mark.parametrize("cookie", ["browser=\xff", "lang=\xff\xfe", "\xff=\xfe; in=\xff", "connect=\xc3\x28"])
@pytest.mark.parametrize("path", ["/", "/cases/nearby", "/cases/ask", "/accounts/me", "/static/css/base.css"])
def test_no_byte_of_a_cookie_breaks_a_page(stage: Stage, path: str, cookie: str) -> None:
    with socket.create_connection(("127.0.0.1", stage.site.port), timeout=20) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ".encode())
        line.sendall(cookie.encode("latin-1") + b"\r\n\r\n")
        head = line.recv(65536).decode("latin-1")
    assert head.split()[1] in ("200", "303", "404"), head[:200]
    assert "X-Content-Type-Options" in head


def test_a_refused_connection_does_not_stay_open_for_ever(stage: Stage) -> None:
    with socket.create_connection(("127.0.0.1", stage.site.port), timeout=20) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
        while line.recv(65536):
            pass
        began, sent = time.monotonic(), 0
        try:
            while time.monotonic() - began < 60:
                sent += line.send(bytes(1 << 20))
        except ConnectionError:
            pass
    assert sent < 200 * 1024 * 1024


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br;q=0", None), ("br;q=0, gzip", "gzip"), ("gzip;q=0, br;q=0", None), ("br; q=0", None), ("gzip, br", "br"),
        ("*;q=0", None), ("gzip;q=1, br;q=0.5", "gzip"), ("identity", None), ("", None),
    ],
)  # fmt: skip
def test_a_page_comes_in_a_coding_that_is_accepted_though_it_is_kept_in_another(
    stage: Stage, accepted: str, coding: str | None
) -> None:
    for asked in ("br", accepted, "gzip", accepted):
        answer = stage.browser().get("/cases/nearby?area=26740", **{"Accept-Encoding": asked})
        assert answer.headers.get("content-encoding") == (coding if asked == accepted else asked)
