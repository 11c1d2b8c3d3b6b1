"""The task library's instance (Huey) and its periodic sweep.

Jobs carry no facts: a row's state says what is still to be done, the queue only wakes somebody to do it.
So a lost job loses nothing and a repeated one does nothing twice. Only the worker loads the library, which brings
the clients of all stores that it knows.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import structlog
from flask import Flask

from connect import lazy_import
from connect.config import Config
from connect.jobs import clock_guard

if TYPE_CHECKING:
    import huey as library
    from huey import storage
else:
    library = lazy_import.module("huey")
    storage = lazy_import.module("huey.storage")

log = structlog.get_logger("connect")
_apps: list[Flask] = []


class Periodic(NamedTuple):
    """A job and when the clock has it run."""

    run: Callable[[], None]
    minute: str
    hour: str
    job: Callable[..., object]


_periodic: list[Periodic] = []


def init_app(app: Flask, _config: Config) -> None:
    """Says in which app jobs run; tests run them by calling them."""
    _apps[:] = [app]


@contextmanager
def inside() -> Iterator[None]:
    """Inside the app in which jobs run, for a thread of the task library."""
    with _apps[0].app_context():
        yield


@cache
def instance() -> Any:
    """Huey with the site's periodic jobs."""
    made = library.Huey("connect", storage_class=storage.MemoryStorage)
    for job in _periodic:
        made.periodic_task(library.crontab(minute=job.minute, hour=job.hour))(job.run)
    return made


huey = lazy_import.Late(instance)


def is_ready(config: Config) -> bool:
    """Gives the queue its store in the instance folder; False while the disk does not let us."""
    try:
        # Not at the start: a full disk must not keep the pages from it.
        instance().storage = storage.SqliteStorage("connect", filename=str(config.instance / "queue.db"))
    except sqlite3.OperationalError as error:
        log.error("storage", kind=type(error).__name__, endpoint="queue")
        return False
    return True


Job = TypeVar("Job", bound=Callable[..., object])


def every_minute(job: Job) -> Job:
    """Makes the worker call `job` each minute, inside the app. The function itself stays a plain function."""
    return _at("*", "*", job)


def steadily(job: Job) -> Job:
    """As `every_minute`, for what the clock alone decides: not after it jumped, see `clock_guard`."""
    return _at("*", "*", job, only_steady=True)


def nightly(job: Job) -> Job:
    """As `steadily`, once a night, at 19:00 UTC: two in the morning in Vietnam."""
    return _at("0", "19", job, only_steady=True)


def each_minute() -> dict[str, Callable[..., object]]:
    """The jobs of every minute by feature and name, to be done once by hand, whatever the clock did before."""
    jobs = (one.job for one in _periodic if one.minute == "*")
    return {f"{job.__module__.removeprefix('connect.').removesuffix('.jobs')}.{job.__name__}": job for job in jobs}


def _at(minute: str, hour: str, job: Job, only_steady: bool = False) -> Job:
    def run() -> None:
        with inside():
            if not only_steady or clock_guard.look():
                job()

    run.__name__ = job.__module__.replace(".", "_") + "_" + job.__name__
    _periodic.append(Periodic(run, minute, hour, job))
    return job
