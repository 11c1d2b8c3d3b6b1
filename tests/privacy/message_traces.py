"""What a conversation leaves on the machine of a site: words and positions are seeded, then looked for in all of it."""

import contextlib
import io
import random
import re
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from connect import config, db
from connect.cases.models import Case
from connect.jobs import queue
from connect.messages.models import Thread
from connect.web import limits
from tests.builders import make_case, make_person, make_thread, take, token_of
from tests.visit import Visit

IN_A_MESSAGE, A_THREAD = 40, 10  # seeded words; messages of each kind
_LETTERS = "bcdghklmnpqrstvx"


@dataclass
class Traces:
    """The seeds, and where each was found."""

    words: list[str] = field(default_factory=list)
    positions: list[tuple[str, bytes]] = field(default_factory=list)  # as text, and as a camera packs it
    in_words: set[str] = field(default_factory=set)
    of_pictures: set[str] = field(default_factory=set)

    def look_in(self, content: bytes) -> None:
        """Notes which seeds stand in some bytes."""
        for word in re.findall(rb"zq[a-z]{10}", content):
            if word.decode() in self._known:
                self.in_words.add(word.decode())
        for text, packed in self.positions:
            if text.encode() in content or packed in content:
                self.of_pictures.add(text)

    def seal(self) -> None:
        """Ends the seeding."""
        self._known = set(self.words)


def seeded(app: Flask, seed: int, words: int, pictures: int) -> tuple[Traces, str]:
    """Sends so many seeded words and pictures through the site's own forms; what was logged meanwhile."""
    dice, traces, log = random.Random(seed), Traces(), io.StringIO()
    traces.words = ["zq" + "".join(dice.choices(_LETTERS, k=10)) for _ in range(words)]
    texts = [" ".join(traces.words[n : n + IN_A_MESSAGE]) for n in range(0, words, IN_A_MESSAGE)]
    with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
        while texts or len(traces.positions) < pictures:
            talk = _Talk(app)
            some, texts = texts[:A_THREAD], texts[A_THREAD:]
            talk.write(some)
            for _ in range(min(A_THREAD, pictures - len(traces.positions))):
                picture, found = _photo(dice)
                traces.positions.append(found)
                talk.send(picture, dice.choice(traces.words))
            talk.meet(dice.choice(traces.words))
        with app.app_context():
            for job in queue.each_minute().values():
                job()
    traces.seal()
    return traces, log.getvalue()


def look(app: Flask, traces: Traces, log: str) -> None:
    """Looks for the seeds in the log, in every file of the site, and in a dump of its database without the keys."""
    traces.look_in(log.encode())
    for path in _files(config.current().instance):
        traces.look_in(path.read_bytes())
    for row in _dump():
        traces.look_in(row)


class _Talk:
    """A requester and a helper in a thread of their own, whose contact is open."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            helper, case = make_person(verified=True), make_case("open")
            take(case, helper)
            thread = make_thread(case, helper)
            self.mine = f"/messages/mine/{token_of(db.session.get_one(Case, case.id))}/{thread.public_id}"
            self.theirs = f"/messages/{db.session.get_one(Thread, thread.id).public_id}"
            self.helper = Visit(app).as_(helper)
        self.asker = Visit(app)

    def write(self, texts: list[str]) -> None:
        """Both in turn."""
        for n, text in enumerate(texts):
            visit, path = (self.asker, self.mine) if n % 2 else (self.helper, self.theirs)
            self._post(visit, path, {"words": text})
            limits.limiter.reset()
        self.helper.client.get(self.theirs), self.asker.client.get(self.mine)

    def send(self, picture: io.BytesIO, alt: str) -> None:
        """A picture of the requester's, looked at by the helper."""
        answer = self._post(self.asker, f"{self.mine}/picture", {"alt": alt, "picture": (picture, f"{alt}.jpg")})
        number = answer.rpartition("#m")[2]
        assert self.helper.client.get(f"{self.theirs}/picture/{number}").status_code == 200

    def meet(self, words: str) -> None:
        """A place of the requester's."""
        self._post(self.asker, f"{self.mine}/place", {"words": words, "lat": "10.77229", "lon": "106.69831"})

    @staticmethod
    def _post(visit: Visit, path: str, data: dict[str, object]) -> str:
        form = {"csrf_token": visit.token(), "key": str(uuid.uuid4()), **data}
        answer = visit.client.post(path, data=form, content_type="multipart/form-data")
        assert answer.status_code == 303, f"{path}: {answer.status_code}"
        return answer.location


def _photo(dice: random.Random) -> tuple[io.BytesIO, tuple[str, bytes]]:
    """A picture with the position of a home wherever phones write one, and what of it is looked for."""
    lat, lon = f"{dice.uniform(8, 23):.6f}", f"{dice.uniform(102, 109):.6f}"
    text, parts = f"{lat}, {lon}", (dice.randint(10**8, 2**31), 9_999_991)  # a prime, so that nothing is reduced
    made = Image.new("RGB", (dice.randint(300, 1500), dice.randint(300, 1500)), dice.choice(("teal", "orange", "gray")))
    exif = made.getexif()
    exif[0x010E] = text
    exif.get_ifd(0x8825).update({1: "N", 2: (int(float(lat)), 0.0, IFDRational(*parts)), 3: "E", 4: (1.0, 2.0, 3.0)})
    kept, xmp = io.BytesIO(), f'<x:xmpmeta exif:GPSLatitude="{text}"/>'.encode()
    made.save(kept, dice.choice(("JPEG", "WEBP", "PNG")), exif=exif, xmp=xmp)
    kept.seek(0)
    packed = next(one for one in (struct.pack("<II", *parts), struct.pack(">II", *parts)) if one in kept.getvalue())
    assert text.encode() in kept.getvalue()
    return kept, (text, packed)


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file())


def _dump() -> Iterator[bytes]:
    """Every value of every table that lies in the site's own database, as whoever stole it reads it."""
    for table in db.Base.metadata.sorted_tables:
        if table.info and not db.is_postgres():
            continue  # in a file of its own, which is looked through as a file
        for row in db.session.execute(sa.text(f'SELECT * FROM "{table.name}"')):
            yield b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
