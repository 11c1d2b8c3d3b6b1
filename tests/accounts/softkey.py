"""A security key in software, for tests: makes passkeys and signs with them as WebAuthn level 2 says (§6, §7)."""

import hashlib
import json
import os
import struct

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as b64

PRESENT, VERIFIED, CARRIES_KEY = 1, 4, 64


class SoftKey:
    """One key pair for one site."""

    def __init__(self, origin="http://localhost", host="localhost"):
        self.origin, self.host = origin, host
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def create(self, options):
        """The answer to what a page asks in order to make a passkey."""
        numbers = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        carried = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(PRESENT | VERIFIED | CARRIES_KEY) + carried}
        return self._answer(
            clientDataJSON=self._client("webauthn.create", options), attestationObject=cbor2.dumps(attested)
        )

    def get(self, options, verified=True):
        """The answer to what a page asks in order to know who is there."""
        self.count += 1
        data, client = self._data(PRESENT | VERIFIED * verified), self._client("webauthn.get", options)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags):
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, kind, options):
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, **response):
        parts = {name: b64(value) for name, value in response.items()}
        return json.dumps({"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": parts})
