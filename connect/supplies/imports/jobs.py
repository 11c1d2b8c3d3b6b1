"""The worker's part of imports: files are read, then batch after batch goes, each in a transaction of its own."""

from collections.abc import Sequence
from contextlib import suppress

import sqlalchemy as sa

from connect import db
from connect.errors import ConnectError, NotFound
from connect.jobs.queue import every_minute, nightly
from connect.pictures import row_files
from connect.supplies.imports import files, reading, rules, writing
from connect.supplies.imports.models import Stage, SupplyImport
from connect.supplies.imports.reading import Line
from connect.workbooks.opening import Refused

MOST_BATCHES = 400  # of one run; the next minute goes on


@every_minute
def go_on_importing() -> int:
    """Goes on with what is being read, checked or written; says with how many batches."""
    for number in _at(Stage.READING):
        read(number)
    return sum(batches(number, MOST_BATCHES) for number in _at(Stage.CHECKING, Stage.WRITING))


def _at(*stages: Stage) -> list[int]:
    at_work = sa.select(SupplyImport.id).where(SupplyImport.stage.in_(stages))
    return list(db.session.scalars(at_work.order_by(SupplyImport.id)))


def read(number: int) -> None:
    """Reads the file of an import that waits for it; whoever is slower than another worker does nothing."""
    found = db.session.get_one(SupplyImport, number)
    if (name := found.file) is None:
        return
    with suppress(ConnectError):
        try:
            lines = reading.lines(files.content(found))
            if len(lines) < 2:
                raise Refused("nothing")
            _take_up(number, lines)
        except (Refused, NotFound) as error:
            told = error if isinstance(error, Refused) else Refused("gone")
            with db.transaction():
                writing.refuse(db.session.get_one(SupplyImport, number), told.why, told.values)
    files.drop(name)


def _take_up(number: int, lines: Sequence[Line]) -> None:
    head, rows = lines[0].cells, writing.sealed_lines(lines)
    with db.transaction():
        writing.take_up(db.session.get_one(SupplyImport, number), head, rows, rules.guessed(head))


def batches(number: int, most: int) -> int:
    """Does so many batches of an import, or fewer when it is through; says how many."""
    for done in range(most):
        try:
            with db.transaction():
                if not writing.go_on(db.session.get_one(SupplyImport, number)):
                    return done
        except ConnectError:  # a point was changed at this very moment: the batch is done again
            return done
    return most


@nightly
def sweep_files() -> int:
    """Deletes files that no import waits for, as a crash or an erased account leaves them; says how many."""
    return row_files.sweep(files.folder(), SupplyImport.file)
