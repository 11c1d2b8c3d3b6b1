"""The officials' pages of incidents: which there are, a new one, the board of one in an area, a ready-made board."""

from datetime import timedelta
from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from connect import clock, config, db, web
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.incidents import actions, kinds, queries, ready_made, rules, words
from connect.incidents.actions import Wanted
from connect.incidents.blueprint import bp
from connect.incidents.drill import copying
from connect.incidents.forms import IncidentForm
from connect.incidents.models import Incident, Switch
from connect.incidents.rules import IncidentKind, Standing, Status, Verb
from connect.text import one_line
from connect.web import Answer, open_to

FIELDS = ["kind", "name_vi", "name_en", "status", "starts_at", "ends_at"]
SHOWN_LINES = 50


class Row(NamedTuple):
    """One utility on the board of an area, as officials see it."""

    kind: kinds.Kind
    standing: Standing
    line: Switch | None  # the one that decides, of this area or one above it
    alone: bool  # whether it ends by itself unless a second official confirms it
    coming: list[Switch]  # what is planned for this very area, the next first


@bp.get("/mine")
@open_to("official", "admin")
def mine() -> Answer:
    """The incidents in the areas of an official, those that run first."""
    found, now = queries.incidents(current_person()), clock.now()
    over = [one for one in found if one.ends_at is not None and one.ends_at <= now]
    running = [one for one in found if one not in over]
    page = web.page(
        "incidents/mine.html", running=running, over=over, words=words, label=areas.label, now=now,
        places={one.id: queries.places(one, current_person()) for one in found},
    )  # fmt: skip
    return web.private(page)


@bp.route("/write", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.write", keeps=FIELDS)
def write() -> Answer:
    """A new incident. It switches nothing yet."""
    now = clock.now().astimezone(config.zone()).replace(second=0, microsecond=0)
    form = IncidentForm(data={"starts_at": now, "status": Status.ACTUAL})
    _fill_again(form)
    own = [areas.get(path.rstrip("/").rpartition("/")[2]) for path in queries.answered_for(current_person())]
    chosen = _chosen() if form.is_submitted() else own[:1]
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                made = actions.make(
                    by=current_person(), kind=IncidentKind(form.kind.data), name_vi=one_line(form.name_vi.data),
                    name_en=one_line(form.name_en.data), status=Status(form.status.data), places=chosen,
                    starts_at=form.starts_at.moment, ends_at=form.ends_at.moment_if_any,
                )  # fmt: skip
            web.tell(_("The incident is there. Nothing is switched by it yet."))
            return web.see_other("incidents.show", public_id=made.public_id, area=chosen[0].code)
        except (RuleBroken, NotAllowed) as error:
            form.form_errors.append(error.message)
    page = web.page(
        "incidents/write.html", form=form, own=_offered(own), chosen={place.code for place in chosen},
        statuses=words.STATUSES,
    )  # fmt: skip
    return web.private(page), 422 if form.is_submitted() else 200


def _fill_again(form: IncidentForm) -> None:
    """Puts back what was typed before a proof was asked for."""
    typed = {} if form.is_submitted() else before_proof()
    for name, text in typed.items():
        form[name].process_formdata([text])


def _offered(own: list[Place]) -> list[Place]:
    """The areas to choose from: the official's own, of the whole country also its provinces."""
    more = areas.provinces() if any(place.parent_id is None for place in own) else []
    return list({place.code: place for place in [*own, *more]}.values())


def _chosen() -> list[Place]:
    """The areas ticked in the posted form; unknown ones are left out."""
    found = []
    for code in dict.fromkeys(request.form.getlist("area")[:64]):
        try:
            found.append(areas.get(code))
        except NotFound:
            continue
    return found


@bp.get("/<pid:public_id>")
@open_to("official", "admin")
def show(public_id: str) -> Answer:
    """The board of an incident in an area: how each utility stands, what is planned, and who said what before."""
    incident = queries.incident(public_id, current_person())
    place = place_of(incident, request.args.get("area"))
    found = rows(incident, place)
    lines = queries.lines_of(queries.board_of(incident), [place.id], SHOWN_LINES)
    return web.private(
        web.page(
            "incidents/show.html", incident=incident, place=place, rows=found, lines=lines, words=words,
            label=areas.label, places=queries.places(incident, current_person()), kind_of=kinds.kind,
            below=_below(place), ready=[kinds.kind(one.utility) for one in ready_made.lines_of(incident.kind)],
            me=current_person(), is_over=is_over(incident), may_end=_may_end(incident), now=clock.now(),
            has_exercises=bool(copying.exercises(current_person(), place)),
        )
    )  # fmt: skip


def is_over(incident: Incident) -> bool:
    """Whether its time has passed."""
    return incident.ends_at is not None and incident.ends_at <= clock.now()


def _may_end(incident: Incident) -> bool:
    return all(queries.answers_for(current_person(), one.area.path) for one in incident.areas)


def place_of(incident: Incident, code: str | None) -> Place:
    """The area of an address; NotFound where it lies outside the incident, or this person does not answer for it."""
    allowed = queries.places(incident, current_person())
    if not code:
        return allowed[0]
    place = areas.get(code)
    if not any(place.path.startswith(one.path) for one in allowed):
        raise NotFound
    return place


def _below(place: Place) -> list[Place]:
    return areas.provinces() if place.parent_id is None else areas.wards_of(place)


def rows(incident: Incident, place: Place) -> list[Row]:
    """The board of an area, one row a utility, with the lines behind it."""
    now, board_id = clock.now(), queries.board_of(incident)
    found = queries.board(place.path, now, fresh=True, of=board_id)
    lines = queries.lines_of(board_id, [one.id for one in areas.ancestors(place)])
    by_id, confirmed = {one.id: one for one in lines}, {one.about_id for one in lines if one.verb == Verb.CONFIRM}
    ended = {one.about_id: one.ends_at for one in lines if one.verb == Verb.END}
    coming = [
        one for one in lines
        if one.area_id == place.id and one.verb == Verb.PLAN and one.starts_at > now
        and not (ended.get(one.id) and ended[one.id] <= one.starts_at)  # type: ignore[operator]
    ]  # fmt: skip
    return [
        Row(
            kinds.kind(code), one, line := by_id.get(one.line_id or 0),
            bool(line and line.alone_until and line.id not in confirmed),
            sorted((other for other in coming if other.utility == code), key=lambda other: other.starts_at),
        )
        for code, one in found.items()
    ]  # fmt: skip


@bp.route("/<pid:public_id>/ready-made", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.ready", args=["area"])
def ready(public_id: str) -> Answer:
    """Plans all lines of a ready-made board at once, an hour from now, where the area has none yet."""
    incident = queries.incident(public_id, current_person())
    place = place_of(incident, request.values.get("area"))
    found = ready_made.lines_of(incident.kind)
    if request.method == "GET":
        page = web.page(
            "incidents/ready.html",
            incident=incident,
            place=place,
            lines=[(kinds.kind(one.utility), one) for one in found],
        )
        return web.private(page)
    starts_at = clock.now() + rules.AHEAD + timedelta(minutes=1)
    try:
        with db.transaction():
            for one in found:
                wanted = Wanted(one.utility, place, True, 0, starts_at, settings=one.settings)
                actions.plan(incident, wanted, by=current_person())
    except Conflict:
        web.warn(_("This area has lines already, so they are written one by one."))
    except RuleBroken as error:
        web.warn(error.message)
    else:
        web.tell(_("The board begins in an hour. Until then each line can be taken back."))
    return web.see_other("incidents.show", public_id=public_id, area=place.code)


@bp.route("/<pid:public_id>/end", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.finish")
def finish(public_id: str) -> Answer:
    """Ends an incident with all its lines, after asking once more; of an exercise the times are shown."""
    incident = queries.incident(public_id, current_person())
    if request.method == "GET":
        return web.private(web.page("incidents/finish.html", incident=incident))
    try:
        with db.transaction():
            actions.end(queries.incident(public_id, current_person()), by=current_person())
        if incident.status == Status.EXERCISE:
            web.tell(_("The exercise is over. All of it is deleted now; its times stay."))
            return web.see_other("incidents.drill_of", public_id=public_id)
        web.tell(_("The incident is over. All stands again as it did without it."))
    except (Conflict, NotAllowed) as error:
        web.warn(error.message)
    return web.see_other("incidents.mine")
