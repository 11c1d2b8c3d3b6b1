"""The one HTTP client: asks only the host that a setting names, follows nobody, waits 5 s, reads 1 MB.

The address is looked up once and checked before it is dialled, and it is that address which is dialled: a name
that leads into the private network, now or at a second look-up, gets nothing.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlencode, urlsplit

from connect.gateways.base import Failed
from connect.gateways.time_limit import cut_after

TIMEOUT_S = 5.0
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one configured host. `private`: that host may lie in a private network or on this machine."""

    allowed: str  # host and port as in the setting, such as "sms.example.vn" or "localhost:9000"
    private: bool = False

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Sends a body by POST; returns status and answer. Raises Failed for all but an answer of 200 to 299."""
        parts = urlsplit(url)
        if parts.netloc != self.allowed or parts.scheme not in ("https", "http") or parts.username:
            raise Failed("this host is not in the settings")
        if parts.scheme == "http" and not self.private:
            raise Failed("only https leaves this machine")
        try:
            return self._ask(parts, body, headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Failed(type(error).__name__) from error

    def post_form(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Sends a form by POST."""
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return self.post(url, urlencode(fields).encode(), {**headers, **kind})

    def _ask(self, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        connection, link = _dialled(parts, self.private)
        with contextlib.closing(connection), cut_after(link, TIMEOUT_S) as late:
            if isinstance(link, ssl.SSLSocket):
                link.do_handshake()
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body=body, headers={"User-Agent": "connect", **headers})
            answer = connection.getresponse()
            content = answer.read(MOST_BYTES + 1)
            if late.is_set():
                raise Failed("took too long")
        if len(content) > MOST_BYTES:
            raise Failed("the answer is too large")
        if not 200 <= answer.status < 300:
            raise Failed(f"answered {answer.status}")
        return answer.status, content


def _dialled(parts: SplitResult, private: bool) -> tuple[http.client.HTTPConnection, socket.socket]:
    """A connection to the checked address; with TLS, the certificate is still asked for the name."""
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    link = socket.create_connection(_address(host, port, private), TIMEOUT_S)
    if tls:
        context = ssl.create_default_context()
        link = context.wrap_socket(link, server_hostname=host, do_handshake_on_connect=False)
    connection = (http.client.HTTPSConnection if tls else http.client.HTTPConnection)(host, port, timeout=TIMEOUT_S)
    connection.sock = link
    return connection, link


def _address(host: str, port: int, private: bool) -> tuple[str, int]:
    """The address to dial; every one that the name has must be fit, or none is."""
    found = [entry[4][:2] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(is_public(str(address)) for address, _ in found):
        raise Failed("the host lies in a private network")
    return str(found[0][0]), int(found[0][1])


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, also when it is wrapped into IPv6.

    >>> is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("8.8.8.8")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = (ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]) if ip.version == 6 else None
    return ip.is_global and not ip.is_multicast and (inner is None or is_public(str(inner)))
