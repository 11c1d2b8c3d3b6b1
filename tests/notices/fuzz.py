"""Alerts against chance and malice: `python -m tests.notices.fuzz --files 10000 --seed N [--written 5000]`.

First half: files and feeds, our own samples with bytes, tags, figures and sizes changed, and a few that are made to be
dear; the reader may refuse them and never fail. Second half: random notices are written as alerts, checked by the
schema, and read back. The last line is JSON: `crashed`, `slowest_s` (of the processor), `peak_mb` of this process;
`invalid` by the schema, `different` from what was written.
"""

import argparse
import csv
import json
import random
import re
import string
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.areas.source.build import DATA
from connect.notices.alerts import cap, saying, writer
from connect.notices.alerts.alert import Alert, AlertArea, Circle, Info
from connect.notices.alerts.cap import Category, Certainty, MsgType, Response, Status, Urgency
from connect.notices.alerts.content import Content, Words
from connect.notices.models import Channel, Notice, NoticeVersion
from connect.notices.sources.reading import places, plain_text, reader, xml_guard
from connect.notices.sources.reading.elements import Reader
from connect.notices.sources.reading.places import Gazetteer
from tests.faults.site import fresh_site
from tests.notices.alerts.schema import faults

SAMPLES = Path(__file__).parent / "sources" / "files"
NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LETTERS = string.ascii_letters + "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ &<>\"'\n\t0123456789.,;:%]{}\u200b😀漢"
SCRAPS = (
    b"<", b">", b"&", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"&#x110000;", b"\xff\xfe", b"\x00", b"<info>",
    b"</info>",
    b"<area>", b"<polygon>1,1 2,2 3,3</polygon>", b"NaN", b"inf", b"-90.0001", b"1e309", b"9" * 400, b"<?xml?>",
    b'xmlns="x"', b"<alert>", b"</alert>", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"<!DOCTYPE a>",
    "Hỏa".encode("utf-16"), b"<references>,,, a,b a,b,c</references>", b"<html><p>x<script>", b"<circle>1,2</circle>",
)  # fmt: skip


def main() -> None:
    """Reads the arguments, runs both halves, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--written", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found: dict[str, float] = mutated(asked.files, asked.seed, places.gazetteer(filed()))
    with fresh_site() as app, app.app_context():
        found |= written(asked.written, asked.seed)
    print(json.dumps(found))


def filed() -> Iterator[Place]:
    """The areas out of their file: a site's database made here would count as memory of the reader."""
    with (DATA / "areas.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: (number, row) for number, row in enumerate(csv.DictReader(file), 1)}
    for code, (number, row) in rows.items():
        above = rows.get(row["parent"], (None, {}))
        paths = [one for one in (above[1].get("parent"), row["parent"], code) if one]
        yield Place(
            id=number, code=code, parent_id=above[0], path=f"/{'/'.join(paths)}/", kind=row["kind"], name=row["name"],
            short=row["name"], folded="", lat=float(row["lat"]), lon=float(row["lon"]), km2=float(row["km2"]),
            ended=False,
        )  # fmt: skip


# --- Files of others --------------------------------------------------------------------------------------


def mutated(files: int, seed: int, known: Gazetteer) -> dict[str, float]:
    """Reads so many changed files; says how many made the reader fail, and what the dearest took."""
    dice, samples = random.Random(seed), [path.read_bytes() for path in sorted(SAMPLES.iterdir())]
    crashed, slowest, alerts = 0, 0.0, 0
    forget_peak()  # that of what was done before
    print(f"{peak_mb():.0f} MB before the first file")
    for number in range(files):
        data = dear(dice) if number % 50 == 0 else changed(dice, samples)
        began = time.process_time()
        try:
            alerts += len(reader.read(data, replace(known), NOW).reads)
        except Exception as error:
            crashed += 1
            print(f"file {number}: {type(error).__name__}: {error}", flush=True)
        slowest = max(slowest, time.process_time() - began)
    peak = peak_mb()
    return {
        "files": files, "alerts": alerts, "crashed": crashed, "slowest_s": round(slowest, 3), "peak_mb": round(peak, 1),
    }  # fmt: skip


def forget_peak() -> None:
    """Begins the process's peak of memory anew, where Linux lets it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory that this process has held since."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(told[1]) / 1024 if told else 0.0


def changed(dice: random.Random, samples: list[bytes]) -> bytes:
    """One of the samples with up to eight changes."""
    data = dice.choice(samples)
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        data = dice.choice(CHANGES)(dice, data, samples)
    return data[: xml_guard.MOST_BYTES + 1]


def _flip(dice: random.Random, data: bytes, _samples: list[bytes]) -> bytes:
    at = dice.randrange(len(data) or 1)
    return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]


def _cut(dice: random.Random, data: bytes, _samples: list[bytes]) -> bytes:
    begin, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:begin] + data[end:] if dice.random() < 0.7 else data[:end]


def _insert(dice: random.Random, data: bytes, _samples: list[bytes]) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(SCRAPS) * dice.choice((1, 1, 1, 50)) + data[at:]


def _repeat(dice: random.Random, data: bytes, _samples: list[bytes]) -> bytes:
    begin, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[begin:end] * dice.choice((1, 2, 30)) + data[end:]


def _tags(dice: random.Random, data: bytes, _samples: list[bytes]) -> bytes:
    """An element as a whole is taken away, doubled, or named otherwise: the file stays well-formed."""
    names = (b"info", b"area", b"polygon", b"circle", b"expires", b"sent", b"identifier", b"references", b"scope",
             b"language", b"description", b"category", b"event", b"geocode")  # fmt: skip
    name = dice.choice(names)
    begin = data.find(b"<" + name + b">")
    end = data.find(b"</" + name + b">", begin) + len(name) + 3
    if begin < 0 or end <= begin:
        return data
    part = data[begin:end]
    other = dice.choice((b"", part * dice.choice((2, 40)), part.replace(name, b"x"), b"<" + name + b"/>"))
    return data[:begin] + other + data[end:]


def _figures(dice: random.Random, data: bytes, _samples: list[bytes]) -> bytes:
    """One figure becomes another, or none."""
    old = dice.choice((b"1", b"2", b"0", b".", b",", b"-", b"+", b":"))
    return data.replace(old, dice.choice((b"", b"9", b"-", b"99999", b" ", b"e9")), dice.choice((1, 5, -1)))


def _splice(dice: random.Random, data: bytes, samples: list[bytes]) -> bytes:
    other = dice.choice(samples)
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


CHANGES: tuple[Callable[[random.Random, bytes, list[bytes]], bytes], ...] = (
    _flip, _cut, _insert, _repeat, _tags, _tags, _figures, _splice,
)  # fmt: skip


def dear(dice: random.Random) -> bytes:
    """A well-formed file that is made to cost time or memory."""
    return dice.choice(DEAR)(dice)


def _alert(inside: str, references: str = "", area: str = "") -> str:
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a</identifier><sender>s</sender>'
        f"<sent>2026-11-29T08:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
        f"<references>{references}</references><info><language>vi</language><category>Met</category><event>e</event>"
        f"<urgency>Future</urgency><severity>Minor</severity><certainty>Likely</certainty><headline>h</headline>"
        f"<description>{inside}</description><area><areaDesc>a</areaDesc>{area}</area></info></alert>"
    )


def _deep(dice: random.Random) -> bytes:
    depth = dice.choice((1_000, 70_000))
    return _alert("<a>" * depth + "</a>" * depth).encode()


def _many_elements(_dice: random.Random) -> bytes:
    return _alert("<a/>" * (xml_guard.MOST_TAGS - 100)).encode()


def _many_attributes(dice: random.Random) -> bytes:
    attributes = " ".join(f"a{n}='>'" for n in range(dice.choice((1_000, 49_000))))
    return _alert(f"<a {attributes}/>").encode()


def _long_text(dice: random.Random) -> bytes:
    scrap = dice.choice(("&lt;p", "&lt;!--", "&amp;amp;", "&lt;script&gt;", "  \n", "&lt;a " + "x" * 1000, "1e"))
    return _alert(
        (scrap * (xml_guard.MOST_BYTES // len(scrap)))[: xml_guard.MOST_BYTES - 2_000].rpartition("&")[0]
    ).encode()


def _many_outlines(dice: random.Random) -> bytes:
    """Outlines across the whole country that hold no ward: each has to be looked at."""
    thin = "8.0,102.0 23.9,102.0 23.9,102.001 8.0,102.001 8.0,102.0"
    wide = "8.0,102.0 23.9,102.0 23.9,110.0 8.0,110.0 23.8,102.1 8.0,102.0"
    one = f"<polygon>{dice.choice((thin, wide))}</polygon>"
    return "".join(["<alerts>", *[_alert("x", area=one * 200)] * dice.choice((1, 200)), "</alerts>"]).encode()


def _many_circles(dice: random.Random) -> bytes:
    return _alert("x", area=f"<circle>16,108 {dice.choice((0.1, 1500))}</circle>" * 5_000).encode()


def _many_points(dice: random.Random) -> bytes:
    spots = " ".join(f"{dice.uniform(8, 23):.3f},{dice.uniform(102, 110):.3f}" for _ in range(2_000))
    return _alert("x", area=f"<polygon>{(spots + ' ') * dice.choice((1, 120))}</polygon>").encode()


def _many_references(dice: random.Random) -> bytes:
    return _alert("x", references="s,b,2026-11-29T07:00:00+07:00 " * dice.choice((2_000, 100_000))).encode()


def _many_alerts(dice: random.Random) -> bytes:
    return f"<alerts>{_alert('x', area='<circle>16,108 90</circle>') * dice.choice((499, 501))}</alerts>".encode()


DEAR = (
    _deep, _many_elements, _many_attributes, _long_text, _many_outlines, _many_circles, _many_points, _many_references,
    _many_alerts,
)  # fmt: skip


# --- Notices of ours --------------------------------------------------------------------------------------


def written(notices: int, seed: int) -> dict[str, int]:
    """Writes so many random notices; says how many are no valid alerts, and how many come back as others."""
    dice, invalid, different = random.Random(seed), 0, 0
    everywhere = [one for one in areas.everywhere() if not one.ended]
    for number in range(notices):
        alert = random_alert(dice, everywhere)
        file = writer.written(alert, ZONE)
        if wrong := faults(file):
            invalid += 1
            print(f"notice {number}: {wrong[0]}", flush=True)
            continue
        back = Reader().alert(xml_guard.parsed(file))
        if back != expected(alert):
            different += 1
            print(f"notice {number}:\n{back}\n{expected(alert)}", flush=True)
    return {"written": notices, "invalid": invalid, "different": different}


def random_alert(dice: random.Random, everywhere: list[Any]) -> Alert:
    """A notice with versions before it, as the alert that is published."""
    notice = Notice(public_id="".join(dice.choices("23456789ABCDEFGH", k=8)))
    notice.channel = Channel(public_id="".join(dice.choices("23456789ABCDEFGH", k=8)), name=_words(dice, 120) or "Kênh")
    oid = dice.choice(("", "2.49.0.1.704.0"))
    at = NOW + timedelta(microseconds=dice.randrange(10**15))
    versions = [
        NoticeVersion(
            version=n, identifier=cap.identifier(notice.public_id, n, oid), at=at + timedelta(minutes=7 * n),
            msg_type=dice.choice(list(MsgType)), said=_said(dice, everywhere),
        )
        for n in range(1, dice.choice((1, 2, 5, 30)) + 1)
    ]  # fmt: skip
    return saying.alert_of(notice, versions[-1], versions[:-1])


def _said(dice: random.Random, everywhere: list[Any]) -> dict[str, Any]:
    begin = NOW + timedelta(seconds=dice.randrange(10**8))
    others = {"en": Words(_words(dice, 120), _words(dice, 4000), _words(dice, 400))} if dice.random() < 0.5 else {}
    content = Content(
        title=_words(dice, 120), text=_words(dice, 4000), instruction=_words(dice, 400), others=others,
        severity=dice.randint(1, 4), urgency=dice.choice([None, *Urgency]), certainty=dice.choice([None, *Certainty]),
        response=dice.choice([None, *Response]), status=dice.choice(list(Status)), category=dice.choice(list(Category)),
        event=dice.choice(("", _words(dice, 35))), risk_level=dice.choice((None, 1, 5)), starts_at=begin,
        onset_at=dice.choice((None, begin + timedelta(hours=2))), ends_at=begin + timedelta(days=3),
        areas=tuple(dice.sample(everywhere, dice.choice((1, 2, 50)))), contact=_words(dice, 200),
        web=dice.choice(("", "https://example.vn/?a=1&b=<2>")),
        **_drawn(dice),
    )  # fmt: skip
    return content.said() | dice.choice(({}, {"reason": _words(dice, 300)})) | {"sender": "K7PH2MQ9@help.example.vn"}


def _drawn(dice: random.Random) -> dict[str, Any]:
    ring = [[dice.uniform(9, 22), dice.uniform(103, 109)] for _ in range(dice.choice((3, 100)))]
    circle = [dice.uniform(9, 22), dice.uniform(103, 109), dice.uniform(0.1, 100)]
    return dice.choice(({}, {"outline": [*ring, ring[0]]}, {"circle": circle}))


def _words(dice: random.Random, longest: int) -> str:
    """Letters of all sorts, without what a reader takes for markup: that is turned into plain text on purpose."""
    text = "".join(dice.choices(LETTERS, k=dice.choice((1, 5, longest)))).strip()
    return "ổ" if not text or plain_text.is_html(text) or plain_text.plain(text) == "" else text


def expected(alert: Alert) -> Alert:
    """The alert as it comes back: whole seconds, five decimals, blanks as plain text has them."""
    return replace(
        alert, sent=_second(alert.sent), status=str(alert.status), msg_type=str(alert.msg_type),
        note=_plain(alert.note),
        references=tuple(one._replace(sent=_second(one.sent)) for one in alert.references),
        infos=tuple(map(_expected_info, alert.infos)),
    )  # fmt: skip


def _expected_info(info: Info) -> Info:
    plain = {
        name: _plain(getattr(info, name))
        for name in ("sender_name", "headline", "description", "instruction", "contact")
    }
    moments = {name: _second(getattr(info, name)) for name in ("effective", "onset", "expires")}
    return replace(
        info, **plain, **moments, event=" ".join(_plain(info.event).split()),
        categories=tuple(map(str, info.categories)),
        responses=tuple(map(str, info.responses)), urgency=str(info.urgency), certainty=str(info.certainty),
        areas=tuple(map(_expected_area, info.areas)),
    )  # fmt: skip


def _expected_area(area: AlertArea) -> AlertArea:
    return replace(
        area, description=_plain(area.description),
        outlines=tuple(tuple((round(lat, 5), round(lon, 5)) for lat, lon in one) for one in area.outlines),
        circles=tuple(Circle(*(round(one, 5) for one in circle)) for circle in area.circles),
    )  # fmt: skip


def _plain(text: str) -> str:
    return plain_text.plain(writer.plain(text))


def _second(at: datetime | None) -> Any:
    return at and at.replace(microsecond=0)


if __name__ == "__main__":
    main()
