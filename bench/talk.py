"""What a conversation costs: `python -m bench.talk --threads 2000 --watchers 1000 --seed 1`.

Polls with nothing new (304, by the link and by an account) beside a bare hello of the same server, in slices that take
turns. So many watchers of so many threads, each asking every five seconds: milliseconds of a poll, and what another
page takes beside them against the same page alone. Messages a second by 8 writers against posts of cases by 8, on both
databases. The last line is JSON.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from bench import http, writes
from bench.contest import Asker, at_once, meet, site
from bench.writes import DURABLE, Base
from connect import clock, db
from connect.accounts.models import Person
from connect.accounts.sign_in import sessions
from connect.cases.asking import posting
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import State
from connect.errors import Busy
from connect.messages import actions, rules, seats
from connect.messages.models import Thread
from connect.messages.rules import Kind
from tests.builders import make_person
from tests.postgres import Cluster

EVERY_S, WATCHED_S, SLICE_S, ROUNDS = 5.0, 15.0, 2, 3
WRITERS, OF_A_HELPER, AT_A_TIME, CLIENTS = 8, 10, 100, 16
OTHER = "/privacy"
LUA = """
local asks, n = {%s}, 0
request = function()
  n = n + 1
  local one = asks[(n - 1) %% #asks + 1]
  return wrk.format("GET", one[1], {["Cookie"] = one[2], ["If-None-Match"] = one[3]})
end
"""


class Watch(NamedTuple):
    """One open page: the address that it asks, its cookie, and the version that it has."""

    path: str
    cookie: str
    tag: str = ""


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=2_000)
    parser.add_argument("--watchers", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0, help="of writing, for each row")
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("NOT MEASURED: wrk is not installed. On Debian: apt-get install wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-bench-")))
        url = stack.enter_context(Cluster(settings=DURABLE))
        sqlite, postgres = Base("sqlite", "", folder / "sqlite"), Base("postgres", url, folder / "postgres")
        watches = {base: _prepared(base, asked.threads, asked.seed) for base in (sqlite, postgres)}
        found = polls(sqlite, watches[sqlite][: asked.watchers])
        for base in (sqlite, postgres):
            found |= says(base, asked.seed, asked.seconds)
        found["say_vs_post"] = min(found["say_vs_post_sqlite"], found["say_vs_post_postgres"])
    print(json.dumps(found))


# --- What there is --------------------------------------------------------------------------------------------


def _prepared(base: Base, threads: int, seed: int) -> list[Watch]:
    """So many threads with a word in each, half of them watched by the requester, half by the helper."""
    with site(base.folder, base.url):
        made = [one for some in _in_pieces(threads) for one in _some(some, f"{seed} {some.start}")]
    print(f"{base.name:<9} {len(made)} threads", flush=True)
    return made


def _in_pieces(number: int) -> Iterator[range]:
    for start in range(0, number, AT_A_TIME):
        yield range(start, min(start + AT_A_TIME, number))


def _some(numbers: range, name: str) -> list[Watch]:
    asker, made = Asker(name), list[Watch]()
    helpers = [(make_person(verified=True).id, sessions.new_token()) for _ in range(-(-len(numbers) // OF_A_HELPER))]
    with db.transaction():
        for person_id, token in helpers:
            sessions.begin(db.session.get_one(Person, person_id), token, "Firefox", by_factor=True)
        for number in numbers:
            person_id, cookie = helpers[(number - numbers.start) // OF_A_HELPER]
            token, thread = _held(asker, person_id)
            by_link = number % 2 == 0
            path = f"/messages/mine/{token}/{thread}" if by_link else f"/messages/{thread}"
            made.append(Watch(f"{path}/talk.json?after=1", f"mine={token}; session=x" if by_link else f"in={cookie}"))
    db.session.remove()
    return made


def _held(asker: Asker, person_id: int) -> tuple[str, str]:
    """A case that a helper holds, with a word in its thread: the secret of its link, and the thread."""
    now = clock.now()
    posted = posting.post(*asker.draft())
    case = db.session.get_one(Case, posted.case_id)
    case.state, case.free_at = State.CLAIMED, now + timedelta(days=1)
    claim = Claim(case_id=case.id, person_id=person_id, taken_at=now, until=case.free_at, allowed_at=now)
    db.session.add(claim)
    db.session.flush()
    thread = actions.open_thread(claim)
    token = db.session.get_one(CaseSecret, case.id).link_token
    actions.say(seats.seat_of(token, None, thread.public_id), Kind.TEXT, "Nhà có cổng xanh.", str(uuid.uuid4()))
    return token, thread.public_id


# --- Polls ----------------------------------------------------------------------------------------------------


def polls(base: Base, watches: Sequence[Watch]) -> dict[str, float]:
    """Polls against hellos, and the watchers at their pace."""
    with ExitStack() as stack:
        ours, _ = stack.enter_context(http.served(base.folder, ["flask", "--app", "wsgi", "serve"], "/health"))
        bare, _ = stack.enter_context(http.served(base.folder, ["bench.conventional"], "/"))
        known = [one._replace(tag=_tag(ours, one)) for one in watches]
        ratio = _ratio(ours, bare, known)
        alone = _other_ms(ours)
        took, beside = asyncio.run(_watched(ours, known))
    p95 = took[len(took) * 95 // 100]
    print(f"polls {ratio:.3f} of hello; {len(took)} polls of watchers: median {took[len(took) // 2]:.1f} ms, "
          f"p95 {p95:.1f} ms; another page {beside:.1f} ms beside them, {alone:.1f} ms alone", flush=True)  # fmt: skip
    return {"poll_vs_hello": round(ratio, 3), "poll_p95_ms": round(p95, 1), "others_vs_alone": round(beside / alone, 2)}


def _tag(address: str, watch: Watch) -> str:
    asked = urllib.request.Request(address + watch.path, headers={"Cookie": watch.cookie, "Accept": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return str(answer.headers["ETag"])


def _ratio(ours: str, bare: str, watches: Sequence[Watch]) -> float:
    """The median of the rounds, one before them to warm up."""
    ratios = [_wrk(ours, watches) / _wrk(bare, [Watch("/", "")]) for _ in range(ROUNDS + 1)]
    return statistics.median(ratios[1:])


def _wrk(address: str, watches: Sequence[Watch]) -> float:
    """Requests a second of one slice; all of them answered well."""
    listed = ", ".join("{" + _listed(one) + "}" for one in watches)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(LUA % listed)
        file.flush()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SLICE_S}s", "-s", file.name, address]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", told):
        sys.exit(f"{bad[1]} answers were errors")
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found
    return float(found[1])


def _listed(one: Watch) -> str:
    return ", ".join(json.dumps(part) for part in one)


async def _watched(address: str, watches: Sequence[Watch]) -> tuple[list[float], float]:
    """Milliseconds of all polls in order of size, and the median of another page meanwhile."""
    until, took, dice = time.monotonic() + WATCHED_S, list[float](), random.Random(1)
    port = int(address.rsplit(":", 1)[1])
    watching = [_watch(port, one, dice.uniform(0, EVERY_S), until, took) for one in watches]
    beside, *_ = await asyncio.gather(asyncio.to_thread(_other_ms, address, WATCHED_S - EVERY_S), *watching)
    return sorted(took), beside


async def _watch(port: int, one: Watch, first_s: float, until: float, took: list[float]) -> None:
    head = (
        f"GET {one.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nIf-None-Match: {one.tag}\r\nCookie: {one.cookie}\r\n\r\n"
    )
    await asyncio.sleep(first_s)
    reader = writer = None
    while (began := time.monotonic()) < until:
        with suppress(OSError, asyncio.IncompleteReadError):
            if writer is None or writer.is_closing():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert reader
            writer.write(head.encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 304"), answer
            took.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))
    if writer is not None:
        writer.close()


def _other_ms(address: str, seconds: float = 5.0) -> float:
    """The median of another page, ten a second."""
    took, until = list[float](), time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        with urllib.request.urlopen(address + OTHER) as answer:
            answer.read()
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)
    return statistics.median(took)


# --- Says -----------------------------------------------------------------------------------------------------


def says(base: Base, seed: int, seconds: float) -> dict[str, float]:
    """Messages a second by 8 writers against posts of cases by 8, in rounds that take turns, and the least served."""
    ratios, fair = list[float](), list[float]()
    for turn in range(3):
        said = at_once(WRITERS, _say, base, seconds)
        posted = [one[0] for one in at_once(WRITERS, writes.write, base, seed + turn, seconds)]
        ratios.append(sum(said) / max(1, sum(posted)))
        fair.append(min(said) / max(*said, 1))
        print(f"{base.name:<9} {sum(said) / seconds:7.0f} messages/s   {sum(posted) / seconds:7.0f} posts/s   "
              f"{ratios[-1]:5.2f} of them   least/most {fair[-1]:4.2f}", flush=True)  # fmt: skip
    ratio = round(statistics.median(ratios), 2)
    return {f"say_vs_post_{base.name}": ratio, f"say_fair_{base.name}": round(statistics.median(fair), 2)}


def _say(number: int, base: Base, seconds: float) -> int:
    """One writer in threads of its own: how many messages it sent until the time was over."""
    rules.A_MINUTE = rules.A_DAY = 10**9  # a bench says more than people do
    done = 0
    with site(base.folder, base.url):
        mine = sa.select(Thread.public_id, CaseSecret.case_id).join(CaseSecret, CaseSecret.case_id == Thread.case_id)
        rows = db.session.execute(mine.where(Thread.id % WRITERS == number).limit(50)).all()
        talks = [(public_id, db.session.get_one(CaseSecret, case_id).link_token) for public_id, case_id in rows]
        meet()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            public_id, token = talks[done % len(talks)]
            with suppress(*db.FAILURES, Busy), db.transaction():
                seat = seats.seat_of(token, None, public_id)
                actions.say(seat, Kind.TEXT, f"Tôi mang phần thứ {done}", str(uuid.uuid4()))
            done += 1
            db.session.remove()
    return done


if __name__ == "__main__":
    main()
