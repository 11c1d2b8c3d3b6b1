"""The twin of every gateway: keeps messages in the outbox folder instead of sending them."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from connect import clock
from connect.gateways.base import Answer, Gateway, Letter, Outcome


@dataclass(frozen=True, slots=True)
class Recorded:
    """One message that would have gone out; `at` is in UTC, as ISO 8601."""

    at: str
    medium: str
    to: str
    text: str
    key: str
    title: str = ""
    link: str = ""

    @property
    def moment(self) -> datetime:
        """When it was recorded."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Recorder(Gateway):
    """A gateway that only writes down. The same key again replaces the file, so nothing is there twice."""

    medium: str
    folder: Path

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Writes each message as one JSON file, readable by its owner only."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return [self._kept(letter) for letter in letters]

    def _kept(self, letter: Letter) -> Outcome:
        path = _path(self.folder, self.medium, letter.key)
        beside = path.with_suffix(".new")
        beside.touch(mode=0o600)
        message = Recorded(
            clock.now().isoformat(), self.medium, letter.to, letter.text, letter.key, letter.title, letter.link
        )  # fmt: skip
        beside.write_text(json.dumps(asdict(message), ensure_ascii=False), encoding="utf-8")
        beside.replace(path)
        return Outcome(Answer.TAKEN, reference=path.stem)


def recorded(folder: Path, most: int = 100) -> list[Recorded]:
    """The messages in the outbox, newest first."""
    found = [Recorded(**json.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.json")]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def forget(folder: Path, before: datetime) -> int:
    """Deletes what was recorded earlier than that; says how many."""
    old = [path for path in folder.glob("*.json") if _at(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _at(path: Path) -> datetime:
    return datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])


def forget_one(folder: Path, medium: str, key: str) -> None:
    """Deletes what was recorded under a key, if there is anything."""
    _path(folder, medium, key).unlink(missing_ok=True)


def _path(folder: Path, medium: str, key: str) -> Path:
    return folder / f"{medium}-{re.sub(r'[^A-Za-z0-9-]', '_', key)[:80]}.json"
