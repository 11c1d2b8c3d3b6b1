"""The pages that are printed for a run: A4, large letters, no colour needed. No delivery code ever stands on one."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import get_locale, gettext as _

from connect import clock, db, lazy_import, web
from connect.accounts.sign_in.current_session import current_person
from connect.crypto.tokens import spoken
from connect.errors import Conflict, NotFound
from connect.shopping.blueprint import bp
from connect.shopping.gathering import actions, queries
from connect.shopping.gathering.queries import Seat
from connect.shopping.gathering.views import run_for
from connect.shopping.runs.models import Run, RunTeam
from connect.shopping.sheets import queries as sheets, rules
from connect.text import phone_for_eyes
from connect.web import Answer, open_to
from connect.web.limits import limiter

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")

sparingly = limiter.limit("20/hour", key_func=lambda: f"person:{current_person().id}")


@bp.get("/sheets/<pid:public_id>/loading")
@open_to("signed_in")
def run_loading(public_id: str) -> Answer:
    """The list by which a run is bought and loaded, summed for each shop."""
    run = run_for(public_id, Seat.COORDINATOR, Seat.LEADER, Seat.MEMBER)
    teams = _teams(run)
    combos = {one.id: one for one in run.window.combos}
    page = web.page("shopping/run_loading.html", loads=sheets.loads(run, teams), combos=combos, **_foot(run, teams))
    return web.private(page)


@bp.get("/sheets/<pid:public_id>/bags")
@open_to("signed_in")
def run_bags(public_id: str) -> Answer:
    """A slip for each bag: run, stop and a short code, and nothing of the household."""
    run = run_for(public_id, Seat.COORDINATOR, Seat.LEADER, Seat.MEMBER)
    teams = _teams(run)
    pages = rules.pages(sheets.slips(run, teams), rules.SLIPS_A_PAGE)
    return web.private(web.page("shopping/run_bags.html", pages=pages, **_foot(run, teams)))


@bp.post("/sheets/<pid:public_id>/route")
@open_to("signed_in")
@sparingly
def run_route(public_id: str) -> Answer:
    """The way from door to door of one team. No GET: no link and no reload shows doors unseen."""
    with db.transaction():
        run, person = run_for(public_id, Seat.COORDINATOR, Seat.LEADER), current_person()
        team = next((one for one in run.teams if str(one.number) == request.form.get("team", "")), None)
        if team is None or not (team.leader_id == person.id or queries.prints(run, person)):
            raise NotFound
        actions.require_under_way(run)
        if run.starts_at > clock.now():
            raise Conflict(
                _("Doors are shown from the start of the run on. Loading list and slips can be printed now.")
            )
        doors = sheets.doors(run, team, person)
    shown = rules.routes([(one, one.lines) for one in doors if one.why_not is None])
    page = web.page(
        "shopping/run_route.html", team=team, pages=shown,
        hidden=[one for one in doors if one.why_not is not None], phone_for_eyes=phone_for_eyes, **_foot(run, [team]),
    )  # fmt: skip
    return web.private(page)


def _teams(run: Run) -> list[RunTeam]:
    """The team of the address, else all whose stops the reader works on."""
    mine = queries.teams_of(run, current_person())
    asked = request.args.get("team", "")
    return [one for one in mine if str(one.number) == asked] or mine


def _foot(run: Run, teams: list[RunTeam]) -> dict[str, Any]:
    """The foot of every sheet: run, leader, the day on which it is to be destroyed, the way back by QR."""
    path = url_for("shopping.run_stops", public_id=run.public_id)
    link = web.from_outside(path) or request.url_root.rstrip("/") + path
    return {
        "run": run, "code": spoken(run.public_id), "teams": teams, "link": link, "qr": _drawn(link),
        "leaders": ", ".join(team.leader.name for team in teams), "lang": str(get_locale()),
    }  # fmt: skip


@lru_cache(maxsize=64)
def _drawn(link: str) -> str:
    return str(segno.make(link, error="m", micro=False).svg_data_uri(border=1, light="#fff", encode_minimal=True))
