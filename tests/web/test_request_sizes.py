"""Only so much of a request is looked at; whoever writes more is told how much it is, and gets it back."""

import logging
import re

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import StringField
from wtforms.validators import StopValidation

from connect.accounts import forms as accounts
from connect.cases.asking import forms as cases
from connect.cases.claims import forms as claim_forms
from connect.errors import RuleBroken
from connect.formatting import number
from connect.moderation import forms as moderation
from connect.notices import forms as notices
from connect.serving.host_check import coding
from connect.web import compat, csrf, open_to, request_sizes
from connect.web.pages.forms import Fits, Form, typed

MODULES = (accounts, cases, claim_forms, moderation, notices)
URL = "application/x-www-form-urlencoded"
FORMS = sorted(
    (one for module in MODULES for one in vars(module).values() if isinstance(one, type) and issubclass(one, Form)),
    key=lambda one: one.__name__,
)


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.__name__)
def test_every_text_of_every_form_says_that_it_is_too_long_before_anything_looks_at_it(app: Flask, form: type) -> None:
    with app.test_request_context("/", method="POST"):
        texts = {field.name: field for field in form() if isinstance(field, StringField)}
    for name in texts:
        most = form.longest.get(name, request_sizes.LINE_CHARS)  # type: ignore[attr-defined]
        with app.test_request_context("/", method="POST", data={name: "x" * (most + 1)}):
            field = compat.fields_of(form())[name]
            first = field.validators[0]
            assert isinstance(first, Fits) and first.most == most
            with pytest.raises(StopValidation, match=re.escape(number(most))):
                first(None, field)


def test_a_text_is_counted_as_it_is_kept(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"note": " ế\r\n" * 2 + "e\u0302\u0301" * 4 + " " * 90}):
        assert typed("note", 8) == "ế\nế\n" + "ế" * 4
    with (
        app.test_request_context("/", method="POST", data={"note": "x" * 11}),
        pytest.raises(RuleBroken, match="11"),
    ):
        typed("note", 10)


def test_of_a_text_that_is_far_too_long_the_beginning_is_kept_and_both_lengths_are_told(app: Flask) -> None:
    kept = request_sizes.kept_of("note")
    with app.test_request_context("/", method="POST", data={"note": "x" * (kept + 5)}):
        assert len(request.form["note"]) == kept
        with pytest.raises(RuleBroken, match=rf"{re.escape(number(kept + 5))}.*{re.escape(number(kept))}.*10"):
            typed("note", 10)


@pytest.mark.parametrize("where", ["form", "args", "cookies"])
def test_no_field_is_longer_or_has_more_marks_than_is_looked_at(app: Flask, where: str) -> None:
    text = "a" + "\u0301\u0327" * 20_000
    sent = {"data": {"q": text}} if where == "form" else {"query_string": {"q": text}} if where == "args" else {}
    octal = "".join(f"\\{byte:03o}" for byte in text.encode())  # as a cookie writes what is no plain letter
    headers = {"Cookie": f'q="{octal}"'}
    with app.test_request_context("/", method="POST", headers=headers, **sent):
        assert len(getattr(request, where)["q"]) < 100


@pytest.mark.parametrize(
    "body",
    [b"&" * request_sizes.FIELDS, b"a=1&" * 600, b"a" * (request_sizes.FORM_BYTES + 1), b"%FF" * 100_000],
    ids=len,
)
def test_a_form_of_more_than_a_page_has_is_refused(app: Flask, body: bytes) -> None:
    with (
        app.test_request_context("/", method="POST", data=body, content_type=URL),
        pytest.raises(RequestEntityTooLarge),
    ):
        _ = request.form


@pytest.mark.parametrize(
    ("body", "text"), [(b"a=\xff", "\ufffd"), (b"a=%FFb", "\ufffdb"), ("a=gạo".encode(), "gạo"), (b"a=%C3", "\ufffd")]
)
def test_bytes_that_are_no_text_are_question_marks_and_the_rest_is_kept(app: Flask, body: bytes, text: str) -> None:
    with app.test_request_context("/", method="POST", data=body + b"&b=1", content_type=URL):
        assert (request.form["a"], request.form["b"]) == (text, "1")


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", ""), ("br", "br"), ("gzip, deflate, br, zstd", "br"), ("br;q=0", ""), ("BR;Q=0, gzip", "gzip"),
        ("gzip;q=0.9, br;q=0.8", "gzip"), ("*", "br"), ("*;q=0", ""), ("br;q=0, *", "gzip"), ("identity;q=1", ""),
        ("br;q=x", ""), ("," * 9999, ""),
    ],
)  # fmt: skip
def test_the_coding_is_one_that_is_accepted(accepted: str, best: str) -> None:
    assert coding(accepted) == best


def test_what_libraries_log_is_where_it_came_from_and_never_what_they_filled_in(
    capsys: pytest.CaptureFixture[str], app: Flask
) -> None:
    path, library = "/cases/mine/secret", logging.getLogger("some.library")
    try:
        raise ValueError("/cases/mine/secret")
    except ValueError:
        library.exception(f"Exception while serving {path}")
        library.error("gave up on %s", "/cases/mine/secret")
    logging.getLogger("werkzeug").info('"GET /cases/mine/secret"')
    said = capsys.readouterr().out
    assert "secret" not in said
    assert "by=some.library" in said and "kind=ValueError" in said and "gave up on %s" in said


def test_a_picture_without_an_account_is_taken_only_for_the_thing_that_takes_one_from_this_browser(app: Flask) -> None:
    @request_sizes.takes_pictures_if(lambda thing: thing == "mine")
    @open_to("anyone")
    def send(thing: str) -> str:
        return str(len(request.get_data()))

    app.add_url_rule("/toys/<thing>", "toys.send", send, methods=["POST"])
    csrf.exempt(send)

    def status(thing: str, size: int, kind: str = "multipart/form-data; boundary=x") -> int:
        return app.test_client().post(f"/toys/{thing}", data=b"x" * size, content_type=kind).status_code

    large = request_sizes.FORM_BYTES + 1
    assert (status("mine", large), status("mine", large, URL), status("other", large)) == (200, 413, 413)
    assert status("other", 10) == 200, "a small form is read as ever, so that the page can say what is wrong"


def test_a_head_only_looks_whatever_a_view_asks_of_its_method(bare_app: Flask) -> None:
    done: list[str] = []

    @bare_app.route("/pressed", methods=["GET", "POST"])
    def pressed() -> str:
        if request.method == "GET":
            return "a button"
        done.append("pressed")
        return "done"

    client = bare_app.test_client()
    said = client.head("/pressed")
    assert (said.status_code, said.data, done) == (200, b"", [])
    assert client.get("/pressed").headers["Content-Length"] == said.headers["Content-Length"]
