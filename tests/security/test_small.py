"""Small truths of which each needs one look (ASVS V1, V4, V6, V7, V9, V11, V14, V15, V16)."""

import json
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
import structlog
from flask import Flask
from geopy.exc import GeocoderTimedOut

from connect import clock
from connect.accounts import rules
from connect.accounts.models import Person
from connect.accounts.sign_in import sessions
from connect.areas.geocoding import area_names, services
from connect.crypto import signing, tokens
from connect.gateways.base import Letter
from connect.gateways.mail.transport import Smtp
from connect.web import logs
from tests.builders import make_person, post_case
from tests.privacy.test_matrix import asked_once, values_of
from tests.privacy.who_may import WHO
from tests.scripts import COMPONENTS, SCRIPTS
from tests.visit import Browser, Visit
from tests.world import World, path_of, routes, world
from tools.house import ROOT, paths

__all__ = ["world"]


# --- Passwords --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    ["chỉ chữ thường thôi", "ONLYUPPERCASEXYZ", "🙏🌧️🏠🚤🛟🥖💧🔦", "x" * 40 + "y" * 40 + "z" * 40, "        a b c d"],
)
def test_a_password_may_be_of_any_letters_and_long(password: str) -> None:
    assert rules.password_trouble(password, None) is None
    assert rules.PASSWORD_CHARS[1] >= 64


def test_a_password_is_taken_whole_with_case_and_blanks(app: Flask) -> None:
    from connect.accounts import actions  # noqa: PLC0415

    password = " Một  Câu dài " + "x" * 90 + "Z"
    person = make_person(password_hash=actions.hasher.hash(rules.password_as_kept(password)))
    assert actions.authenticate(person.phone, password)
    for other in (password.lower(), password.strip(), password[:-1], password[:72], " ".join(password.split())):
        assert actions.authenticate(person.phone, other) is None, other


def test_a_password_never_ages() -> None:
    assert not [
        column for column in Person.__table__.columns if "password" in column.name and "hash" not in column.name
    ]


def test_password_fields_hide_and_let_managers_and_pasting_in() -> None:
    for path in [*(ROOT / "templates" / "accounts").glob("*.html"), *COMPONENTS.glob("*/*.html")]:
        text = path.read_text("utf-8")
        assert "onpaste" not in text
        assert 'autocomplete="off"' not in text or "password" not in text
    for path in SCRIPTS:
        assert "paste" not in path.read_text("utf-8") or path.name == "copy_button.js"


def test_what_is_typed_into_a_password_field_is_never_sent_back(visit: Visit) -> None:
    text = visit.post("accounts.sign_in", {"phone": "0912345678", "password": "câu-bí-mật-77"}, 422).text
    assert "câu-bí-mật-77" not in text
    assert re.search(r'<input[^>]*type="password"', text)


def test_no_form_asks_a_secret_question() -> None:
    text = "\n".join(path.read_text("utf-8") for name, path in paths() if name.endswith("forms"))
    assert not re.search(r"(secret|security)_question|maiden|first_pet|hint\s*=", text, re.IGNORECASE)


# --- Tokens -----------------------------------------------------------------------------------------------


def test_tokens_are_random_long_and_kept_as_hashes_of_256_bits(app: Flask) -> None:
    made = {sessions.new_token() for _ in range(2000)}
    assert len(made) == 2000
    assert min(map(len, made)) >= 43  # 256 bits
    _case, token = post_case()
    assert len(token) == 26  # 130 bits in base 32
    assert len({post_case()[1] for _ in range(5)}) == 5
    assert len(tokens.digest(token)) == len(tokens.keyed("key", "purpose", token)) == 64
    assert tokens.keyed("key", "phone", token) != tokens.keyed("key", "address", token)


def test_a_value_signed_by_another_key_or_site_is_no_value(make_app: Callable[..., Flask]) -> None:
    ours, theirs = make_app(secret_key="ours"), make_app(secret_key="theirs")
    with theirs.app_context():
        foreign = signing.signed([1], "nearby")
    with ours.app_context():
        assert signing.unsigned(foreign, "nearby") is None
        assert signing.unsigned(signing.signed([1], "nearby"), "nearby") == [1]
        for forged in ("", ".", "eyJhbGciOiJub25lIn0.W10.", foreign.split(".")[0], "[1].", "W10.AAAA"):
            assert signing.unsigned(forged, "nearby") is None


# --- Pages ------------------------------------------------------------------------------------------------


def test_every_page_of_a_member_has_the_button_to_sign_out(world: World) -> None:
    seen = 0
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if method == "GET" and endpoint not in ("static", "cases.map_cards"):  # that one only scripts read
            path = path_of(rule, values_of(world, names, WHO[endpoint], "there"))
            answer = asked_once(world, endpoint, path, "claimer")
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert re.search(r'action="/accounts/sign-out"|href="/accounts/me"', answer.text), endpoint
                seen += 1
    assert seen > 20
    assert 'action="/accounts/sign-out"' in world.send("claimer", "GET", "/accounts/me").text


def test_no_form_sends_what_is_personal_in_an_address(world: World) -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.DOTALL):
            if not re.search(r'method="post"', form):
                assert not re.search(r'name="(phone|name|door|words|password|token|current)"', form), path.name


def test_a_field_in_the_address_is_no_field_of_the_form(world: World) -> None:
    query = {"csrf_token": world.tokens["claimer"], "reason": "too_far"}
    answer = world.send("claimer", "POST", f"/cases/{world.things['held']}/release", query_string=query)
    assert answer.status_code == 422
    twice = world.send("claimer", "POST", f"/cases/{world.things['held']}/release", {"reason": ["too_far", "hack"]})
    assert twice.status_code == 303


# --- Messages ---------------------------------------------------------------------------------------------


def test_a_mail_cannot_be_given_other_heads_by_what_it_says() -> None:
    server = Smtp("smtps://mail.example.vn", "connect@example.vn", "Connect")
    for evil in ("a@example.vn\r\nBcc: all@example.vn", "a@example.vn\nX: y"):
        with pytest.raises(ValueError, match=r"linefeed|carriage|newline|header"):
            server._message(Letter(evil, "text", "key"))
    made: EmailMessage = server._message(Letter("a@example.vn", "Bcc: all@example.vn\r\n.\r\nMAIL FROM:<x>", "key"))
    assert made["Bcc"] is None
    assert made.get_content_type() == "text/plain"


def test_with_a_dead_geocoder_the_names_of_the_areas_answer(app: Flask) -> None:
    class Dead:
        def geocode(self, *_words: object, **_more: object) -> None:
            raise GeocoderTimedOut("no answer")

    class Names:
        def geocode(self, *_words: object, **_more: object) -> list[str]:
            return ["Bến Thành"]

    assert services.locate(Dead(), Names(), "ben thanh") == ["Bến Thành"]  # type: ignore[arg-type,comparison-overlap]
    assert area_names.candidates("ben thanh")


def test_two_lengths_of_one_message_are_refused_or_read_in_one_way() -> None:
    from waitress.adjustments import Adjustments  # noqa: PLC0415
    from waitress.parser import HTTPRequestParser, ParsingError  # noqa: PLC0415

    for head in (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost : x\r\nContent-Length: 5\r\n\r\n",
    ):
        parser = HTTPRequestParser(Adjustments())
        try:
            parser.received(head)
        except ParsingError:
            continue
        assert parser.error is not None, head


# --- Logs -------------------------------------------------------------------------------------------------


@pytest.fixture
def machine_log(make_app: Callable[..., Flask]) -> Flask:
    """A site that logs for machines."""
    return make_app(log_format="json")


def test_a_line_of_the_log_says_when_who_what_and_how_it_ended(
    machine_log: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    with World(machine_log) as made:
        logs.set_up("json")
        capsys.readouterr()
        made.send("volunteer", "GET", "/moderation/")
        line = json.loads([one for one in capsys.readouterr().out.splitlines() if '"moderation.queue"' in one][-1])
    assert line["status"] == 403
    assert isinstance(line["by"], int)
    assert line["method"] == "GET"
    assert line["timestamp"].endswith("Z")
    assert clock.now().strftime("%Y-") in line["timestamp"]


def test_nobody_writes_a_line_of_the_log_by_what_they_send(
    machine_log: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("json")
    client = Browser(machine_log, machine_log.response_class)
    for evil in ("/x%0a{%22event%22:%22forged%22}", "/x%0d%0aforged", "/%1b[2Jforged"):
        client.get(evil, headers={"User-Agent": "forged", "Referer": "forged"}, query_string={"q": "\nforged"})
    structlog.get_logger("connect").info("plain", text="one\ntwo\r\n{}")
    written = capsys.readouterr().out
    assert "forged" not in written
    for line in written.splitlines():
        json.loads(line)
    logs.set_up("text")


def test_a_crash_is_logged_with_its_kind_and_place(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app()

    def broken() -> str:
        raise RuntimeError("0912345678")

    broken.open_to = ("anyone",)  # type: ignore[attr-defined]
    app.add_url_rule("/home-test", "home.test", broken)
    app.testing = False
    assert Browser(app, app.response_class).get("/home-test").status_code == 500
    written = capsys.readouterr().out
    assert "RuntimeError" in written
    assert "test_small.py" in written
    assert "0912345678" not in written


def test_nothing_is_logged_but_through_the_one_log() -> None:
    for name, path in paths():
        text = path.read_text("utf-8")
        assert not re.search(r"logging\.getLogger|\.logger\.|FileHandler|syslog|^\s*print\(", text, re.MULTILINE), name
