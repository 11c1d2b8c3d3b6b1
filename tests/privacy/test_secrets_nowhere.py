"""What people type reaches no log, no header and no error page, whichever form it was and whatever breaks."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask, request
from werkzeug.test import TestResponse
from wtforms.fields.core import UnboundField

from connect.cases import queries
from connect.cases.asking import posting
from connect.crypto import signing
from connect.web import limits
from connect.web.pages.forms import Form
from tests.builders import make_case, make_channel, make_notice, make_person, post_case
from tests.cases.test_views_ask import FILLED
from tests.privacy.asking import Asker
from tests.privacy.needles import Needles
from tests.privacy.worlds import Cast
from tests.visit import Visit

ENDS = ("sign_out", "end", "erase")  # last, because they end the session
BARE = ("reason", "to", "code", "text", "why", "note", "address", "q", "place_text", "area_text", "label")
CALM = {400, 403, 404, 405, 409, 413, 429, 500, 503}  # pages of their own; a 422 shows the writer her form


class Secrets:
    """Makes secrets and remembers them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.phones: list[str] = []
        self.passwords: list[str] = []

    def of(self, field: str) -> str:
        """A new one that suits a field of this name."""
        number = len(self.texts) + len(self.phones) + len(self.passwords)
        if "phone" in field:
            self.phones.append(f"+8496{number:07d}")
            return f"096{number:07d}"
        if field in ("password", "current"):
            self.passwords.append(f"matkhau{number:05d}zq")
            return self.passwords[-1]
        self.texts.append(f"Trần Zq{number:05d} Kín")
        return self.texts[-1]

    def first_in(self, text: str) -> str | None:
        """One of them that the text holds."""
        return Needles({*self.texts, *self.passwords}, self.phones).first_in(text)

    def __len__(self) -> int:
        return len(self.texts) + len(self.phones) + len(self.passwords)


class Reader:
    """Keeps what came back, to be looked through at the end, when all secrets are known."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.calm: list[str] = []
        self.bodies: list[str] = []
        self.statuses: set[int] = set()

    def saw(self, answer: TestResponse) -> TestResponse:
        """One answer."""
        self.statuses.add(answer.status_code)
        self.heads.append("\n".join(f"{name}: {value}" for name, value in answer.headers))
        her_form = answer.status_code in (429, 503) and b'name="phone"' in answer.data  # given back as she typed it
        if answer.status_code in CALM and not her_form:
            self.calm.append(answer.text)
        self.bodies.append(answer.text)
        return answer


def names_of_fields() -> list[str]:
    """The fields of every form there is, and those that templates write by hand."""
    found, ahead = set(BARE), [Form]
    while ahead:
        form = ahead.pop()
        ahead.extend(form.__subclasses__())
        found |= {name for name in dir(form) if isinstance(getattr(form, name, None), UnboundField)}
    return sorted(found - {"csrf_token", "picture"})


def visitors(app: Flask) -> Iterator[Visit]:
    """A stranger, a helper, and one who holds every office."""
    yield Visit(app)
    yield Visit(app).as_(make_person(verified=True))
    for role in ("moderator", "official", "admin"):
        yield Visit(app).as_(make_person(role, "79"))


def every_form(app: Flask, secrets: Secrets, reader: Reader) -> None:
    """Every address that takes a form, with a secret in every field."""
    case, notice, (_, link) = make_case(), make_notice(make_channel(), "79"), post_case(words="")
    ids, fields = [case.public_id, notice.public_id], names_of_fields()
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    rules.sort(key=lambda rule: any(word in rule.endpoint for word in ENDS))
    for visit in visitors(app):
        asker = Asker(app, Cast(ids, ids, ids, [case.cell]), random.Random(1))
        token = visit.token()
        for rule in rules:
            limits.limiter.reset()
            body = {name: secrets.of(name) for name in fields}
            path = asker._path(rule, ids).replace("a" * 26, link)
            reader.saw(visit.client.post(path, data={"csrf_token": token, **body}))


def filled_forms(app: Flask, secrets: Secrets, reader: Reader) -> None:
    """The forms as people fill them in, so that they go through."""
    visit = Visit(app)

    def send(path: str, **data: Any) -> TestResponse:
        limits.limiter.reset()
        return reader.saw(visit.client.post(path, data={"csrf_token": visit.token(), **data}))

    def words() -> dict[str, str]:
        named = ("name", "phone", "door", "words", "reporter_name", "reporter_phone")
        return {"for_other": "y", **{name: secrets.of(name) for name in named}}

    with app.test_request_context():
        key = signing.signed("k" * 16, "form")
    own = send("/cases/ask", **{**FILLED, **words(), "form_key": key}).location
    assert own and own.startswith("/cases/sent/")
    reader.saw(visit.client.get(own))
    own = own.replace("/sent/", "/mine/")
    assert send(f"{own}/edit", **{**FILLED, **words()}).status_code == 303
    password, phone = secrets.of("password"), secrets.of("phone")
    send("/accounts/sign-up", name=secrets.of("name"), phone=phone, password=password, read="y")
    send("/accounts/sign-in", phone=phone, password=secrets.of("password"))
    assert send("/accounts/sign-in", phone=phone, password=password).status_code == 303
    send("/accounts/password", current=password, password=secrets.of("password"))
    for _ in range(9):
        limited = visit.client.post("/accounts/sign-in", data={
            "csrf_token": visit.token(), "phone": phone, "password": secrets.of("password")})  # fmt: skip
        reader.saw(limited)


def broken(app: Flask, secrets: Secrets, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there, too large, of another method; crashes and a dead database that quote what was typed."""
    visit = Visit(app)
    typed = {"csrf_token": visit.token(), "words": secrets.of("words"), "phone": secrets.of("phone")}
    reader.saw(visit.client.post("/nowhere", data=typed))
    reader.saw(visit.client.put("/cases/ask", data=typed))
    reader.saw(visit.client.delete("/cases/nearby", data=typed))
    large = f"name={secrets.of('name')}&words=" + "x" * 11 * 1024 * 1024
    reader.saw(visit.client.post("/accounts/sign-up", data=large, content_type="application/x-www-form-urlencoded"))
    with app.test_request_context():
        key = signing.signed("z" * 16, "form")
    for made in (
        RuntimeError,
        ValueError,
        lambda text: sa.exc.OperationalError(f"INSERT {text}", {"a": text}, OSError(text)),
    ):
        text, phone = secrets.of("words"), secrets.of("phone")

        def crash(*_args: Any, made: Any = made, text: str = f"{text} {phone}", **_kwargs: Any) -> None:
            raise made(text)

        monkeypatch.setattr(posting, "post", crash)
        monkeypatch.setattr(queries, "nearby", crash)
        body = {**FILLED, "form_key": key, "csrf_token": typed["csrf_token"], "words": text, "phone": phone}
        reader.saw(visit.client.post("/cases/ask", data=body))
        reader.saw(visit.client.get("/cases/nearby.geojson?at=8865b5664bfffff"))
    monkeypatch.undo()


def dead_database(text: str) -> Exception:
    """What the database's driver raises: the statement and its values are in it."""
    return sa.exc.OperationalError(f"INSERT {text}", {"words": text}, OSError(text))


@pytest.mark.timeout(600)
def test_no_secret_reaches_a_log_a_header_or_an_error_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False  # errors become pages, as they do for people
    secrets, reader = Secrets(), Reader()
    filled_forms(app, secrets, reader)
    every_form(app, secrets, reader)
    broken(app, secrets, reader, monkeypatch)
    out, err = capfd.readouterr()
    assert len(secrets) >= 500
    assert {303, 404, 405, 413, 422, 429, 500, 503} <= reader.statuses
    assert "endpoint=cases.ask" in out, "the log was not captured"
    assert secrets.first_in(out + err + caplog.text) is None
    assert secrets.first_in("\n".join(reader.heads)) is None
    assert secrets.first_in("\n".join(reader.calm)) is None
    assert Needles(secrets.passwords).first_in("\n".join(reader.bodies)) is None


def test_the_same_reading_finds_a_secret_that_was_logged(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    def planted() -> str:
        structlog.get_logger("connect").info("planted", name=request.args["name"])
        return ""

    app.add_url_rule("/planted", "planted", planted)
    secrets = Secrets()
    Visit(app).client.get("/planted", query_string={"name": secrets.of("name")})
    assert secrets.first_in(capfd.readouterr().out) == secrets.texts[0]
