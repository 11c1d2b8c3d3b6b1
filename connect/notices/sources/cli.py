"""`flask notices read PATH…`: says of every alert in files and folders what would become of it, and why."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask_babel import force_locale, ngettext

from connect import clock, config
from connect.areas import queries as areas
from connect.notices.sources.reading import places, reader, xml_guard
from connect.notices.sources.reading.places import Gazetteer
from connect.notices.sources.reading.reader import FileRead
from connect.notices.sources.reading.verdicts import Code, Outcome, Reason
from connect.notices.sources.words import OUTCOMES, said
from connect.registry import commands

notices_cli = click.Group("notices", help="Notices: read the alerts of others.")
commands.add(notices_cli)


@notices_cli.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="As if it were this moment, in UTC.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of the reasons; else that of the site.")
def read_command(paths: tuple[Path, ...], at: datetime | None, lang: str | None) -> None:
    """Reads files and folders of CAP, RSS, Atom or EDXL. Writes nothing, asks nobody."""
    counts = dict.fromkeys(("files", "alerts", "shown", "held", "refused", "crashed"), 0)
    now, known = at.replace(tzinfo=UTC) if at else clock.now(), places.gazetteer(areas.everywhere())
    with force_locale(lang or config.current().locale):
        for path in _files(paths):
            found = file_read(path, replace(known), now)
            counts["files"] += 1
            for line in _told(found, counts):
                click.echo(f"{path}: {line}")
    click.echo(json.dumps(counts))


def file_read(path: Path, known: Gazetteer, now: datetime) -> FileRead:
    """A file, read. What nobody thought of is a refusal that says so, and keeps no other file from being read."""
    try:
        with path.open("rb") as file:
            return reader.read(file.read(xml_guard.MOST_BYTES + 1), known, now)
    except OSError as error:
        return FileRead(refusal=Reason(Code.UNREADABLE, str(error.strerror)))
    except Exception:  # counted and printed: with it the command has failed
        return FileRead(refusal=Reason(Code.CRASHED))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and all in the folders, by name."""
    for path in paths:
        yield from sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _told(found: FileRead, counts: dict[str, int]) -> Iterator[str]:
    """A line for each alert, or one for the file as a whole; adds them up."""
    if found.refusal is not None:
        counts["crashed"] += found.refusal.code == Code.CRASHED
        counts["refused"] += 1
        yield f"{OUTCOMES[Outcome.REFUSED]}: {said(found.refusal)}"
    for number, one in enumerate(found.reads, 1):
        counts["alerts"] += 1
        counts[one.outcome] += 1
        name = one.alert.identifier if one.alert else f"#{number}"
        yield ": ".join(
            [name, str(OUTCOMES[one.outcome]), *(["; ".join(map(said, one.reasons))] if one.reasons else [])]
        )
    if found.links:
        yield ngettext(
            "%(num)s address of an alert, not fetched", "%(num)s addresses of alerts, not fetched", len(found.links)
        )
