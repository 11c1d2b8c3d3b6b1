"""One run for whoever plans it: its teams, its plan with every stop left out, and what can be changed by hand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import config, db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.runs import actions, queries, rules, transitions
from connect.shopping.runs.actions import TeamWrong
from connect.shopping.runs.forms import TeamForm
from connect.shopping.runs.models import Run, RunTeam
from connect.shopping.windows import words as window_words
from connect.shopping.windows.rules import Phase
from connect.text import whole_number
from connect.web import Answer, open_to


@bp.get("/runs/<pid:public_id>")
@open_to("signed_in")
def run(public_id: str) -> Answer:
    """One run as it stands. While it waits for its plan the page says so, and a link looks again."""
    return _page(own(public_id))


def own(public_id: str) -> Run:
    """A run that the signed-in person plans, else NotFound."""
    if web.person() is None:
        raise NotFound
    return queries.own(current_person(), public_id)


def _page(run: Run, message: object = None, status: int = 200) -> Answer:
    stops = queries.stops_of(run)
    placed = [one for one in stops if one.team_id is not None]
    page = web.page(
        "shopping/run.html", run=run, message=message, teams=[(team, _of(placed, team)) for team in run.teams],
        placed=placed, left=[one for one in stops if one.team_id is None], rules=rules,
        lost=queries.lost(run),
        measurable=rules.is_measurable(run.state, len(placed), registered=run.is_registered),
        wards=[areas.by_id(one) for one in run.area_ids], history=queries.history(run),
        people=queries.people_for(run) if run.state in rules.BEFORE else [], wording=window_words,
        names=queries.names_in(run), closed=run.window.phase == Phase.CLOSED,
    )  # fmt: skip
    return web.private(page), status


def _of(placed: list[Any], team: RunTeam) -> list[Any]:
    """The stops of a team, in their order."""
    return [one for one in placed if one.team_id == team.id]


def _version() -> int:
    return whole_number(request.form.get("version")) or 0


def _act(public_id: str, write: Callable[[Run, Person, int], object], said: str) -> Answer:
    """One press on the page of a run; the page again, with why, when it cannot be."""
    try:
        with db.transaction():
            write(own(public_id), current_person(), _version())
    except (Conflict, RuleBroken) as error:
        return _page(own(public_id), error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell(said)
    return web.see_other("shopping.run", public_id=public_id)


@bp.post("/runs/<pid:public_id>/plan")
@open_to("signed_in")
def run_plan(public_id: str) -> Answer:
    """Asks for a plan; the worker makes it."""
    return _act(public_id, actions.plan, _("It is being planned. This takes about a minute."))


@bp.post("/runs/<pid:public_id>/cancel")
@open_to("signed_in")
def run_cancel(public_id: str) -> Answer:
    """Ends a run that nobody has approved."""
    return _act(public_id, actions.cancel, _("The run is cancelled. Its orders wait for another."))


@bp.post("/runs/<pid:public_id>/shift")
@open_to("signed_in")
def run_shift(public_id: str) -> Answer:
    """Holds a stop with a team, or lets it go; the rest is planned again around it."""

    def write(run: Run, by: Person, version: int) -> None:
        chosen = request.form.get("team", "")
        team = _team_of(run, chosen) if chosen else None
        actions.shift(run, request.form.get("stop", ""), team, by, version)

    return _act(public_id, write, _("The rest is planned again around it. This takes about a minute."))


def _team_of(run: Run, typed: str) -> RunTeam:
    return queries.team_of(run, whole_number(typed, digits=3) or 0)


@bp.post("/runs/<pid:public_id>/team/<int:number>/leader")
@open_to("signed_in")
def run_leader(public_id: str, number: int) -> Answer:
    """Gives a team another leader, which stands in the history."""

    def write(run: Run, by: Person, version: int) -> None:
        if run.state not in rules.BEFORE:
            raise Conflict(transitions.MOVED_ON)
        code = request.form.get("leader", "")
        leader = next((one for one in queries.people_for(run) if one.public_id == code), None)
        if leader is None:
            raise RuleBroken(actions.NOT_A_LEADER)
        actions.lead(run, queries.team_of(run, number), leader, by, version)

    return _act(public_id, write, _("The team has another leader."))


# --- Teams ------------------------------------------------------------------------------------------------


@bp.route("/runs/<pid:public_id>/team", methods=["GET", "POST"])
@open_to("signed_in")
def run_team(public_id: str) -> Answer:
    """A further team."""
    return _team_page(public_id, None)


@bp.route("/runs/<pid:public_id>/team/<int:number>", methods=["GET", "POST"])
@open_to("signed_in")
def run_team_change(public_id: str, number: int) -> Answer:
    """Other terms for a team."""
    return _team_page(public_id, number)


def _team_page(public_id: str, number: int | None) -> Answer:
    run = own(public_id)
    team = queries.team_of(run, number) if number is not None else None
    if run.state not in (rules.State.DRAFT, rules.State.PLANNED):
        return _page(run, transitions.MOVED_ON, 409)
    form = TeamForm(run, team, data=_given(run, team))
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                _write(own(public_id), number, form)
            web.tell(_("The team is kept."))
            return web.see_other("shopping.run", public_id=public_id)
        except TeamWrong as error:
            form.say(error)
        except (Conflict, RuleBroken, NotAllowed) as error:
            form.form_errors.append(error.message)
            status = 409 if isinstance(error, Conflict) else 422
    fresh = own(public_id)
    page = web.page("shopping/run_team.html", form=form, run=fresh, team=team, wording=window_words, rules=rules)
    return web.private(page), status


def _write(run: Run, number: int | None, form: TeamForm) -> None:
    if number is None:
        actions.add_team(run, form.terms(), current_person(), _version())
    else:
        actions.change_team(run, queries.team_of(run, number), form.terms(), current_person(), _version())


def _given(run: Run, team: RunTeam | None) -> dict[str, Any]:
    if team is None:
        return {"start_from": _here(run.window.deliver_from), "until": _here(run.window.deliver_until)}
    return {
        "leader": team.leader.public_id, "vehicle": team.vehicle, "kg": str(team.kg), "bags": str(team.bags),
        "most_stops": str(team.most_stops), "start_from": _here(team.start_from), "until": _here(team.until),
        "people": [one.person.public_id for one in team.members],
    }  # fmt: skip


def _here(at: datetime) -> datetime:
    return at.astimezone(config.zone())


@bp.post("/runs/<pid:public_id>/team/<int:number>/remove")
@open_to("signed_in")
def run_team_remove(public_id: str, number: int) -> Answer:
    """Takes a team out."""

    def write(run: Run, by: Person, version: int) -> None:
        actions.remove_team(run, queries.team_of(run, number), by, version)

    return _act(public_id, write, _("The team is taken out."))
