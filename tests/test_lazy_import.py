"""What few requests need is not loaded at the start."""

import json
import subprocess
import sys

import pytest
from flask import Flask

from connect import lazy_import
from connect.config import ROOT
from tests.conftest import KEYS

HEAVY = {
    "alembic",
    "flask_migrate",
    "geopy",
    "huey",
    "mako",
    "numpy",
    "openpyxl",
    "PIL",
    "pyvrp",
    "pyxform",
    "redis",
    "segno",
    "webauthn",
}
PAGES = ("/", "/cases/nearby?area=26740", "/cases/nearby.geojson?area=26740", "/cases/map", "/cases/ask", "/notices/")
ASK = """
import json, sys, wsgi
ask = wsgi.app.test_client()
answers = [ask.get(page).status_code for page in json.loads(sys.argv[1])]
print(json.dumps([answers, sorted(sys.modules)]))
"""


def test_who_serves_the_pages_that_most_look_at_loads_none_of_it(bare_app: Flask) -> None:
    here = bare_app.extensions["connect.config"]
    environment = {
        "CONNECT_INSTANCE": str(here.instance), "DATABASE_URL": here.database_url, "CONNECT_KEYS": KEYS,
        "CONNECT_SECRET_KEY": "test", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-c", ASK, json.dumps(PAGES)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    answers, loaded = json.loads(done.stdout.splitlines()[-1])
    assert set(answers) == {200}
    assert "connect.cases.views" in loaded
    assert not HEAVY & set(loaded)


def test_a_late_module_is_the_module() -> None:
    found = lazy_import.module("connect.accounts.sign_in.passkeys")
    assert found.MOST == 10
    with pytest.raises(AttributeError):
        found.nothing_of_this_name  # noqa: B018
