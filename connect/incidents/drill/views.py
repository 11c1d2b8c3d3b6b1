"""Taking part in a drill and leaving it; the official's page of one; and the gate that keeps a drill apart."""

from typing import TYPE_CHECKING

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _

from connect import clock, db, lazy_import, web
from connect.accounts.sign_in.current_session import current_person, proved
from connect.errors import Conflict, NotFound, RuleBroken
from connect.incidents import queries as incidents
from connect.incidents.blueprint import bp
from connect.incidents.drill import actions, queries
from connect.incidents.models import Incident
from connect.incidents.rules import Status
from connect.registry.drill import exercises
from connect.web import Answer, cookies, open_to

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")

MINE = "drill-mine"  # the cookie with the links of requests that were sent in a drill


@bp.route("/drill/<token>", methods=["GET", "POST"])
@open_to("anyone")
def drill(token: str) -> Answer:
    """Says to whoever opens an invitation what a drill is, and takes the browser into it."""
    incident = queries.invited_to(token)
    if incident is None:
        raise NotFound(_("This invitation has ended, or a part of its link is missing. Ask whoever sent it."))
    if request.method == "GET":
        return web.private(web.page("incidents/drill.html", incident=incident))
    answer = make_response(web.see_other("cases.drill"))
    cookies.keep(answer, queries.COOKIE, queries.marker_of(incident), int(queries.TAKES_PART.total_seconds()))
    return _as_new(answer)


@bp.post("/drill/leave")
@open_to("anyone")
def drill_leave() -> Answer:
    """Out of the drill, to the real site."""
    answer = make_response(redirect_home())
    for name in (queries.COOKIE, MINE):
        cookies.drop(answer, name)
    web.tell(_("You have left the drill. From here on everything is real."))
    return _as_new(answer)


def redirect_home() -> Answer:
    """To the page that the button named, where it is one of ours, else to the front page."""
    return web.see_other("cases.ask") if request.form.get("to") == "ask" else web.see_other("home.front")


def _as_new(answer: Response) -> Response:
    """Nothing that the browser kept of the other world is shown in this one."""
    answer.headers["Clear-Site-Data"] = '"cache"'
    return web.private(answer)


@bp.route("/<pid:public_id>/drill", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.drill_of")
def drill_of(public_id: str) -> Answer:
    """An exercise for its officials: whom to invite, how far it has come, and its times when it is over."""
    incident = _exercise(public_id)
    if request.method == "POST":
        try:
            with db.transaction():
                actions.invite(_exercise(public_id), by=current_person())
            web.tell(_("The invitation is there. Send its link to those who take part, and to nobody else."))
        except (Conflict, RuleBroken) as error:
            web.warn(error.message)
        return web.see_other("incidents.drill_of", public_id=public_id)
    token = queries.invitation_of(incident) if queries.is_running(incident) else ""
    link = web.from_outside(path) or request.url_root.rstrip("/") + path if (path := _path(token)) else ""
    page = web.page(
        "incidents/drill_of.html", incident=incident, token=token, link=link, picture=_drawn(link) if link else "",
        running=queries.is_running(incident), over=incident.ends_at is not None and incident.ends_at <= clock.now(),
        result=queries.result(incident), times=exercises.times(incident.id), switched=actions.first_switched(incident),
        real=_real(incident),
    )  # fmt: skip
    return web.private(page)


def _exercise(public_id: str) -> Incident:
    """An exercise in the areas of this official; NotFound for any other incident."""
    found = incidents.incident(public_id, current_person())
    if found.status != Status.EXERCISE:
        raise NotFound
    return found


def _real(exercise: Incident) -> list[tuple[Incident, str]]:
    """The actual incidents into which this official may copy its lines, each with the code of the area."""
    mine, now = incidents.places(exercise, current_person()), clock.now()
    found = []
    for one in incidents.incidents(current_person()):
        if one.status == Status.ACTUAL and (one.ends_at is None or one.ends_at > now):
            shared = [place for place in incidents.places(one, current_person()) if place in mine]
            found += [(one, shared[0].code)] if shared else []
    return found


def _path(token: str) -> str:
    return url_for("incidents.drill", token=token) if token else ""


def _drawn(link: str) -> str:
    return str(segno.make(link, error="l", micro=False).svg_data_uri(border=2, light="#fff", encode_minimal=True))


# --- The gate ------------------------------------------------------------------------------------------------


ALWAYS = {"static", "incidents.drill", "incidents.drill_leave"}


@bp.before_app_request
def _apart() -> Answer | None:
    """In a drill a browser comes to the pages of drills alone; for another it is told how to leave."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in ALWAYS or endpoint in exercises.PAGES or exercises.current() is None:
        return None
    if request.method == "GET" and endpoint in exercises.INSTEAD:
        return web.see_other(exercises.INSTEAD[endpoint])
    return web.private(web.page("incidents/drill_apart.html")), 409


@bp.after_app_request
def _kept_by_nobody(answer: Response) -> Response:
    """A page of a drill is shown to nobody else, and not once more when the drill is over."""
    if request.endpoint != "static" and request.cookies and exercises.is_known_here():
        answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.app_context_processor
def _drill() -> dict[str, object]:
    """Gives every page the drill that it belongs to, for the banner."""
    try:
        return {"drill": exercises.current()}
    except db.FAILURES:  # the page says that the database does not answer; it can ask nothing
        return {"drill": None}


exercises.pages("incidents.board", "incidents.board_json")
