"""What somebody types is shown as it was typed, on every page, to everybody (ASVS V1.2, V1.3)."""

from collections.abc import Iterator

import html5lib
import pytest
import sqlalchemy as sa

from connect import db
from connect.accounts.models import Organization, Person
from connect.cases.models import CaseEvent, CaseSecret
from connect.notices.models import Notice
from tests.conftest import POSTGRES
from tests.often import LONG
from tests.privacy.test_matrix import _ask, values_of
from tests.privacy.who_may import WHO
from tests.visit import NAMESPACE
from tests.world import World, path_of, routes, world

__all__ = ["world"]
RUN = (
    "alert(77)",
    "alert`77`",
    "(77).constructor.constructor('alert(77)')()",
    "window['al'+'ert'](77)",
    "77;alert(77)",
)
SHAPES = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<svg/onload={}>",
    "'><script>{}</script>", "\"><script>{}</script>", "\" autofocus onfocus=\"{}", "' onmouseover='{}",
    "</title><script>{}</script>", "</textarea><script>{}</script>", "--><script>{}</script>",
    "]]><script>{}</script>", "<a href=javascript:{}>x</a>", "<a href='&#106;avascript:{}'>x</a>",
    "<iframe srcdoc='<script>{}</script>'>", "<object data='javascript:{}'>", "<details open ontoggle={}>",
    "<math><mi xlink:href='javascript:{}'>", "<body onload={}>", "<style>@import'{}'</style>",
    "<link rel=stylesheet href='javascript:{}'>", "<meta http-equiv=refresh content='0;javascript:{}'>",
    "<form action='javascript:{}'><input type=submit>", "<button formaction='javascript:{}'>x",
    "<base href='javascript:{}//'>", "<video><source onerror={}></video>", "<marquee onstart={}>",
    "<input onfocus={} autofocus>", "<scr<script>ipt>{}</script>",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e", "&lt;script&gt;{}&lt;/script&gt;",
    "%3Cscript%3E{}%3C/script%3E", "{{{{ {} }}}}", "{{% {} %}}", "${{{}}}", "<%= {} %>", "#{{{}}}",
    "<template><script>{}</script></template>", "<noscript><p title='</noscript><img src=x onerror={}>'>",
    "<x contenteditable onbeforeinput={}>", "＜script＞{}＜/script＞",
)  # fmt: skip
PAYLOADS = [shape.format(run) for shape in SHAPES for run in RUN]
ALL = "\n".join(PAYLOADS)


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(PAYLOADS)) >= 200


def fill(world: World, text: str) -> None:
    """Puts a text into every field that somebody may type; as long as the column allows."""
    with world.app.app_context(), db.transaction():
        for secret in db.session.scalars(sa.select(CaseSecret)):
            secret.words = secret.door = secret.name = text
            secret.reporter_name = text
        for person in db.session.scalars(sa.select(Person)):
            person.name = text[:80]
        for found in db.session.scalars(sa.select(Organization)):
            found.name, found.about = text[:120], text
        for notice in db.session.scalars(sa.select(Notice)):
            notice.title, notice.text, notice.picture_alt = text[:100], text, text[:200]
        for event in db.session.scalars(sa.select(CaseEvent)):
            if event.note:
                event.note = text[:500]


def dangers(page: str) -> list[str]:
    """Elements and attributes that a page of ours never has."""
    found = []
    for one in html5lib.parse(page).iter():
        if not isinstance(one.tag, str):
            continue
        name = one.tag.removeprefix(NAMESPACE)
        if name in (
            "iframe",
            "object",
            "embed",
            "base",
            "style",
            "marquee",
            "math",
            "video",
            "source",
            "x",
            "template",
        ):
            found.append(f"<{name}>")
        if name == "script" and (one.text or "").strip():
            found.append("<script> with text")
        for key, value in one.attrib.items():
            attribute = str(key).lower()
            scheme = "".join(str(value).split()).lower()[:20]
            if attribute.startswith("on") or attribute in ("srcdoc", "autofocus", "contenteditable"):
                found.append(f"{name} {attribute}")
            if attribute in ("href", "src", "action", "formaction", "data") and "javascript:" in scheme:
                found.append(f"{name} {attribute}={scheme}")
    return found


# In short nobody who sees no more than another: the requester has a link, which anybody may hold; a helper a claim.
READERS = ("nobody", "claimer", "moderator", "official", "admin", *(("requester", "volunteer") if LONG else ()))


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Every page as everybody who sees more than others."""
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if endpoint == "static" or (method == "POST" and not endpoint.endswith(".contact")):
            continue
        for role in READERS:
            answer = _ask(world, endpoint, method, path_of(rule, values_of(world, names, WHO[endpoint], "there")), role)
            if answer.mimetype == "text/html" and answer.status_code < 500:
                yield f"{method} {endpoint} as {role}", answer.text


@pytest.mark.skipif(bool(POSTGRES), reason="once: pages are made of the same text, whatever database kept it")
@pytest.mark.timeout(600)
def test_no_page_runs_what_somebody_typed(world: World) -> None:
    usual = dict(pages(world))
    fill(world, ALL)
    world.keep()
    shown = 0
    for where, text in pages(world):
        found = dangers(text)
        before = dangers(usual[where]) if found and where in usual else []
        more = [one for one in found if one not in before]
        assert not more, f"{where}: {more[:3]}"
        shown += "alert(77)" in text
    assert shown > 30, "the texts were shown on too few pages to prove anything"


@pytest.mark.parametrize(
    "payload", ["<script>alert(77)</script>", "<img src=x onerror=alert(77)>", "<a href=' javascript:x'>y</a>"]
)
def test_the_same_reading_finds_what_was_not_escaped(payload: str) -> None:
    assert dangers(f"<!doctype html><title>x</title><p>{payload}</p>")
    assert not dangers("<!doctype html><title>x</title><p>&lt;script&gt;alert(77)&lt;/script&gt;</p>")


def test_json_is_whole_and_is_never_taken_for_a_page(world: World) -> None:
    fill(world, ALL)
    world.keep()
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if method == "GET" and endpoint != "static":
            answer = _ask(
                world, endpoint, method, path_of(rule, values_of(world, names, WHO[endpoint], "there")), "nobody"
            )
            if answer.is_json:
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.get_json() is not None
