"""The one HTTP client asks whom the settings name, and nobody who hides behind that name."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connect.gateways import http_client
from connect.gateways.base import Failed
from connect.gateways.http_client import Client, Reply, is_public


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience for tests."""
    monkeypatch.setattr(http_client, "TIMEOUT_S", 0.3)


def post(server: HTTPServer, path: str = "/send", private: bool = True) -> Reply:
    return Client(f"localhost:{server.port}", private).post_form(server.url_for(path), {"to": "+84"}, {})


def test_a_form_arrives_as_it_was_sent(httpserver: HTTPServer) -> None:
    def heard(request: Request) -> Response:
        return Response(f"{request.form['text']} {request.headers['X-Key']}")

    httpserver.expect_request("/send", method="POST").respond_with_handler(heard)
    client = Client(f"localhost:{httpserver.port}", private=True)
    answer = client.post_form(httpserver.url_for("/send"), {"text": "mời bạn & xem"}, {"X-Key": "7"})
    assert (answer.status, answer.body) == (200, "mời bạn & xem 7".encode())


def test_no_other_host_and_no_host_in_disguise_is_asked(httpserver: HTTPServer) -> None:
    client = Client(f"localhost:{httpserver.port}", private=True)
    port = httpserver.port
    for url in (
        f"http://127.0.0.1:{port}/",
        "http://localhost:1/",
        f"http://localhost:{port}@example.vn/",
        f"http://x@localhost:{port}/",
        f"file://localhost:{port}/etc/passwd",
        f"ftp://localhost:{port}/",
    ):
        with pytest.raises(Failed):
            client.post(url, b"", {})
    assert httpserver.log == []


def test_a_private_address_is_refused_unless_the_setting_says_so(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/send").respond_with_data("ok")
    with pytest.raises(Failed):
        post(httpserver, private=False)
    with pytest.raises(Failed, match="private network"):
        Client("localhost:1").post("https://localhost:1/", b"", {})
    assert httpserver.log == []
    assert post(httpserver).body == b"ok"


@pytest.mark.parametrize("found", [["8.8.8.8", "10.0.0.1"], ["::ffff:192.168.1.1"], ["169.254.169.254"]])
def test_a_public_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answers)
    with pytest.raises(Failed, match="private network"):
        Client("sms.example.vn").post("https://sms.example.vn/", b"", {})


def test_the_address_that_was_checked_is_the_one_that_is_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up, dialled = [], []

    def look_up(host: str, port: int, **_more: object) -> list[object]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(looked_up) == 1 else "10.0.0.1", port))]

    def dial(address: tuple[str, int], _timeout: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", dial)
    with pytest.raises(Failed, match="ConnectionRefusedError"):
        Client("sms.example.vn").post("https://sms.example.vn/", b"", {})
    assert (looked_up, dialled) == (["sms.example.vn"], [("8.8.8.8", 443)])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("192.168.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_what_counts_as_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 429, 500, 503])
def test_no_redirect_is_followed_and_every_answer_told_as_it_is(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/send").respond_with_data("", status, {"Location": httpserver.url_for("/other")})
    assert post(httpserver).status == status
    assert len(httpserver.log) == 1


def test_an_endless_answer_is_cut(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/send").respond_with_data(b"x" * (http_client.MOST_BYTES + 1))
    with pytest.raises(Failed, match="too large"):
        post(httpserver)


@pytest.fixture
def talker() -> Iterator[Callable[[bytes, bytes], int]]:
    """A host that says something, then goes on and on with something else; its port."""
    stop, sockets = threading.Event(), []

    def start(first: bytes, then: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        sockets.append(listener)

        def talk() -> None:
            link, _ = listener.accept()
            sockets.append(link)
            link.sendall(first)
            while then and not stop.wait(0.05):
                try:
                    link.sendall(then)
                except OSError:
                    return

        threading.Thread(target=talk, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    stop.set()
    for one in sockets:
        one.close()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    ],
)
@pytest.mark.usefixtures("quick")
def test_a_host_that_drips_does_not_hold_us(talker: Callable[[bytes, bytes], int], first: bytes, then: bytes) -> None:
    port = talker(first, then)
    with pytest.raises(Failed):
        Client(f"127.0.0.1:{port}", private=True).post(f"http://127.0.0.1:{port}/", b"", {})


@pytest.mark.usefixtures("quick")
def test_a_host_without_a_good_certificate_gets_nothing(httpserver: HTTPServer) -> None:
    client = Client(f"localhost:{httpserver.port}", private=True)
    with pytest.raises(Failed) as error:  # speaks plain HTTP where TLS was asked for
        client.post(f"https://localhost:{httpserver.port}/", b"secret", {})
    assert isinstance(error.value.__cause__, ssl.SSLError)
    assert httpserver.log == []


def test_a_connection_is_kept_for_the_next_time_and_a_dead_one_is_not_taken() -> None:
    listener, dialled, hang_up = socket.create_server(("127.0.0.1", 0)), [], threading.Event()
    port = listener.getsockname()[1]

    def serve() -> None:
        while len(dialled) < 2:
            link, _ = listener.accept()
            dialled.append(link)
            with link, link.makefile("rb") as heard:
                for _ in range(2):
                    while heard.readline() not in (b"\r\n", b""):
                        pass
                    heard.read(3)
                    link.sendall(b"HTTP/1.1 201 fine\r\nContent-Length: 0\r\n\r\n")
            hang_up.set()

    threading.Thread(target=serve, daemon=True).start()
    client = Client(f"127.0.0.1:{port}", private=True)
    for wanted in (1, 1, 2):
        if wanted == 2:
            assert hang_up.wait(10)
        assert client.post(f"http://127.0.0.1:{port}/", b"abc", {}).status == 201
        assert len(dialled) == wanted
    listener.close()


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("web.push.example.com", True), ("a.b.push.example.com", True), ("push.example.com", False),
        ("xpush.example.com", False), ("web.push.example.com:8443", False), ("fcm.example.com", True),
        ("fcm.example.com:443", False), ("fcm.example.com.vn", False),
    ],
)  # fmt: skip
def test_a_star_stands_for_names_below_and_for_nothing_else(host: str, allowed: bool) -> None:
    assert Client("fcm.example.com, *.push.example.com").allows(f"https://{host}/x") is allowed
