"""Two PostgreSQL servers, of which one follows the other and takes its place when it fails."""

import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

from tests.postgres import Cluster

DURABLE = "-c synchronous_commit=on"  # what a killed process has given to the system is written, fsync or not
WAITING = f"{DURABLE} -c synchronous_standby_names='*'"


class Node(Cluster):
    """A server that can become the copy of another."""

    def copy(self, of: Cluster) -> None:
        """Throws away what it has, and follows another from now on."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.own()
        source = f"host=127.0.0.1 port={of.port} user=connect"
        self.run("pg_basebackup", "-d", source, "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self.start()

    def promote(self) -> None:
        """Makes it the primary."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def ask(self, sql: str) -> Any:
        """The one value that a statement gives."""
        with psycopg.connect(self.url, autocommit=True) as line:
            row = line.execute(sql).fetchone()
        assert row
        return row[0]

    def somebody_waits(self) -> bool:
        """Whether a commit waits for the standby."""
        return bool(self.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))

    def is_followed(self) -> bool:
        """Whether a standby has what there was and gets what comes."""
        return bool(self.ask("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"))


class Pair:
    """A primary and a standby, which change their parts with each failure. Unless `careless`, commits wait for both.

    `with Pair() as pair:` both run, and are gone afterwards.
    """

    def __init__(self, careless: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="connect-pair-"))
        self.folder.chmod(0o755)  # the servers may run as another user
        settings = DURABLE if careless else WAITING
        self.primary, self.standby = (Node(self.folder / name, settings) for name in ("one", "two"))
        self.url = (
            f"postgresql://connect@127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}/postgres"
            "?target_session_attrs=read-write&connect_timeout=2"
        )

    def __enter__(self) -> "Pair":
        self.primary.__enter__()
        self.make_standby()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in (self.primary, self.standby):
            if node.runs():
                node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def promote(self) -> None:
        """What a tool like Patroni does when the primary is dead: the standby takes over."""
        if not self.standby.runs():
            self.standby.start()
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary

    def make_standby(self) -> None:
        """Has the other follow, so that the next failure finds both."""
        self.standby.copy(self.primary)
        while not self.primary.is_followed():
            time.sleep(0.01)
