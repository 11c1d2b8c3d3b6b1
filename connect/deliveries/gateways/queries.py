"""Each way out with its state, limits, and the log of who opened it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.config import Config
from connect.crypto.audit_log import AuditEntry
from connect.gateways import media
from connect.gateways.breaker.models import GatewayRow
from connect.gateways.breaker.rules import Limits
from connect.gateways.push import keys

MOST_LINES = 10


class Opened(NamedTuple):
    """A line of the log: somebody had it looked at once more."""

    at: datetime
    by: str
    why: str


class Way(NamedTuple):
    """A gateway. `host` is that of one push service, else ""; `why` a code of `words.WHY`."""

    name: str
    medium: str
    host: str
    is_set: bool
    closed_until: datetime | None
    why: str
    failures: int
    limits: Limits
    used: int
    opened: Sequence[Opened]

    @property
    def is_open(self) -> bool:
        """Whether messages go out there, as far as is known."""
        return self.closed_until is None and not self.why


def ways(config: Config) -> list[Way]:
    """The gateway of each medium, and each push service that had a fault or a limit."""
    rows = {row.name: row for row in db.session.scalars(sa.select(GatewayRow).order_by(GatewayRow.name))}
    names = [*media.MEDIA, *(name for name in rows if name not in media.MEDIA)]
    return [_way(config, name, rows.get(name)) for name in names]


def _way(config: Config, name: str, row: GatewayRow | None) -> Way:
    medium, _, host = name.partition(":")
    today = clock.now().astimezone(ZoneInfo(config.timezone)).date()
    has_no_key = name == "push" and media.is_set(config, "push") and keys.private() is None
    return Way(
        name, medium, host, media.is_set(config, medium), row.closed_until if row else None,
        "no_key" if has_no_key else row.why if row else "", row.failures if row else 0,
        media.limits(config).get(medium, Limits()), row.used if row and row.day == today else 0, _opened(name),
    )  # fmt: skip


def _opened(name: str) -> list[Opened]:
    lines = (
        sa.select(AuditEntry.at, Person.name, AuditEntry.detail)
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .where(AuditEntry.about == about(name), AuditEntry.what == "gateway_open")
        .order_by(AuditEntry.id.desc())
        .limit(MOST_LINES)
    )
    return [Opened(at, by or "", why) for at, by, why in db.session.execute(lines)]


def about(name: str) -> str:
    """The name of a gateway in the log."""
    return f"gateway {name}"[:40]
