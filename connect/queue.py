"""The task library's instance (Huey) and its periodic sweep.

Jobs carry no facts: a row's state says what is still to be done, the queue only wakes somebody to do it.
So a lost job loses nothing and a repeated one does nothing twice.
"""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import Flask
from huey import Huey, crontab
from huey.storage import MemoryStorage, SqliteStorage

from connect import steady
from connect.config import Config

log = structlog.get_logger("connect")
huey = Huey("connect", storage_class=MemoryStorage)
_apps: list[Flask] = []


def init_app(app: Flask, config: Config) -> None:
    """Gives the queue its store in the instance folder; tests run jobs by calling them."""
    _apps[:] = [app]
    if not app.testing:  # no tables yet: a full disk must not keep the pages from starting
        huey.storage = SqliteStorage("connect", filename=str(config.instance / "queue.db"), create_tables=False)


def is_ready() -> bool:
    """Makes the store's tables where they are missing; False while the disk does not let us."""
    try:
        if isinstance(huey.storage, SqliteStorage):
            huey.storage.initialize_schema()
    except sqlite3.OperationalError as error:
        log.error("storage", kind=type(error).__name__, endpoint="queue")
        return False
    return True


Job = TypeVar("Job", bound=Callable[..., object])


def every_minute(job: Job) -> Job:
    """Has the worker call `job` each minute, inside the app. The function itself stays a plain function."""
    return _at(crontab(minute="*"), job)


def steadily(job: Job) -> Job:
    """The same, for what the clock alone decides: not after it jumped, see `steady`."""
    return _at(crontab(minute="*"), job, only_steady=True)


def nightly(job: Job) -> Job:
    """As `steadily`, once a night, at 19:00 UTC: two in the morning in Vietnam."""
    return _at(crontab(minute="0", hour="19"), job, only_steady=True)


def _at(when: Callable[..., bool], job: Job, only_steady: bool = False) -> Job:
    def run() -> None:
        with _apps[0].app_context():
            if not only_steady or steady.look():
                job()

    run.__name__ = job.__module__.replace(".", "_") + "_" + job.__name__
    huey.periodic_task(when)(run)
    return job
