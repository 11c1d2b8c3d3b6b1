"""Ways out beside their bare loops: `python -m bench.gateways [--rounds 5]`; a part of `bench.deliveries`.

Pushes to a service on loopback beside a bare loop of sealing and POST by http.client on a kept connection, one process
each. Mails over TLS, twenty a connection, beside a connection each. Services run in processes of their own; rounds are
interleaved, ratios are medians. The last line is JSON.
"""

import argparse
import asyncio
import datetime
import http.client
import json
import os
import socket
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from unittest import mock

import http_ece
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connect.app import create_app
from connect.db import migration_state
from connect.gateways.base import Answer, Gateway, Letter, PushKeys
from connect.gateways.breaker.watch import SharedWatch, Watched
from connect.gateways.http_client import Client
from connect.gateways.mail.transport import Smtp
from connect.gateways.push import keys, payload, sealing
from connect.gateways.push.transport import Push
from tests.conftest import KEYS

PUSHES, MAILS, AT_ONCE = 600, 100, 20
AUTH = "MDEyMzQ1Njc4OWFiY2RlZg"
CONTACT = "mailto:bench@example.vn"


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    found = measure(parser.parse_args().rounds)
    print(json.dumps({name: round(value, 3) for name, value in found.items()}))


def measure(rounds: int) -> dict[str, float]:
    """Both ratios."""
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder:
        app = create_app(instance=Path(folder), secret_key="bench", keys=KEYS)
        with app.app_context():
            migration_state.upgrade()
            return _pushes(rounds) | _mails(rounds, Path(folder))


def _ratio(name: str, ours: Callable[[], None], theirs: Callable[[], None], number: int, rounds: int) -> float:
    """How often theirs would go into ours, by interleaved rounds after one to warm up."""
    took: list[tuple[float, float]] = []
    for work in (ours, theirs):
        work()
    for _ in range(rounds):
        seconds = []
        for work in (ours, theirs):
            began = time.perf_counter()
            work()
            seconds.append((time.perf_counter() - began) / number)
        took.append((seconds[0], seconds[1]))
    for what, some in zip((name, f"{name}, beside"), zip(*took, strict=True), strict=True):
        print(f"gateways  {what:<32} {statistics.median(some) * 1e6:>12.1f} us", flush=True)
    return statistics.median(beside / own for own, beside in took)


def _in_batches(gateway: Gateway, letters: list[Letter], size: int = AT_ONCE) -> None:
    for place in range(0, len(letters), size):
        for one in gateway.send_many(letters[place : place + size]):
            assert one.answer == Answer.TAKEN, one


# --- Pushes -----------------------------------------------------------------------------------------------


def _pushes(rounds: int) -> dict[str, float]:
    phone = ec.generate_private_key(ec.SECP256R1()).public_key()
    told = PushKeys(keys.encoded(phone), AUTH)
    with _beside(_takes_pushes) as port:
        host = f"127.0.0.1:{port}"
        letters = [
            Letter(f"http://{host}/push/{n}", "Nước lên nhanh, hãy lên chỗ cao.", f"k{n}", title="Bến Nghé", keys=told)
            for n in range(PUSHES)
        ]
        signer = sealing.Signer(ec.generate_private_key(ec.SECP256R1()), CONTACT)
        push = Push(Client(host, private=True), signer, SharedWatch())
        line = http.client.HTTPConnection(host)
        line.connect()
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        point, secret = sealing._bytes(told.p256dh), sealing._bytes(told.auth)
        plain = b"x" * payload.PLAIN_BYTES
        headers = {"Authorization": signer.header(letters[0].to), "Content-Encoding": "aes128gcm", "TTL": "60"}

        def bare() -> None:
            for letter in letters:
                mine = ec.generate_private_key(ec.SECP256R1())
                body = http_ece.encrypt(
                    plain, private_key=mine, dh=point, auth_secret=secret, version="aes128gcm", rs=4096
                )
                line.request("POST", letter.to.removeprefix(f"http://{host}"), body, headers)
                line.getresponse().read()

        return {"push_vs_bare": _ratio("push", lambda: _in_batches(push, letters), bare, PUSHES, rounds)}


async def _takes_pushes(listener: socket.socket) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: /m/1\r\n\r\n")

    async with await asyncio.start_server(answer, sock=listener) as server:
        await server.serve_forever()


# --- Mails ------------------------------------------------------------------------------------------------


def _mails(rounds: int, folder: Path) -> dict[str, float]:
    pem = _certificate(folder)

    async def takes_mails(listener: socket.socket) -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(_Takes(), loop=loop), sock=listener, ssl=tls)
        await server.serve_forever()

    with _beside(takes_mails) as port, mock.patch.dict(os.environ, {"SSL_CERT_FILE": str(pem)}):
        mail = Watched(Smtp(f"smtps://127.0.0.1:{port}", "connect@example.vn", "Connect"), "mail", SharedWatch())
        letters = [Letter(f"p{n}@example.vn", "Nước lên nhanh.", f"m{n}", title="Bến Nghé") for n in range(MAILS)]
        ratio = _ratio("mail", lambda: _in_batches(mail, letters), lambda: _in_batches(mail, letters, 1), MAILS, rounds)
    return {"mail_vs_connection_each": ratio}


class _Takes:
    async def handle_DATA(self, *_given: object) -> str:  # noqa: N802
        return "250 OK"


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "bench.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def _beside(serve: Callable[[socket.socket], object]) -> Iterator[int]:
    """A service in a process of its own; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    child = os.fork()
    if not child:
        try:
            asyncio.run(serve(listener))  # type: ignore[arg-type]
        finally:
            os._exit(0)
    try:
        yield int(listener.getsockname()[1])
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        listener.close()


if __name__ == "__main__":
    main()
