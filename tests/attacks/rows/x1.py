"""X1: somebody wants the pictures of a conversation: another's, after being stopped, with the home's position in them,
or as a bomb.

The picture of another's thread by any address; the one that was open a moment ago, once the requester has said *not
this person*; a file of SVG, of HTML behind a JPEG, of a hundred thousand pixels a side in a few bytes, of forty
megabytes from somebody who may send none. And the folder, where a thief finds neither picture nor position.
"""

import io
import struct
import uuid
import zlib

from connect import db
from connect.cases.disclosure import limits
from connect.cases.models import Case
from connect.messages.models import Thread
from tests.attacks.stage import Stage
from tests.builders import make_case, make_person, make_thread, photo, take, token_of
from tests.socket.browser import Answer, Browser

POSITION = (10.77654, 106.70123)


def attack(stage: Stage) -> None:
    with stage.context():
        helper, other = make_person(verified=True, phone=stage.phone()), make_person(verified=True, phone=stage.phone())
        case, theirs = make_case("open"), make_case("open")
        take(case, helper), take(theirs, other)
        thread, foreign = make_thread(case, helper), make_thread(theirs, other)
        here, there = f"/messages/{thread.public_id}", f"/messages/{foreign.public_id}"
        mine, yours = (f"/messages/mine/{token_of(one)}" for one in (case, theirs))
        number, at_helper, at_other = case.id, helper.id, other.id
        pid, far = thread.public_id, foreign.public_id
    asker, hanh, liar = stage.browser(), stage.browser_of(at_helper), stage.browser_of(at_other)

    sent = _send(asker, f"{mine}/{pid}/picture", photo(*POSITION, size=(900, 700)).getvalue())
    assert sent.status == 303, f"an honest picture is refused: {sent.status} {sent.words[:200]}"
    seen = hanh.get(f"{here}/picture/3")
    assert seen.status == 200 and seen.headers["content-type"] == "image/webp", "the helper does not see it"
    assert seen.headers["cache-control"] == "no-store" and "sandbox" in seen.headers["content-security-policy"]
    assert b"Exif" not in seen.body and b"10.776" not in seen.body, "the position of the home goes along"

    for who, path in (
        (liar, f"{here}/picture/3"), (liar, f"{there}/picture/3"), (stage.browser(), f"{yours}/{pid}/picture/3"),
        (stage.browser(), f"{yours}/{far}/picture/3"), (stage.browser(), f"/messages/mine/{'a' * 26}/{pid}/picture/3"),
    ):  # fmt: skip
        assert who.get(path).status == 404, f"{path} shows another's picture"
    assert stage.browser().get(f"{here}/picture/3").status == 303, "a stranger sees it"
    for name in _files(stage):
        for path in (f"/static/{name}", f"/uploads/{name}", f"/talk/{name}", f"/static/../instance/talk/{name}"):
            assert stage.browser().get(path).status in (400, 404), "a file is served by its name"

    for wrong, status in ((_bomb(100_000), 422), (b"<svg onload=alert(1)>", 422), (b"GIF89a", 422)):
        answer = _send(asker, f"{mine}/{pid}/picture", wrong)
        assert answer.status == status, f"{wrong[:10]!r} gets {answer.status}"
    both = _send(asker, f"{mine}/{pid}/picture", photo().getvalue() + b"<script>alert(1)</script>")
    assert both.status == 303 and b"script" not in asker.get(f"{mine}/{pid}/picture/4").body
    assert _send(liar, f"{here}/picture", b"x" * 300_000).status == 413, "a large body of somebody else's is read"
    assert len(_files(stage)) == 2, "what was refused was kept"

    stolen = b"".join(_files(stage).values())
    assert b"WEBP" not in stolen and b"10.776" not in stolen, "a thief of the folder sees pictures"
    with stage.context(), db.transaction():
        limits.stop_helper(db.session.get_one(Case, number))
    assert hanh.get(f"{here}/picture/3").status == 404, "whom the requester stopped still sees the picture"
    assert _send(hanh, f"{here}/picture", photo().getvalue()).status in (404, 409)
    with stage.context():
        assert db.session.query(Thread).filter_by(public_id=pid).one().last_number == 4


def _send(who: Browser, path: str, file: bytes) -> Answer:
    """A picture with its words, as the form sends it."""
    edge = "----attack"
    fields = {"csrf_token": who.get("/accounts/sign-in").hidden().get("csrf_token") or _token(who), "alt": "Cổng xanh",
              "key": str(uuid.uuid4())}  # fmt: skip
    body = io.BytesIO()
    for name, value in fields.items():
        body.write(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    body.write(f'--{edge}\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'.encode())
    body.write(file + f"\r\n--{edge}--\r\n".encode())
    return who.request("POST", path, body.getvalue(), **{"Content-Type": f"multipart/form-data; boundary={edge}"})


def _token(who: Browser) -> str:
    return who.get("/accounts/me").hidden()["csrf_token"]


def _bomb(side: int) -> bytes:
    """A PNG that says it is so many pixels a side, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _files(stage: Stage) -> dict[str, bytes]:
    folder = stage.app.extensions["connect.config"].instance / "talk"
    return {one.name: one.read_bytes() for one in folder.iterdir()} if folder.is_dir() else {}
