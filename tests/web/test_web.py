"""What every page shares: error pages, headers, language, cursors, safe ways back."""

import pytest
from flask import Flask

from connect import web
from connect.crypto import signing
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.web.pages import templating
from tests.visit import Visit


def test_a_missing_page_says_what_to_do_in_the_visitors_language(app: Flask) -> None:
    assert "Về trang đầu" in Visit(app).get("/nothing", 404).text
    assert "To the front page" in Visit(app, lang="en").get("/nothing", 404).text


def test_json_addresses_answer_errors_as_json(visit: Visit) -> None:
    assert "error" in visit.get("areas.near_json", 422, lat="x", lon="y").json


@pytest.mark.parametrize(("error", "status"), [(NotFound, 404), (NotAllowed, 403), (RuleBroken, 422), (Conflict, 409)])
def test_what_the_rules_refuse_becomes_a_page(bare_app: Flask, error: type[Exception], status: int) -> None:
    def view() -> str:
        raise error

    view.open_to = ("anyone",)
    bare_app.add_url_rule("/home-test", "home.test", view)
    Visit(bare_app).get("/home-test", status)


def test_a_crash_is_a_calm_page_that_shows_nothing_of_it(bare_app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    def view() -> str:
        raise RuntimeError("secret 0912345678")

    view.open_to = ("anyone",)
    bare_app.add_url_rule("/home-test", "home.test", view)
    bare_app.testing = False
    text = Visit(bare_app).get("/home-test", 500).text
    assert "0912345678" not in text + capsys.readouterr().out


def test_every_answer_carries_the_headers_that_protect(visit: Visit) -> None:
    headers = visit.get("home.front").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_log_line_names_the_page_and_never_the_secret_in_its_address(
    visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    visit.get("cases.mine", 404, token="a" * 26)
    written = capsys.readouterr().out
    assert "cases.mine" in written
    assert "a" * 26 not in written


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil", "javascript:x", "", None, "evil", "/\t/evil", "/\n/evil"],
)
def test_no_way_back_leads_to_another_site(target: str | None) -> None:
    assert web.safe_path(target) is None


def test_a_touched_cursor_is_no_cursor(app: Flask) -> None:
    cursor = signing.signed([1, "a"], "list")
    assert signing.unsigned(cursor, "list") == [1, "a"]
    assert signing.unsigned(cursor, "other") is None
    assert signing.unsigned(cursor[:-2] + "xx", "list") is None
    assert signing.unsigned("\x00", "list") is None


def test_the_language_is_remembered_and_leads_back_only_into_the_site(app: Flask) -> None:
    visit = Visit(app)
    visit.get("home.language", 303, lang="en", next="//evil.example")
    assert visit.last.location == "/"
    assert "I need help" in visit.follow().text


def test_a_post_without_a_token_changes_nothing(visit: Visit) -> None:
    assert visit.client.post("/cases/mine/forget").status_code == 400


def test_open_to_refuses_an_audience_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="open_to"):
        web.open_to("everybody")


def test_health_says_that_the_database_answers(visit: Visit) -> None:
    assert visit.get("home.health").json["status"] == "ok"


def test_static_files_are_kept_for_a_year_under_a_mark_of_their_content(visit: Visit, app: Flask) -> None:
    with app.test_request_context():
        address = templating.static_url("css/connect.css")
    assert "immutable" in visit.get(address).headers["Cache-Control"]


def test_the_link_of_the_other_language_leads_back_to_the_same_page(visit: Visit) -> None:
    page = visit.get("cases.nearby", area="26740", within="5").text
    assert 'href="?area=26740&amp;within=5&amp;lang=en"' in page
    assert (
        visit.get("cases.nearby", 303, area="26740", within="5", lang="en").location
        == "/cases/nearby?area=26740&within=5"
    )
    assert 'lang="en"' in visit.follow().text


def test_no_address_asked_for_in_another_language_leads_elsewhere(visit: Visit) -> None:
    for path in ("//evil.example/?lang=en", "/\\evil.example?lang=en", "/nowhere?lang=en"):
        assert "evil" not in (visit.client.get(path).location or "")
