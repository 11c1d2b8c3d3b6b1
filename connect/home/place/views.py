"""The front page of a place, the choice of a ward, and what a browser keeps of it."""

from flask import redirect, request, url_for

from connect import web
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.errors import NotFound
from connect.home.blueprint import bp
from connect.home.place import blocks, codes
from connect.text import clean
from connect.web import Answer, cookies, open_to, read_replica

SHARED_S = 15  # how long everybody may be shown a page as it was
FAILED_S = 2  # of one of which a part failed
HITS = 20


@bp.get("/p/<code>")
@open_to("anyone")
@read_replica.may_answer
def place(code: str) -> Answer:
    """Shows what is on and told in a place, who waits there and who was helped: the same to everybody."""
    found = codes.known(code)
    if not found.places:
        return web.private(_choice(wrong=True)), 404
    if len(found.places) > 1:
        return web.private(_choice(became=found))
    here = found.places[0]
    if here.code != code:
        return web.public(redirect(url_for("home.place", code=here.code, before=code), 303), SHARED_S)
    made = blocks.of(here)
    page = web.page(
        "home/place.html", place=here, blocks=made.slots, before=codes.before(here, request.args.get("before", "")),
        above=areas.ancestors(here)[:-1], inside=() if here.kind in areas.WARDS else areas.children_of(here),
    )  # fmt: skip
    return web.shared(page, FAILED_S if made.failed else SHARED_S)


@bp.get("/p/")
@open_to("anyone")
def place_choose() -> Answer:
    """The choice of a ward, by today's names and older ones, and what this browser keeps."""
    return web.private(_choice(text=clean(request.args.get("q", ""))[:200]))


def _choice(text: str = "", **told: object) -> str:
    hits = lookup.search(text, HITS) if text else []
    kept = codes.known(cookies.kept(cookies.WARD)).places
    return web.page("home/place_choose.html", text=text, hits=hits, kept=kept, **told)


@bp.get("/p/<code>/keep")
@open_to("anyone")
def place_keep(code: str) -> Answer:
    """Keeps the choice of a ward for a year, and shows it. A link on another site shows it only."""
    found = codes.known(code).places
    if not found:
        raise NotFound
    answer = web.private(redirect(url_for("home.place", code=found[0].code if len(found) == 1 else code), 303))
    if len(found) == 1 and request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none"):
        cookies.keep(answer, cookies.WARD, found[0].code, cookies.WARD_S)
    return answer


@bp.post("/p/forget")
@open_to("anyone")
def place_forget() -> Answer:
    """Lets this browser forget the ward."""
    answer = web.see_other("home.front")
    cookies.drop(answer, cookies.WARD)
    return answer
