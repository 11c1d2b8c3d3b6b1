"""The task library's instance (Huey) and its periodic sweep.

Jobs carry no facts: a row's state says what is still to be done, the queue only wakes somebody to do it.
So a lost job loses nothing and a repeated one does nothing twice.
"""

from collections.abc import Callable

from flask import Flask
from huey import Huey, crontab
from huey.storage import MemoryStorage, SqliteStorage

from connect.config import Config

huey = Huey("connect", storage_class=MemoryStorage)
_apps: list[Flask] = []


def init_app(app: Flask, config: Config) -> None:
    """Gives the queue its store in the instance folder; tests run jobs by calling them."""
    _apps[:] = [app]
    if not app.testing:
        huey.storage = SqliteStorage("connect", filename=str(config.instance / "queue.db"))


def every_minute(job: Callable[[], object]) -> Callable[[], object]:
    """Has the worker call `job` each minute, inside the app. The function itself stays a plain function."""

    def run() -> None:
        with _apps[0].app_context():
            job()

    run.__name__ = job.__module__.replace(".", "_") + "_" + job.__name__
    huey.periodic_task(crontab(minute="*"))(run)
    return job
