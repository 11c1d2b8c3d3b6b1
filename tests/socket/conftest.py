"""A site for all tests of a module: to start one for each would take longer than the tests."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from connect import db
from connect.app import create_app
from tests.conftest import KEYS, _url
from tests.databases import Databases

NewApp = Callable[..., Flask]


@pytest.fixture(scope="module")
def new_app(
    template: str, databases: Databases | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewApp]:  # fmt: skip
    """Makes a site's app with a database and a folder of its own, for all tests of the module; settings by name."""
    made: list[tuple[Flask, str]] = []

    def make(**settings: object) -> Flask:
        folder = tmp_path_factory.mktemp("socket")
        name = databases.lend() if databases else ""
        if not databases:
            shutil.copyfile(template, folder / "connect.db")
        url = _url(name) if databases else ""
        usual = {"instance": folder, "database_url": url, "secret_key": "test", "keys": KEYS}
        made.append((create_app(**usual | settings), name))
        return made[-1][0]

    yield make
    for app, name in made:
        with app.app_context():
            db.session.remove()
            db.extension.engine.dispose()
        if databases:
            databases.take_back(name)
