"""The lines that notices of a drill leave in the outbox of recorded messages, in the place of what goes to anybody."""

from contextlib import suppress

from connect import config, db
from connect.deliveries.ledger.owners import Said
from connect.gateways.base import Letter
from connect.gateways.media import gateway, outbox
from connect.gateways.recording import forget_one
from connect.notices.models import Notice

MEDIUM = "push"


def record(notice: Notice, version: int, said: Said) -> None:
    """Writes the line of one version, once the move stands. Version 0: that it is withdrawn."""
    key, site = key_of(notice, version), config.current()
    letter = Letter(notice.channel.name, said.text, key, said.title, said.link)
    twin = gateway(site, MEDIUM, recorded=True)

    def write() -> None:
        with suppress(OSError):
            twin.send_many([letter])

    db.after_commit(key, write)


def key_of(notice: Notice, version: int) -> str:
    """The key of a line."""
    return f"drill-notice-{notice.id}-{version}"


def forget(notice: Notice) -> None:
    """Deletes the lines of a notice."""
    for version in range(notice.version + 1):
        forget_one(outbox(config.current()), MEDIUM, key_of(notice, version))
