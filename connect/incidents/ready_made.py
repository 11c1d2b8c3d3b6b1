"""Three boards to start from, from boards.toml, read once and checked."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from connect.incidents import kinds, rules
from connect.incidents.rules import IncidentKind, Settings


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One utility that is on, with its settings."""

    utility: str
    settings: Settings


def _read() -> dict[IncidentKind, tuple[ReadyLine, ...]]:
    data = tomllib.loads((Path(__file__).parent / "boards.toml").read_text(encoding="utf-8"))
    return {
        IncidentKind(board["code"]): tuple(
            ReadyLine(row["utility"], rules.settings_of({name: row[name] for name in row if name != "utility"}))
            for row in board["lines"]
        )
        for board in data["board"]
    }


BOARDS = _read()


def lines_of(kind: IncidentKind) -> list[ReadyLine]:
    """The lines of a ready-made board whose utilities the catalogue has; none for an incident of another kind."""
    known = {one.code for one in kinds.KINDS}
    return [one for one in BOARDS.get(kind, ()) if one.utility in known]
