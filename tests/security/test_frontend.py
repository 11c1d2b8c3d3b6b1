"""What browsers are told: headers, cookies, methods, hosts, ways back; on every route, as everybody (ASVS V3, V4)."""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, request
from werkzeug.test import TestResponse

from connect import db, web
from connect.db.sqlite import APART
from connect.gateways import media
from connect.serving.host_check import FrontDoor
from connect.serving.refusals import LastResort
from tests.builders import make_person
from tests.often import LONG, POSTGRES
from tests.privacy.test_matrix import _ask, asked_once, values_of
from tests.privacy.who_may import WHO
from tests.scripts import SCRIPTS
from tests.visit import Browser, Visit
from tests.world import World, path_of, routes, world
from tools.house import ROOT, paths

__all__ = ["world"]
NO_DOCUMENT = {"home.worker"}  # a script without markup
MAPS = {  # Leaflet's pages
    "cases.green", "cases.map", "cases.ask", "cases.contact", "messages.mine_place", "messages.mine_place_shown",
    "messages.place_shown", "supplies.desk_point", "supplies.edit", "supplies.map", "supplies.new", "supplies.show",
}  # fmt: skip
PUBLIC_CACHE = {
    "home.manifest", "areas.search_json", "cases.nearby_geojson", "cases.clusters_json", "cases.green_json",
    "notices.atom",
    "notices.channel_atom", "notices.cap_atom", "notices.alert", "notices.bulletin", "notices.bulletin_csv",
    "notices.bulletin_revisions", "incidents.board_json", "stories.atom", "supplies.clusters_json",
    "supplies.finding_geojson", "supplies.finding_json", "streets.tile",
}  # fmt: skip
PERSONAL = re.compile(
    r"cases\.(mine|sent|contact|taken|show|help|release|cannot)|accounts\.(?!signed_up|organizations)|moderation\."
)


def readable(world: World) -> Iterator[tuple[str, str]]:
    """Every address that can be read, with its endpoint."""
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if method == "GET" and endpoint != "static":
            yield endpoint, path_of(rule, values_of(world, names, WHO[endpoint], "there"))


def everything(world: World, *roles: str) -> Iterator[tuple[str, str, TestResponse]]:
    """Every page by endpoint, for some roles."""
    for endpoint, path in readable(world):
        for role in roles:
            yield endpoint, role, asked_once(world, endpoint, path, role)


def test_every_answer_of_every_route_carries_the_headers_that_protect(world: World) -> None:
    for endpoint, role, answer in everything(world, "nobody", "claimer", "moderator"):
        csp, where = answer.headers["Content-Security-Policy"], f"{endpoint} as {role}"
        for word in ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
            assert word in csp, where
        assert "unsafe" not in csp, where
        assert ("require-trusted-types-for 'script'" in csp) != (
            endpoint in MAPS | NO_DOCUMENT and answer.status_code == 200
        ), where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] == "no-referrer", where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", where
        assert "Server" not in answer.headers, where
        assert "X-Powered-By" not in answer.headers, where


def test_no_answer_lets_another_site_read_it(world: World) -> None:
    for endpoint, _role, answer in everything(world, "nobody"):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], endpoint


def test_what_is_personal_is_kept_in_no_cache(world: World) -> None:
    seen = 0
    for endpoint, role, answer in everything(world, "claimer", "moderator", "admin"):
        if PERSONAL.match(endpoint) and answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "no-store", f"{endpoint} as {role}"
            seen += 1
        if "public" in answer.headers.get("Cache-Control", ""):
            assert endpoint in PUBLIC_CACHE, f"{endpoint} may be kept by shared caches: is it alike for all?"
            assert "Set-Cookie" not in answer.headers, endpoint
    assert seen > 30


def test_every_answer_says_what_it_is_and_how_it_is_written(world: World) -> None:
    for endpoint, _role, answer in everything(world, "nobody", "moderator"):
        kind = answer.headers.get("Content-Type", "")
        if not answer.get_data():
            continue
        fine = re.fullmatch(r"application/((geo|manifest)\+)?json", kind) or kind.startswith("image/")
        assert fine or "charset=utf-8" in kind, f"{endpoint}: {kind!r}"


# Opening one of these takes the item for some minutes, so that no two moderators work on it; or makes a thread, once.
DESK = {
    "moderation.network", "moderation.organization", "moderation.person", "moderation.reported", "moderation.review",
    "moderation.second", "moderation.vouching_of", "messages.asked", "messages.mine", "messages.of",
}  # fmt: skip
LOOKED_AT = ("desk_leases", "threads")


READERS = ("nobody", "requester", "volunteer", "claimer", "moderator", "official", "admin")
if POSTGRES and not LONG:  # whether something is written is seen in the statements: one without an account, one with
    READERS = ("requester", "moderator")


def test_reading_changes_nothing_in_the_database(world: World) -> None:
    before = _digest(world.app)
    for (endpoint, path), role in itertools.product(readable(world), READERS):
        _ask(world, endpoint, "GET", path, role)
        if world.dirty:
            assert endpoint in DESK, f"GET {endpoint} as {role} wrote"
            assert _digest(world.app) == before, f"GET {endpoint} as {role} wrote more than who looks at it"
            world.fresh()


def _digest(app: Flask) -> str:
    """All rows but those that say who looks at what, and threads that are only begun."""
    # The ledger of deliveries lies in a file of its own, which no page opens.
    tables = [
        (name, table) for name, table in db.Base.metadata.tables.items()
        if name not in LOOKED_AT and APART not in table.info
    ]  # fmt: skip
    with app.app_context():
        rows = [(name, sorted(map(repr, db.session.execute(sa.select(table)).all()))) for name, table in sorted(tables)]
        db.session.remove()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


BY_THE_LINK = (
    "notices.following_stop",
)  # a mail program presses it by itself (RFC 8058): its secret link is the proof


def test_no_post_without_a_token_or_with_a_foreign_one_changes_anything(world: World) -> None:
    tokens = ("", "made-up", world.tokens["volunteer"])
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if method != "POST" or endpoint in BY_THE_LINK:
            continue
        path = path_of(rule, values_of(world, names, WHO[endpoint], "there"))
        for place, role in enumerate(("requester", "claimer", "moderator", "admin")):
            # In short every route meets every token, and every role every token: not all three in all pairs.
            for token in tokens if LONG else tokens[(place + len(endpoint)) % 3 :][:1]:
                answer = world.send(role, "POST", path, {"csrf_token": token})
                # The form to ask for help keeps what was typed; a position that is sent changes nothing. The site's
                # own worker has no page with a token: what it sends is taken only with the address from before.
                alone = ("cases.ask", "cases.my_position", "supplies.my_position", "notices.following_renew")
                asks_again = endpoint in alone and answer.status_code == 422
                fine = answer.status_code in (400, 403) or asks_again
                assert fine, f"{endpoint} as {role} took the token {token[:8]!r}: {answer.status_code}"
                assert not world.dirty, endpoint


ODD = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "FOO")  # in short two of them for each route, in turn


def test_other_methods_do_what_they_are_for(world: World) -> None:
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if endpoint == "static":
            continue
        path = path_of(rule, values_of(world, names, WHO[endpoint], "there"))
        for odd in ODD if LONG else (ODD[len(path) % 6], ODD[(len(path) + 1) % 6]):
            assert world.send("admin", odd, path).status_code == 405, f"{odd} {endpoint}"
        if method == "GET":
            assert world.send("admin", "HEAD", path).get_data() == b"", endpoint
            said = world.send("admin", "GET", path, headers={"X-HTTP-Method-Override": "DELETE"})
            assert said.status_code == world.send("admin", "GET", path).status_code, endpoint
        assert not world.dirty or "moderation" in endpoint or method == "GET", endpoint


def test_no_directory_is_listed_and_nothing_beside_the_static_files_is_served(visit: Visit) -> None:
    for path in (
        "",
        "css",
        "css/",
        "..",
        "../wsgi.py",
        "%2e%2e/wsgi.py",
        "..%2f.git/config",
        ".git/config",
        "js/../../pyproject.toml",
    ):
        assert visit.client.get(f"/static/{path}").status_code in (404, 308), path
    for path in ("/.git/config", "/.env", "/instance/connect.db", "/docs", "/metrics", "/debug", "/admin", "/console"):
        assert visit.client.get(path).status_code == 404, path


# --- Cookies and transport --------------------------------------------------------------------------------


@pytest.fixture
def secure(make_app: Callable[..., Flask]) -> Flask:
    """A site that is reached by HTTPS only."""
    return make_app(https=True, site_url="https://help.example.vn")


def test_with_https_every_cookie_belongs_to_this_host_alone(secure: Flask) -> None:
    client = Browser(secure, secure.response_class, use_cookies=True)
    given = []
    for path in ("/accounts/sign-in", "/language/en", "/notices/?area=79", "/cases/ask"):
        given += client.get(path, base_url="https://help.example.vn").headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in given} >= {"__Host-connect", "__Host-lang", "__Host-ward"}
    assert all(cookie.startswith("__Host-") for cookie in given)
    for cookie in given:
        for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert word in cookie, cookie
        assert "Domain" not in cookie


def test_every_cookie_is_given_by_the_functions_that_guard_it() -> None:
    found = [name for name, path in paths() if ".set_cookie(" in path.read_text("utf-8")]
    assert found == ["connect.web.cookies"], "use cookies.keep"


def test_with_https_browsers_are_told_to_stay_with_it(secure: Flask, visit: Visit) -> None:
    answer = Browser(secure, secure.response_class).get("/", base_url="https://help.example.vn")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in visit.get("home.front").headers


# --- Hosts ------------------------------------------------------------------------------------------------

STRANGE = (
    "evil.example", "help.example.vn.evil.example", "help.example.vn@evil.example", "evil.example#help.example.vn",
    "help.example.vn:99999", "a b", "..", "x" * 300, "help.example.vn\\evil", "hélp.example.vn", "[::1", "help.example.vn/",  # noqa: E501
)  # fmt: skip


@pytest.mark.parametrize("host", STRANGE)
def test_a_host_that_is_not_ours_is_refused(secure: Flask, host: str) -> None:
    answer = _by_host(secure, host)
    assert answer[0] == 400
    assert "Set-Cookie" not in answer[1]


@pytest.mark.parametrize("host", ["help.example.vn", "HELP.example.vn:443", "localhost:8000", "[::1]:8000"])
def test_our_own_names_and_this_machine_are_answered(secure: Flask, host: str) -> None:
    assert _by_host(secure, host)[0] == 200


def test_without_names_any_well_formed_one_is_answered_and_no_other(bare_app: Flask) -> None:
    assert _by_host(bare_app, "nha-toi.local:8000")[0] == 200
    assert _by_host(bare_app, "x y")[0] == 400


def _by_host(app: Flask, host: str) -> tuple[int, str]:
    from tests.privacy.test_fuzz import Sent, _as_server, answer_of  # noqa: PLC0415

    headers = {"HTTP_HOST": _as_server(host)}
    status, found, _body = answer_of(app, Sent("", "GET", "/health", "", b"", "", headers))
    return status, str(found)


def test_the_front_door_is_outside_of_the_app(bare_app: Flask) -> None:
    assert isinstance(bare_app.wsgi_app, LastResort)
    assert isinstance(bare_app.wsgi_app.inner, FrontDoor)


def test_links_in_messages_come_from_the_settings_and_never_from_the_visitor() -> None:
    text = "\n".join(path.read_text("utf-8") for _name, path in paths())
    assert "_external=True" not in text
    assert media  # the module that sends; it is given site_url
    users = {
        name
        for name, path in paths()
        if re.search(r"request\.(host|url_root|base_url|host_url)\b", path.read_text("utf-8"))
    }
    assert users <= {
        "connect.accounts.views.factors",  # a passkey is bound to the host
        "connect.incidents.drill.views",  # the address of a link that only who asked for it sees, without `site_url`
        "connect.notices.channels.views",  # the address of a public page, drawn on itself, without `site_url`
        "connect.supplies.counter.views",  # the address of a point, drawn on its own poster, without `site_url`
        "connect.shopping.sheets.views",  # of a run, on the paper of its own team, without `site_url`
        "connect.cases.views.own_page",  # shown to nobody but the visitor who named it, and only without `site_url`
    }


def test_a_forged_address_of_the_visitor_is_believed_from_a_proxy_only(make_app: Callable[..., Flask]) -> None:
    def told(app: Flask) -> str:
        seen: list[str] = []
        app.before_request(lambda: seen.append(str(request.remote_addr)))
        Browser(app, app.response_class).get("/health", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
        return seen[0]

    assert told(make_app()) == "127.0.0.1"
    assert told(make_app(trusted_proxies=1)) == "198.51.100.7"


# --- Ways back --------------------------------------------------------------------------------------------

HOSTS = (
    "evil.example",
    "evil.example/%2f..",
    "evil.example?x",
    "evil.example#x",
    "x@evil.example",
    "[::1]",
    "3232235777",
)
STARTS = (
    "//", "///", "////", "/\\", "\\\\", "\\/", "https://", "http://", "https:", "https:/", "http:\\\\", "//\t", "/\t/",
    "/\n/", "/\r/", "\t//", " //", "\x00//", "javascript://", "data:text/html,", "ftp://", "/\x0b/", "/\x0c/",
    "https:///", "HTTPS://", "//\\", "\\//", "/\x7f/", ".//", "..//", "?//", "#//", "\u3002//", "\uff0f\uff0f",
    "@", ":", ";//", "/\\/", "vbscript:", "blob:https://", "file:///", "mailto:", "tel:",
)  # fmt: skip
VARIANTS = [start + host for start in STARTS for host in HOSTS]


def test_three_hundred_ways_of_writing_another_site_lead_nowhere(app: Flask) -> None:
    assert len(VARIANTS) >= 300
    client = Browser(app, app.response_class)
    for target in VARIANTS:
        assert web.safe_path(target) is None, repr(target)
    for target in VARIANTS[::7]:
        assert client.get("/language/en", query_string={"next": target}).location == "/", repr(target)


def test_signing_in_with_each_of_them_stays_here(app: Flask) -> None:
    visit = Visit(app).as_(make_person())
    for target in VARIANTS[::5]:
        found = visit.client.get("/accounts/sign-in", query_string={"next": target}).location
        assert web.safe_path(found) == found and "evil" not in found, repr(target)


# --- Scripts ----------------------------------------------------------------------------------------------

SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.srcdoc|DOMParser|setAttribute\(.on"
)


def test_our_scripts_turn_no_text_into_markup_but_the_signs_of_the_map() -> None:
    found = {path.name: len(SINKS.findall(path.read_text("utf-8"))) for path in SCRIPTS}
    assert {name for name, count in found.items() if count} == {"sign.js"}
    assert found["sign.js"] == 1, "it draws figures; every word goes through textContent"


def test_our_scripts_listen_to_no_other_window_and_keep_nothing_secret() -> None:
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        for word in (
            "postMessage",
            "onmessage",
            "document.cookie",
            "indexedDB",
            "__proto__",
            "WebSocket(",
            "EventSource(",
        ):
            assert word not in text, f"{path.name}: {word}"


def test_no_template_holds_a_script_a_handler_or_unescaped_text() -> None:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), f"{path}: inline script"
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), f"{path}: inline handler"
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", text), f"{path}: unescaped"
        assert not re.search(r"<(object|embed|applet|iframe|frame)\b", text), f"{path}: plug-in or frame"


MARKUP = {"connect.web.answers": 1, "connect.web.pages.templating": 4, "connect.home.place.blocks": 1}


def test_markup_is_made_in_no_module() -> None:
    for name, path in paths():
        text = path.read_text("utf-8")
        # One link with an address of ours in a word on the next page, one drawing of ours, the space between pieces,
        # a part of a page by its own template, and the catalogue's words; what is put in is escaped.
        assert text.count("Markup(") == MARKUP.get(name, 0), name
        assert "render_template_string" not in text, name
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"\b(_|n?gettext)\((?!')", path.read_text("utf-8")), f"{path}: words that are not ours"
