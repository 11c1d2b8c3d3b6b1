"""Too many at once, or a disk that fails: a calm page that keeps what was typed, never a crash, never a half case."""

import errno
import html
import io
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask

from connect import db
from connect.cases.asking import posting
from connect.cases.models import Case
from tests.builders import make_case, make_person
from tests.cases.test_views_ask import FILLED, cases, key
from tests.visit import Visit

BROKEN = [
    sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked")),
    sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
    sa.exc.InterfaceError("SELECT", {}, OSError("connection refused")),
    sa.exc.InternalError("UPDATE", {}, Exception("cannot execute UPDATE in a read-only transaction")),
    sa.exc.TimeoutError("QueuePool limit reached"),
    sqlite3.OperationalError("unable to open database file"),
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EROFS, "Read-only file system"),
]


@pytest.fixture
def narrow(make_app: Callable[..., Flask]) -> Flask:
    """A site where nobody may wait for a turn."""
    return make_app(writes_waiting=0)


@contextmanager
def crowd(app: Flask) -> Iterator[None]:
    """As many writing as can, for so long."""
    with ExitStack() as stack:
        while not app.extensions["connect.turns"].is_full(0):
            stack.enter_context(app.extensions["connect.turns"].one(0, 0))
        yield


def fields(text: str) -> dict[str, list[str]]:
    """The hidden fields of the page's form, by name."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def body(visit: Visit, **over: Any) -> dict[str, Any]:
    return {**FILLED, "form_key": key(visit), "csrf_token": visit.token(), **over}


def refused(app: Flask, visit: Visit, path: str, data: dict[str, Any]) -> Any:
    """The answer while somebody else writes and nobody may wait."""
    with crowd(app):
        return visit._checked(visit.client.post(path, data=data), 503)


def test_at_overload_the_page_holds_every_field_and_sending_it_again_makes_one_case(narrow: Flask) -> None:
    visit = Visit(narrow)
    sent = body(visit, words='Hết gạo & "sữa" <b>')
    answer = refused(narrow, visit, "/cases/ask", sent)
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Cache-Control"] == "no-store"
    again = fields(answer.text)
    for name, value in sent.items():
        assert again[name] == (value if isinstance(value, list) else [value])
    for _ in range(2):
        assert visit.client.post("/cases/ask", data=again).status_code == 303
    with narrow.app_context():
        assert len(cases()) == 1


def test_the_pause_doubles_with_each_try_up_to_a_minute(narrow: Flask) -> None:
    visit, pauses = Visit(narrow), []
    sent: Any = body(visit)
    for _ in range(8):
        answer = refused(narrow, visit, "/cases/ask", sent)
        pauses.append(int(answer.headers["Retry-After"]))
        sent = fields(answer.text)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize("tries", ["-1", "x", "9" * 400, "²"])
def test_a_count_of_tries_that_was_touched_is_no_harm(narrow: Flask, tries: str) -> None:
    visit = Visit(narrow)
    refused(narrow, visit, "/cases/ask", body(visit, again=tries))


def test_reads_go_on_while_writers_are_sent_away(narrow: Flask) -> None:
    visit = Visit(narrow)
    with crowd(narrow):
        visit.get("home.front")
        visit.get("cases.ask")


def test_any_other_form_is_kept_too(narrow: Flask) -> None:
    with narrow.app_context():
        case = make_case()
        visit = Visit(narrow).as_(make_person(verified=True))
        path, token = f"/cases/{case.public_id}/claim", visit.token()
    answer = refused(narrow, visit, path, {"csrf_token": token})
    assert f'action="{path}"' in answer.text
    assert visit.client.post(path, data=fields(answer.text)).status_code == 303


def test_a_password_is_never_repeated(narrow: Flask) -> None:
    visit = Visit(narrow, lang="en")
    sent = {"csrf_token": visit.token(), "phone": "0912345678", "password": "mot-cau-dai"}
    answer = refused(narrow, visit, "/accounts/sign-in", sent)
    assert "mot-cau-dai" not in answer.text
    assert "Go back" in answer.text


def test_a_form_without_our_token_gets_none_from_the_page(narrow: Flask) -> None:
    visit = Visit(narrow)
    sent = {name: value for name, value in body(visit).items() if name != "csrf_token"}
    with crowd(narrow):
        answer = visit.client.post("/cases/ask", data=sent)
    assert answer.status_code == 503
    assert "csrf_token" not in fields(answer.text)


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: f"{type(error).__name__} {error}"[:60])
def test_a_storage_that_fails_in_the_middle_of_a_post_loses_nothing_typed(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    app.testing = False

    def fail(*_args: Any, **_more: Any) -> None:
        raise error

    sent = body(visit)
    with monkeypatch.context() as patch:
        patch.setattr(posting, "post_all", fail)
        answer = visit.post("cases.ask", sent, 503)
    assert "data-alone" in answer.text  # its key makes one case of many tries
    visit.post("cases.ask", fields(answer.text))
    assert len(cases()) == 1


def test_a_form_without_a_key_that_may_have_arrived_is_not_sent_by_itself(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case()
    visit.as_(make_person(verified=True))

    def fail(*_args: Any, **_more: Any) -> None:
        raise BROKEN[0]

    with monkeypatch.context() as patch:
        patch.setattr(db.extension.session, "commit", fail)
        answer = visit.post("cases.claim", public_id=case.public_id, status=503)
    assert "data-alone" not in answer.text


def test_a_database_that_is_gone_is_a_calm_page_even_for_who_is_signed_in(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    visit.as_(make_person(verified=True))

    def gone(*_args: Any, **_more: Any) -> None:
        raise sa.exc.OperationalError("SELECT", {}, OSError("connection refused"))

    monkeypatch.setattr(db.extension.session.registry().__class__, "execute", gone)
    monkeypatch.setattr(db.extension.session.registry().__class__, "scalars", gone)
    monkeypatch.setattr(db.extension.session.registry().__class__, "scalar", gone)
    answer = visit.get("cases.nearby", 503, at="8865b5664bfffff")
    assert 'action="/cases/nearby?at=8865b5664bfffff"' in answer.text
    assert answer.headers["Retry-After"]


def test_addresses_that_speak_json_say_it_as_json(app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: Any, **_more: Any) -> None:
        raise BROKEN[0]

    monkeypatch.setattr(db.Reader, "rows", gone)
    assert "error" in visit.get("/cases/nearby.geojson?at=8865b5664bfffff", 503).json


def test_while_many_wait_behind_her_who_writes_is_asked_to_come_back_and_who_reads_is_not(
    app: Flask, visit: Visit
) -> None:
    many = {"connect.waiting": app.extensions["connect.config"].writes_waiting + 1}
    answer = visit.client.post("/cases/ask", data=body(visit), environ_overrides=many)
    assert (answer.status_code, cases()) == (503, [])
    assert visit.client.get("/cases/ask", environ_overrides=many).status_code == 200


def test_an_error_of_the_system_that_is_not_the_disks_stays_a_crash(bare_app: Flask) -> None:
    def view() -> str:
        raise FileNotFoundError(errno.ENOENT, "no such file")

    view.open_to = ("anyone",)  # type: ignore[attr-defined]
    bare_app.add_url_rule("/home-test", "home.test", view)
    bare_app.testing = False
    Visit(bare_app).get("/home-test", 500)


def test_nothing_is_written_by_who_is_sent_away(narrow: Flask) -> None:
    visit = Visit(narrow)
    refused(narrow, visit, "/cases/ask", body(visit))
    with narrow.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0


def test_an_upload_for_which_the_disk_has_no_room_is_asked_to_come_back(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", full)
    visit.as_(make_person("official"))  # nobody else is given room for a picture
    sent = {"csrf_token": "x", "picture": (io.BytesIO(bytes(1_000_000)), "picture.png")}
    assert visit.client.post("/notices/write", data=sent, content_type="multipart/form-data").status_code == 503


def test_a_log_that_cannot_be_written_takes_no_page_away(visit: Visit) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with redirect_stdout(Full()):
        structlog.get_logger("connect").info("a line")
        visit.get("home.front")
