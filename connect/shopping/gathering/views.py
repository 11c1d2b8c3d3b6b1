"""The pages of a run under way: the yes of a second person, taking its orders, and its stops in order."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _, ngettext

from connect import clock, db, web
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person, proved
from connect.areas import queries as areas
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.cases.runs import limits
from connect.crypto.tokens import spoken
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.gathering import actions, jobs, queries, rules
from connect.shopping.gathering.queries import Seat, Stop
from connect.shopping.gathering.rules import Outcome
from connect.shopping.orders.rules import State as OrderState
from connect.shopping.runs import queries as plans, rules as plan_rules
from connect.shopping.runs.models import Run, RunStop, RunTeam
from connect.shopping.runs.rules import UNDER_WAY, By
from connect.text import one_line, whole_number
from connect.web import Answer, open_to
from connect.web.limits import limiter

AT_ONCE = 80  # stops that one press takes; it is pressed again for the rest
steadily = limiter.limit("30/minute", key_func=lambda: f"person:{current_person().id}")


@bp.get("/my-runs")
@open_to("signed_in")
def my_runs() -> Answer:
    """The runs that somebody leads, coordinates or may say yes to."""
    person = current_person()
    mine, waiting = queries.mine(person), queries.waiting_for(person)
    seats = {run.id: queries.seats(run, person) for run in mine}
    return web.private(web.page("shopping/my_runs.html", mine=mine, waiting=waiting, seats=seats, spoken=spoken))


def run_for(public_id: str, *seats: Seat) -> Run:
    """The run of a code for somebody who has one of these parts in it; NotFound for everybody else."""
    run = queries.by_public_id(public_id)
    if not queries.seats(run, current_person()) & set(seats):
        raise NotFound
    return run


# --- The second person ------------------------------------------------------------------------------------


@bp.route("/runs/<pid:public_id>/approve", methods=["GET", "POST"])
@open_to("signed_in")
@proved("shopping.run_approve")
def run_approve(public_id: str) -> Answer:
    """A second person looks a run over, and says yes to it."""
    if request.method == "GET":
        return _approve_page(run_for(public_id, Seat.SECOND, Seat.COORDINATOR))
    run_for(public_id, Seat.SECOND)
    try:
        with db.transaction():
            version = whole_number(request.form.get("version")) or 0
            actions.approve(queries.by_public_id(public_id), current_person(), version)
    except ConnectError as error:
        status = 409 if isinstance(error, Conflict) else 403 if not isinstance(error, RuleBroken) else 422
        return _approve_page(queries.by_public_id(public_id), error.message, status)
    web.tell(_("You have said yes to this run. Its coordinator can take the orders now."))
    return web.see_other("shopping.my_runs")


def _approve_page(run: Run, error: object = None, status: int = 200) -> Answer:
    asked, person = queries.asked(run), current_person()
    why, stops = rules.why_not(asked, person.id, person.roles), Counter(one.team_id for one in queries.placed(run))
    page = web.page(
        "shopping/run_approve.html", run=run, asked=asked, why=actions.REFUSALS[why] if why else None, error=error,
        wards=[areas.by_id(number).name for number in run.area_ids], code=spoken(run.public_id), stops=stops,
        left=Counter(one.why_left for one in queries.left_out(run) if one.why_left),
        measurable=plan_rules.hides_homes(asked.stops, registered=run.is_registered) and run.metres is not None,
    )  # fmt: skip
    return web.private(page), status


# --- The road ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """One stop as it is listed: why it did not come along, where it did not, and the bags' code."""

    stop: Stop
    why_not: object | None
    bag: str


@bp.get("/runs/<pid:public_id>/stops")
@open_to("signed_in")
def run_stops(public_id: str) -> Answer:
    """The stops of a run in order: of all teams for its coordinator, of the own team for all others."""
    run, person = run_for(public_id, Seat.COORDINATOR, Seat.LEADER, Seat.MEMBER), current_person()
    teams = queries.teams_of(run, person)
    stops = queries.stops_of(run, teams)
    if bag := one_line(request.args.get("bag", "")).upper().replace(" ", ""):
        found = next((one for one in stops if queries.bag_code(run, one.order) == bag), None)
        if found is not None:
            return web.see_other("shopping.order_of", public_id=found.order.public_id)
    page = web.page(
        "shopping/run_stops.html", run=run, teams=[(team, _shown(run, team, stops)) for team in teams], bag=bag,
        seats=queries.seats(run, person), code=spoken(run.public_id), left=queries.left_out(run), is_live=_is_live(run),
        waiting=sum(not one.is_held and one.order.state == OrderState.PLACED for one in stops),
        prints=queries.prints(run, person), begun=run.starts_at <= clock.now(), lost=plans.lost(run),
    )  # fmt: skip
    return web.private(page)


def _is_live(run: Run) -> bool:
    return run.state in UNDER_WAY and run.ends_at > clock.now()


def _shown(run: Run, team: RunTeam, stops: list[Stop]) -> list[Shown]:
    mine = [one for one in stops if one.team.id == team.id]
    return [Shown(one, _why_not(run, one), queries.bag_code(run, one.order)) for one in mine]


def _why_not(run: Run, stop: Stop) -> object | None:
    """Why a stop would not come along, as long as it has not."""
    if stop.is_held or stop.order.state != OrderState.PLACED:
        return None
    try:
        limits.require_leader(case_view.of(stop.order.case, Actor(stop.team.leader)), queries.as_held(run))
    except ConnectError as error:
        return error.message
    return None


@bp.post("/runs/<pid:public_id>/gather")
@open_to("signed_in")
@steadily
def run_gather(public_id: str) -> Answer:
    """Takes the orders of all stops, one after the other; pressed again it goes on with what is left."""
    run = run_for(public_id, Seat.COORDINATOR)
    actions.require_under_way(run)
    left = [one.row.id for one in queries.stops_of(run, run.teams) if not one.is_held and _is_wanted(one)]
    outcomes = [gathered(run.id, number, current_person().id) for number in left[:AT_ONCE]]
    many = rules.counted(outcomes)
    web.tell(_told(many, len(left) - len(outcomes)))
    return web.see_other("shopping.run_stops", public_id=public_id)


def _is_wanted(stop: Stop) -> bool:
    return stop.order.state == OrderState.PLACED


def _told(many: dict[Outcome, int], left: int) -> str:
    said = [ngettext("%(num)s order is taken.", "%(num)s orders are taken.", many[Outcome.GATHERED])]
    if lost := many[Outcome.LOST]:
        said.append(ngettext("%(num)s went to somebody faster.", "%(num)s went to somebody faster.", lost))
    if refused := many[Outcome.REFUSED]:
        said.append(ngettext("%(num)s may not come along: see why below.",
                             "%(num)s may not come along: see why below.", refused))  # fmt: skip
    if left:
        said.append(ngettext("%(num)s is left: press once more.", "%(num)s are left: press once more.", left))
    return " ".join(said)


def gathered(run_id: int, stop_id: int, by_id: int) -> Outcome:
    """Takes the order of one stop in a transaction of its own; a stop that somebody else has leaves the run."""
    try:
        with db.transaction() as session:
            run, stop, by = (
                session.get_one(Run, run_id),
                session.get_one(RunStop, stop_id),
                session.get_one(Person, by_id),
            )
            return actions.gather(run, stop, by)
    except Conflict:
        return _lost(run_id, stop_id, by_id)
    except ConnectError:
        return Outcome.REFUSED


def _lost(run_id: int, stop_id: int, by_id: int) -> Outcome:
    with db.transaction() as session:
        run, stop = session.get_one(Run, run_id), session.get_one(RunStop, stop_id)
        why = actions.why_gone(run, stop)
        if why is None:
            return Outcome.REFUSED  # it has changed in this moment: the next press takes it
        actions.leave(run, stop, why, session.get_one(Person, by_id))
    return Outcome.LOST


@bp.post("/runs/<pid:public_id>/set-out")
@open_to("signed_in")
def run_set_out(public_id: str) -> Answer:
    """The run is on the road."""
    return _moved(public_id, actions.set_out, _("The run is on the road. Go safely."))


@bp.post("/runs/<pid:public_id>/finish")
@open_to("signed_in")
def run_finish(public_id: str) -> Answer:
    """The run is over: what was not brought goes back, and nobody of it sees a contact any more."""
    answer = _moved(public_id, actions.finish, _("The run is over. What was not brought is back on the list."))
    jobs.let_go_all(queries.by_public_id(public_id).id, current_person().id)
    return answer


def _moved(public_id: str, act: Callable[[Run, Person, By], Any], said: str) -> Answer:
    with db.transaction():
        run = run_for(public_id, Seat.COORDINATOR, Seat.LEADER)
        leads = Seat.COORDINATOR not in queries.seats(run, current_person())
        act(run, current_person(), By.LEADER if leads else By.COORDINATOR)
    web.tell(said)
    return web.see_other("shopping.run_stops", public_id=public_id)


# --- Another leader ---------------------------------------------------------------------------------------


@bp.route("/runs/<pid:public_id>/team/<int:number>/handover", methods=["GET", "POST"])
@open_to("signed_in")
def run_handover(public_id: str, number: int) -> Answer:
    """Somebody else leads a team of an approved run: what it holds moves along, case by case."""
    run = run_for(public_id, Seat.COORDINATOR)
    team = next((one for one in run.teams if one.number == number), None)
    if team is None or run.state not in UNDER_WAY:
        raise NotFound
    if request.method == "GET":
        return _leader_page(run, team)
    try:
        _change_leader(run.id, team.id, one_line(request.form.get("leader", "")))
    except RuleBroken as error:
        return _leader_page(queries.by_public_id(public_id), team, error.message, 422)
    web.tell(_("Somebody else leads this team now. Whoever led it before sees nothing of it any more."))
    return web.see_other("shopping.run_stops", public_id=public_id)


def _change_leader(run_id: int, team_id: int, code: str) -> None:
    chosen = accounts.by_public_id(code) if code else None
    if chosen is None:
        raise RuleBroken(_("Choose who leads the team now."))
    with db.transaction() as session:
        run, team = session.get_one(Run, run_id), session.get_one(RunTeam, team_id)
        actions.change_leader(run, team, session.get_one(Person, chosen.id), current_person())
    jobs.hand_on_all(run_id, current_person().id)


def _leader_page(run: Run, team: RunTeam, error: object = None, status: int = 200) -> Answer:
    members = accounts.members(run.organization) if run.organization else []
    possible = [one for one in members if one.id not in (team.leader_id, run.approved_by_id) and one.is_active]
    page = web.page("shopping/run_handover.html", run=run, team=team, possible=possible, error=error)
    return web.private(page), status
