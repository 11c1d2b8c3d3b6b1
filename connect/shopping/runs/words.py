"""The words of runs, in both languages."""

from typing import Any

from flask_babel import format_decimal, gettext as _, lazy_gettext as _l, ngettext

from connect.shopping.runs import routes, rules
from connect.shopping.runs.models import Run, RunEvent, RunStop
from connect.shopping.runs.routes import Why
from connect.shopping.runs.rules import State, Verb

STATES = {
    State.DRAFT: _l("being prepared"),
    State.PLANNING: _l("being planned"),
    State.PLANNED: _l("routes planned"),
    State.APPROVED: _l("approved"),
    State.OUT: _l("on the way"),
    State.DONE: _l("over"),
    State.CANCELLED: _l("cancelled"),
}
TONES = {
    State.DRAFT: "wait", State.PLANNING: "wait", State.PLANNED: "ready", State.APPROVED: "taken", State.OUT: "taken",
    State.DONE: "done", State.CANCELLED: "wait",
}  # fmt: skip
VEHICLES = {
    "foot": _l("on foot"), "bicycle": _l("bicycle"), "motorbike": _l("motorbike"), "car": _l("car or van"),
}  # fmt: skip
WHY = {
    Why.TOO_HEAVY: _l("No team can carry it, even alone."),
    Why.WINDOW: _l("No team can be there within the hours of delivery."),
    Why.OUTSIDE: _l("It is too far from where the teams load."),
    Why.ELSEWHERE: _l("It is in another run already."),
    Why.TAKEN: _l("A neighbour has taken it meanwhile."),
    Why.CHANGED: _l("It was withdrawn or changed meanwhile."),
    Why.FULL: _l("What the teams can carry is used up."),
    Why.TIME: _l("The teams have no time left for it."),
}
# What the coordinator can do about it.
WHAT_NOW = {
    Why.TOO_HEAVY: _l("Give a team more kilograms or bags, or a larger vehicle."),
    Why.WINDOW: _l("Let a team start earlier, or take a faster vehicle."),
    Why.OUTSIDE: _l("Plan a second run that starts nearer to it."),
    Why.FULL: _l("Add a team, or let one carry more."),
    Why.TIME: _l("Add a team, or let one go longer."),
}
VERBS = {
    Verb.MAKE: _l("Made"), Verb.CHANGE: _l("Teams were changed"), Verb.PLAN: _l("Asked to be planned"),
    Verb.SOLVED: _l("Routes planned"), Verb.STUCK: _l("Could not be planned"), Verb.SHIFT: _l("A stop was moved"),
    Verb.LEADER: _l("Another leader"), Verb.LEFT: _l("A stop has left the run"), Verb.APPROVE: _l("Approved"),
    Verb.SET_OUT: _l("On the way"), Verb.FINISH: _l("Over"), Verb.CANCEL: _l("Cancelled"),
}  # fmt: skip
FAULTS = {
    "quarter": _l("Write full quarters of an hour, such as 6:15."),
    "order": _l("The end must come after the beginning."),
    "long": _l("A team goes for 14 hours at most. Make two teams of it."),
    "window": _l("This is outside of the hours of delivery."),
    "unknown": _l("Choose one of these."),
}
MOST = {"kg": rules.MOST_KG, "bags": rules.MOST_BAGS, "most_stops": routes.MOST_STOPS}


def fault(name: str, code: str) -> str:
    """The words of a fault of `rules.trouble_with_team` at a field."""
    if code == "range":
        return _("Write a whole number from 1 to %(most)s.", most=MOST[name])
    return str(FAULTS[code])


def title(run: Run) -> str:
    """A run by where it starts."""
    return _("Run from %(place)s", place=run.start_name)


def length(run: Run) -> str:
    """How far and how long the whole run goes, in whole kilometres."""
    hours, minutes = divmod(run.minutes or 0, 60)
    km = (run.metres or 0) // 1000
    if not hours:
        return _("about %(km)s km, %(minutes)s minutes of all teams together", km=km, minutes=minutes)
    return _("about %(km)s km, %(hours)s h %(minutes)s min of all teams together", km=km, hours=hours, minutes=minutes)


def stops(number: int) -> str:
    """So many stops."""
    return ngettext("%(num)s stop", "%(num)s stops", number)


def bags(number: int) -> str:
    """So many bags."""
    return ngettext("%(num)s bag", "%(num)s bags", number)


def number_of(stop: RunStop, run: Run) -> int | None:
    """The number of the team that brings a stop."""
    return next((team.number for team in run.teams if team.id == stop.team_id), None)


def weight(grams: int) -> str:
    """Kilograms as people say them: "6,2 kg"."""
    return f"{format_decimal(round(grams / 1000, 1))} kg"


def told(event: RunEvent, name: str | None, codes: dict[int, str]) -> str:
    """A line of the history; `codes`: names by the inner numbers of people."""
    detail: dict[str, Any] = event.detail
    said = str(VERBS[event.verb])
    if event.verb == Verb.SOLVED:
        said = _("Planned: %(stops)s, %(left)s left out", stops=stops(detail["stops"]), left=detail["left"])
    elif event.verb == Verb.LEADER:
        said = _("Team %(n)s is led by %(name)s now", n=detail["team"], name=codes.get(detail.get("now", 0), "–"))
    elif event.verb == Verb.LEFT:
        said = _("A stop has left the run: %(why)s", why=str(WHY[Why(detail["why"])]).rstrip("."))
    elif event.verb == Verb.SHIFT and detail.get("team"):
        said = _("%(order)s stays with team %(n)s", order=detail["order"], n=detail["team"])
    elif event.verb == Verb.PLAN and "gone" in detail:
        said = _("Planned again, because stops have gone")
    return f"{said} · {name}" if name else said
