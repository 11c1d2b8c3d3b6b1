"""B18: a picture with broken EXIF, files that others may read, cookies signed with SHA-1, the timing of sign-up."""

import hashlib
import hmac
import io
import secrets
from base64 import urlsafe_b64decode

import sqlalchemy as sa
from PIL import Image

from connect import db
from connect.accounts import actions as accounts
from tests.attacks.stage import Stage
from tests.builders import make_channel
from tests.socket.browser import PASSWORD

# Found by changing bytes at random: each made the library stumble in another way.
BROKEN = (
    bytes.fromhex(
        "4578696600004d4d002a00000008000401000002000000060000003e01120003000000010006000087690004000000010000"
        "00448825000400000001000000620000000043616e6f6e000001900300020000000b0000005600000000323032363a30313a"
        "30310000000200010002000000024e000000000200050000000300000080000000000000000a000000010000002e00000001"
        "000000010000c101"
    ),
    bytes.fromhex(
        "4578696600004d4d002a000000080004010f000c000000060000003e01120003000000010006000087690004000000010000"
        "000a8825000400000001000000620000000043616e6f6e000001900300020000000b0000005600000000323032363a30313a"
        "30310000000200010002000000024e000000000200050000000300000080000000000000000a000000010000002e00000001"
        "0000000100000001"
    ),
    bytes.fromhex(
        "4578696600004d4d002a000000080004010f0002000000060000003e01120003000000010006000087690004000000010000"
        "00448825000400000001000000620000000043616e6f6e000001900300020000000b0000005600000000323032363a30313a"
        "30310000000200010002000000024e000000000a00050000000300000080000000000000000a000000010000002e00000001"
        "0000000100000001"
    ),
)


def attack(stage: Stage) -> None:
    """Each through the socket or on the disk."""
    _pictures(stage)
    _files(stage)
    _cookies(stage)
    _signing_up(stage)


def _pictures(stage: Stage) -> None:
    official, _ = stage.signed_in("official", "79")
    with stage.context():
        make_channel("79")
    for exif in BROKEN:
        out = io.BytesIO()
        Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif)
        mark = secrets.token_hex(12)
        parts = {"csrf_token": official.get("/notices/write").hidden()["csrf_token"], "title": "Mưa lớn đêm nay"}
        body = b"".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in parts.items()
        )
        body += f'--{mark}\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'.encode()
        body += out.getvalue() + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        assert official.request("POST", "/notices/write", body, **kind).status < 500, "broken EXIF is a 500"


def _files(stage: Stage) -> None:
    instance = stage.app.extensions["connect.config"].instance
    open_ones = [path.name for path in (instance, *instance.rglob("*")) if path.lstat().st_mode & 0o077]
    assert not set(open_ones) - {"clock-offset"}, f"others may read {open_ones}"


def _cookies(stage: Stage) -> None:
    visitor = stage.browser()
    visitor.get("/accounts/sign-in")
    value, _, signature = visitor.cookies["connect"].rpartition(".")
    key = hmac.new(b"test", b"cookie-session", hashlib.sha256).digest()
    told = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    assert hmac.compare_digest(told, hmac.new(key, value.encode(), hashlib.sha256).digest()), "no HMAC-SHA256"


def _signing_up(stage: Stage) -> None:
    """As many statements, writes and rows touched for a known phone as for a new one."""
    known, new = stage.phone(), stage.phone()
    stage.browser().sign_up(known)
    counted = []
    with stage.context():
        engine = db.extension.engine
        for phone in (known, new):
            said: list[str] = []

            def note(_c: object, _k: object, sql: str, *_more: object, said: list[str] = said) -> None:
                said.append(sql.split("VALUES")[0][:60])

            sa.event.listen(engine, "before_cursor_execute", note)
            with db.transaction():
                accounts.sign_up("Lan", phone, PASSWORD)
            sa.event.remove(engine, "before_cursor_execute", note)
            counted.append(said)
    assert counted[0] == counted[1], f"another work for a known phone: {counted}"
    assert stage.value("SELECT count(*) FROM people WHERE name = 'Lan'") == 1
