"""The run on the requester's own page: the name of who comes, the hour about, and *not this person*."""

from flask.blueprints import BlueprintSetupState

from connect import db
from connect.cases.models import Case
from connect.registry import case_parts, claims
from connect.registry.case_parts import Values
from connect.shopping.blueprint import bp
from connect.shopping.gathering import queries
from connect.shopping.runs.models import Run


@bp.record_once
def _ready(setup: BlueprintSetupState) -> None:
    setup.app.jinja_env.globals["run_code_of"] = queries.code_of_run


@case_parts.mark
def _moved(case: Case) -> object:
    """Which run holds it, who leads, and when it arrives."""
    found = queries.run_of_case(case.id)
    return (found[0].id, found[1].arrives_at, found[2].person_id) if found else None


@case_parts.part("shopping/parts/run_own.html", page="own_page", order=-1)
def _own(case: Case, token: str) -> Values | None:
    """The leader who comes with a run, and the hour about."""
    found = queries.run_of_case(case.id)
    if found is None:
        return None
    run, stop, claim = found
    return {
        "run": run, "stop": stop, "claim": claim, "token": token, "name": queries.name_of(run),
        "members": [one.person for one in stop.team.members] if stop.team else [],
    }  # fmt: skip


@claims.names_runs
def _name(number: int) -> str:
    run = db.session.get(Run, number)
    return queries.name_of(run) if run else ""
