"""Power cuts, replayed from a record of what a posting process really wrote, synced and confirmed.

`strace` records the system calls on database and log. A cut is a point in that record: what was written before
the last sync of its file is on the disk; of what came after, each sector is there, lost, or torn in its middle,
whatever the order in which it was written. SQLite then opens what is left, as after the power is back.
"""

import random
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flask_migrate import upgrade

from connect import db
from connect.app import create_app
from connect.areas import actions as areas
from connect.config import ROOT
from tests.conftest import KEYS
from tests.faults.writer import SECRET

SECTOR = 512  # bytes that a disk writes in one piece, if it keeps its word
TORN = 0.05  # how many of the sectors that arrive do so in part
ARRIVE = (0.0, 0.1, 0.5, 0.9, 1.0)  # how many sectors of one cut arrive at all
FILES = ("connect.db", "connect.db-wal")
SOUND = {"lost": 0, "doubled": 0, "half": 0, "corrupt": 0}
_CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,fallocate,unlink,rename"
_CALL = re.compile(r'(\w+)\(\d+<([^>]*)>(?:, "([^"]*)")?(?:, (\d+))?(?:, (\d+))?\) += (-?\d+)')
_POSTS_OF_THE_LONG_RUN = 800  # three times the log is full and the database file is written


class Step(NamedTuple):
    """One system call that succeeded: write, sync or truncate of a file; or a post that was confirmed."""

    what: str
    file: str
    at: int = 0
    data: bytes = b""


class Record(NamedTuple):
    """The database file as it was before, and the steps after it."""

    before: bytes
    steps: list[Step]


# --- Recording --------------------------------------------------------------------------------------------


def record(posts: int, *pragmas: str) -> Record:
    """Has a process post so many cases into a small site of its own, and records it."""
    with tempfile.TemporaryDirectory(prefix="connect-power-") as name:
        folder = Path(name)
        _prepare(folder)
        before = (folder / "connect.db").read_bytes()
        trace = folder / "trace"
        watched = [f"--trace-path={folder / file}" for file in (*FILES, "confirmed")]
        command = ["strace", "-e", f"trace={_CALLS}", *watched, "-y", "-xx", "-s", "70000", "-o", str(trace)]
        writer = [sys.executable, "-m", "tests.faults.writer", str(folder), str(posts), *pragmas]
        subprocess.run([*command, *writer], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with trace.open() as lines:
            steps = [step for line in lines if "(" in line for step in _step(line)]
    return Record(before, steps)


def _prepare(folder: Path) -> None:
    """A migrated site with the areas of one city, so that a hundred thousand copies of it are soon made."""
    app = create_app(instance=folder, database_url="", secret_key=SECRET, keys=KEYS)
    with app.app_context():
        upgrade()
        areas.import_areas()
        db.session.remove()
        db.extension.engine.dispose()
    with sqlite3.connect(folder / "connect.db", isolation_level=None) as line:
        line.execute("DELETE FROM area_aliases")
        line.execute("DELETE FROM areas WHERE path NOT LIKE '/VN/79/%' AND code <> 'VN'")
        line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        line.execute("VACUUM")
    line.close()


def _step(line: str) -> Iterator[Step]:
    found = _CALL.match(line)
    assert found and "..." not in line, f"a call that this recorder does not know: {line[:200]}"
    call, path, data, first, second, result = found.groups()
    file, written = Path(_bytes(path).decode()).name, _bytes(data or "")
    assert result == (first if data else "0"), f"a call that failed or stopped half-way: {line[-80:]}"
    if call == "pwrite64":
        yield Step("write", file, int(second), written)
    elif call == "write" and file == "confirmed":
        yield Step("confirmed", written.decode())
    elif call in ("fsync", "fdatasync"):
        yield Step("sync", file)
    elif call == "ftruncate":
        yield Step("truncate", file, int(first))
    else:
        raise AssertionError(f"a call that this recorder does not know: {line[:200]}")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


# --- Replaying --------------------------------------------------------------------------------------------


class Disk:
    """What is surely on the disk of each file, and what was written since its last sync."""

    def __init__(self, before: bytes) -> None:
        self.sure = {FILES[0]: bytearray(before), FILES[1]: bytearray()}
        self.since: dict[str, list[Step]] = {file: [] for file in FILES}

    def apply(self, step: Step) -> None:
        """One step goes by."""
        if step.what == "sync":
            for one in self.since[step.file]:
                _apply(self.sure[step.file], one)
            self.since[step.file].clear()
        elif step.what != "confirmed":
            self.since[step.file].append(step)

    def cut(self, dice: random.Random) -> dict[str, bytearray]:
        """The files as a cut may leave them."""
        arrive = dice.choice(ARRIVE)
        left = {file: bytearray(sure) for file, sure in self.sure.items()}
        for file, steps in self.since.items():
            for step in steps:
                for piece in _pieces(step):
                    if dice.random() < arrive:
                        _apply(left[file], _torn(piece, dice) if dice.random() < TORN else piece)
        return left


def _pieces(step: Step) -> Iterator[Step]:
    """A write by sectors of the disk; a truncation is one piece."""
    if step.what == "truncate":
        yield step
    at, end = step.at, step.at + len(step.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Step("write", step.file, at, step.data[at - step.at : until - step.at])
        at = until


def _torn(piece: Step, dice: random.Random) -> Step:
    return piece._replace(data=piece.data[: dice.randrange(len(piece.data))]) if piece.data else piece


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del content[step.at :]
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.data)] = step.data


def replay(recorded: Record, cuts: int, seed: int) -> dict[str, int]:
    """Cuts the power so many times at random; at how many of them something was wrong, and what."""
    dice, told = random.Random(seed), Counter(SOUND)
    points = Counter(dice.randrange(len(recorded.steps) + 1) for _ in range(cuts))
    disk, confirmed = Disk(recorded.before), set[str]()
    with tempfile.TemporaryDirectory(prefix="connect-cuts-", dir=_memory()) as name:
        for number in range(len(recorded.steps) + 1):
            for _ in range(points[number]):
                told.update(_judge(Path(name), disk.cut(dice), confirmed))
            if number < len(recorded.steps):
                step = recorded.steps[number]
                disk.apply(step)
                if step.what == "confirmed":
                    confirmed.add(step.file)
    database_written = sum(step[:2] == ("sync", FILES[0]) for step in recorded.steps)
    return {"cuts": cuts, "posts": len(confirmed), "checkpoints": database_written, **told}


def _judge(folder: Path, left: dict[str, bytearray], confirmed: set[str]) -> list[str]:
    """What is wrong with what a cut left; nothing, we hope."""
    for file, content in left.items():
        (folder / file).write_bytes(content)
    (folder / "connect.db-shm").unlink(missing_ok=True)
    line = sqlite3.connect(folder / FILES[0], isolation_level=None)
    try:
        line.execute("PRAGMA synchronous=OFF")  # ours, who only look
        if line.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return ["corrupt"]
        there = Counter(phone for (phone,) in line.execute("SELECT phone_hash FROM case_secrets"))
        whole = line.execute(_WHOLE).fetchone()
    except sqlite3.DatabaseError:
        return ["corrupt"]
    finally:
        line.close()
    wrong = {
        "lost": not confirmed <= there.keys(), "doubled": any(n > 1 for n in there.values()),
        "half": set(whole) != {sum(there.values())},
    }  # fmt: skip
    return [name for name, is_so in wrong.items() if is_so]


_WHOLE = """SELECT (SELECT count(*) FROM cases), (SELECT count(DISTINCT case_id) FROM needs),
    (SELECT count(*) FROM case_events WHERE verb = 'post')"""


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def run(cuts: int, seed: int) -> dict[str, dict[str, int]]:
    """The long run, after it was seen that weaker settings lose what was confirmed, or the database."""
    figures = {}
    planted = [("planted NORMAL", ["synchronous=NORMAL"], 200), ("planted OFF", ["synchronous=OFF"], 200)]
    for name, pragmas, times in [*planted, ("shipped", [], cuts)]:
        figures[name] = replay(record(_POSTS_OF_THE_LONG_RUN, *pragmas), times, seed)
        print(f"  power cuts, {name:<14} {figures[name]}", flush=True)
    assert figures["planted NORMAL"]["lost"] and figures["planted OFF"]["corrupt"], "the harness is blind"
    return figures
