"""One line of a feed: a notice as lists show it, read by the driver's own cursor."""

from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from connect import db
from connect.notices.alerts.cap import Status
from connect.notices.feed.rules import Key
from connect.notices.rules import State

KEY = itemgetter(5, 6, 0)  # of a row as it is read: its place in the order of the feed, which goes downwards
STATES, STATUSES = {str(one): one for one in State}, {str(one): one for one in Status}


class Voice(NamedTuple):
    """The channel of a notice, as a line names it."""

    public_id: str
    name: str


class ToldTo(NamedTuple):
    """An area that a notice is for."""

    area_id: int


class Line(NamedTuple):
    """A notice as lists show it, in the reader's language; the names are those of the model."""

    id: int
    public_id: str
    state: State
    status: Status
    version: int
    severity: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    title: str
    text: str
    instruction: str
    channel: Voice
    areas: tuple[ToldTo, ...]

    @property
    def key(self) -> Key:
        """Its place in the order of the feed."""
        return Key(self.severity, self.starts_at, self.id)

    @property
    def told_at(self) -> datetime:
        """The moment from which readers see it as it is now."""
        return max(self.starts_at, self.changed_at)


def columns(postgres: bool) -> str:
    """The columns of a line, in SQL; its words are those of the language asked for, where the notice has it."""
    listed = "array_agg" if postgres else "group_concat"
    areas = f"(SELECT {listed}(a.area_id) FROM notice_areas a WHERE a.notice_id = n.id)"  # nosec B608 # noqa: S608
    return (
        "n.id, n.public_id, n.state, n.status, n.version, n.severity, n.starts_at, n.ends_at, n.changed_at, "
        "n.withdrawn_at, coalesce(t.title, n.title), coalesce(t.text, n.text), coalesce(t.instruction, n.instruction), "
        f"c.public_id, c.name, {areas}"
    )


def line_of(row: tuple[Any, ...]) -> Line:
    """A line from these columns, as either driver gives them."""
    number, public_id, state, status, version, severity, *moments, title, text, do, channel, name, told = row
    began, ends, changed, withdrawn = moments
    of = db.Reader.moment_of
    areas = told.split(",") if isinstance(told, str) else told or ()
    return Line(
        number, public_id, STATES[state], STATUSES[status], version, severity, of(began), of(ends), of(changed),
        of(withdrawn) if withdrawn else None, title, text, do, Voice(channel, name),
        tuple(ToldTo(int(one)) for one in areas),
    )  # fmt: skip
