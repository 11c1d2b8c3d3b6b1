"""A push service on loopback, as strict as the real ones: it checks who asks, and opens what is sealed."""

import base64
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connect.gateways.base import Letter, PushKeys
from connect.gateways.push.keys import encoded

URGENCIES = {"very-low", "low", "normal", "high"}


@dataclass
class Phone:
    """A browser that has subscribed: its endpoint, and the private half that opens what it gets."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"0123456789abcdef"

    @property
    def keys(self) -> PushKeys:
        return PushKeys(encoded(self.private.public_key()), base64.urlsafe_b64encode(self.auth).rstrip(b"=").decode())

    def opened(self, body: bytes) -> bytes:
        return http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")


@dataclass
class PushService:
    """Answers for all paths below /push; a phone's next answers can be told beforehand."""

    server: HTTPServer
    site_key: str = ""  # the only one it lets in; "": any
    phones: dict[str, Phone] = field(default_factory=dict)
    next: dict[str, list[Response]] = field(default_factory=dict)
    heard: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.expect_request(re.compile("/push/.*"), method="POST").respond_with_handler(self._answer)

    @property
    def host(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    def phone(self, *says: int | Response) -> Phone:
        name = f"p{len(self.phones)}"
        self.phones[name] = Phone(self.server.url_for(f"/push/{name}"))
        self.next[name] = [one if isinstance(one, Response) else Response(status=one) for one in says]
        return self.phones[name]

    def letter(self, phone: Phone, **over: Any) -> Letter:
        given: dict[str, Any] = {
            "to": phone.endpoint, "text": "Nước lên nhanh, hãy lên chỗ cao.", "key": "d1-1", "keys": phone.keys,
        }  # fmt: skip
        return Letter(**given | {"title": "Phường Bến Nghé", "link": "/notices/1"} | over)

    def _answer(self, request: Request) -> Response:
        phone = self.phones.get(request.path.rpartition("/")[2])
        self.heard.append(dict(request.headers))
        if phone is None:
            return Response(status=410)
        name = request.path.rpartition("/")[2]
        if self.next[name]:
            return self.next[name].pop(0)
        return Response(status=self._judged(request, phone), headers={"Location": f"https://push.example/m/{name}"})

    def _judged(self, request: Request, phone: Phone) -> int:
        body, headers = request.get_data(), request.headers
        if not self._signed(headers.get("Authorization", "")):
            return 403
        if not re.fullmatch(r"\d+", headers.get("TTL", "")) or headers.get("Urgency") not in URGENCIES:
            return 400
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,32}", headers.get("Topic", "")):
            return 400
        if len(body) > 4096:
            return 413
        try:
            plain = phone.opened(body)
        except http_ece.ECEException:
            return 400
        self.bodies.append(body)
        self.got.append((request.path.rpartition("/")[2], json.loads(plain)))
        return 201

    def _signed(self, header: str) -> bool:
        found = re.fullmatch(r"vapid t=([^,\s]+), ?k=([A-Za-z0-9_-]+)", header)
        if not found or (self.site_key and found[2] != self.site_key) or not _is_signed(found[1], found[2]):
            return False
        claims = json.loads(_bytes(found[1].split(".")[1]))
        in_time = time.time() < claims["exp"] <= time.time() + 24 * 3600
        return in_time and claims["aud"] == f"http://{self.host}" and claims["sub"].startswith(("mailto:", "https://"))


def _is_signed(token: str, by: str) -> bool:
    """ES256 (RFC 7515), by other means than the sender's library."""
    said, _, mark = token.rpartition(".")
    r, s = (int.from_bytes(half) for half in (_bytes(mark)[:32], _bytes(mark)[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(by))
    try:
        key.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
