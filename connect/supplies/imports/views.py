"""The pages of imports: a file is sent, its columns are said, its rows are looked at, decided about, then written."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import current_person, proved
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict, NotAllowed
from connect.supplies.blueprint import bp
from connect.supplies.imports import files, jobs, queries, reading, rules, words, writing
from connect.supplies.imports.models import Decision, Outcome, Stage, SupplyImport
from connect.text import one_line, whole_number
from connect.web import Answer, open_to
from connect.web.request_sizes import takes_pictures
from connect.workbooks.opening import Refused

AT_ONCE = 1  # batches that a request does itself, so that a short list is through at once
READ_AT_ONCE = 200_000  # bytes, some 2,000 rows; a larger file is put down for the worker
LOOK_AGAIN_S = 10


@bp.route("/imports", methods=["GET", "POST"])
@open_to("official", "admin")
@takes_pictures
def imports() -> Answer:
    """The imports of an official, and the form by which the next one begins."""
    if request.method == "GET":
        return _list([])
    source, sent = one_line(request.form.get("source", ""))[:40], request.files.get("file")
    if not source or sent is None or not sent.filename:
        return _list([_("Give the list a name, and choose its file.")], 422)
    area, file = _area(current_person(), request.form.get("area", "")), sent.stream.read()
    try:
        reading.glance(file)
        public_id = (_read_now if len(file) <= READ_AT_ONCE else _put_down)(file, source, area)
    except Refused as error:
        return _list([words.refused(error.why, error.values)], 422)
    return web.see_other("supplies.imports_one", public_id=public_id)


def _read_now(file: bytes, source: str, area: Place) -> str:
    lines = reading.lines(file)
    if len(lines) < 2:
        raise Refused("nothing")
    with db.transaction():
        return writing.begin(lines, source, area, current_person(), rules.guessed(lines[0].cells)).public_id


def _put_down(file: bytes, source: str, area: Place) -> str:
    public_id = new_public_id()
    kept = files.put_down(file, public_id)
    try:
        with db.transaction():
            writing.wait(kept, public_id, source, area, current_person())
    except BaseException:
        files.drop(kept.name)
        raise
    return public_id


def _list(errors: list[str], status: int = 200) -> Answer:
    person = current_person()
    page = web.page(
        "supplies/imports.html", imports=queries.of_person(person), areas=_areas(person), errors=errors, words=words,
        source=request.form.get("source", ""),
    )  # fmt: skip
    return web.private(page), status


def _areas(person: Person) -> list[Place]:
    """The areas for which somebody is an official or an admin."""
    held = (one for one in person.roles if one.role in (RoleName.OFFICIAL, RoleName.ADMIN) and one.area)
    return [areas.by_id(one.area.id) for one in held if one.area]


def _area(person: Person, code: str) -> Place:
    found = [one for one in _areas(person) if one.code == code]
    if not found:
        raise NotAllowed(_("You bring in points of your own area only."))
    return found[0]


@bp.get("/imports/<pid:public_id>")
@open_to("official", "admin")
def imports_one(public_id: str) -> Answer:
    """One import as it stands: its columns, what was found of its rows, what is to be decided, and the way on."""
    return _one(_mine(public_id))


def _one(found: SupplyImport, error: object = "", status: int = 200) -> Answer:
    bad = queries.rows(found, Outcome.BAD, request.args.get("bad", 0, type=int))
    doubts = queries.rows(found, Outcome.DOUBT, most=20)
    at_work, still = found.stage in (Stage.READING, Stage.CHECKING, Stage.WRITING), "still" in request.args
    page = web.page(
        "supplies/imports_one.html", found=found, counts=queries.counts(found), bad=bad, doubts=doubts, error=error,
        points=queries.points(one.point_id for one in doubts), words=words, stages=Stage, outcomes=Outcome,
        decisions=Decision, cell=rules.cell, needed=rules.NEEDED, at_work=at_work, still=still, every_s=LOOK_AGAIN_S,
    )  # fmt: skip
    answer = web.private(page)
    if at_work and not still:
        answer.headers["Refresh"] = str(LOOK_AGAIN_S)
    return answer, status


def _mine(public_id: str) -> SupplyImport:
    return queries.by_public_id(public_id, current_person())


@bp.post("/imports/<pid:public_id>/columns")
@open_to("official", "admin")
def imports_columns(public_id: str) -> Answer:
    """Says which column is what, and has every row looked at."""
    found = _mine(public_id)
    said = {name: request.form.get(name, "", type=str) for name in rules.COLUMNS}
    columns = {
        name: number
        for name, one in said.items()
        if (number := whole_number(one, digits=2)) is not None and number < 40
    }
    if not set(rules.NEEDED) <= set(columns) or len(set(columns.values())) != len(columns):
        return _one(found, _("Say which column has the name and which the kind, and no column twice."), 422)
    return _done(public_id, lambda: writing.check_anew(_mine(public_id), columns))


@bp.post("/imports/<pid:public_id>/decide")
@open_to("official", "admin")
def imports_decide(public_id: str) -> Answer:
    """Keeps what was decided about rows in doubt."""
    said = {name.removeprefix("row-"): one for name, one in request.form.items() if name.startswith("row-")}
    decisions = {
        number: Decision(one) for row, one in said.items()
        if (number := whole_number(row, digits=7)) is not None and one in tuple(Decision)
    }  # fmt: skip
    with db.transaction():
        writing.decide(_mine(public_id), decisions)
    return web.see_other("supplies.imports_one", public_id=public_id)


@bp.post("/imports/<pid:public_id>/write")
@open_to("official", "admin")
@proved("supplies.imports_one")
def imports_write(public_id: str) -> Answer:
    """Begins to write every row that is new or changes a point."""
    return _done(public_id, lambda: writing.write(_mine(public_id)))


def _done(public_id: str, act: Callable[[], None]) -> Answer:
    try:
        with db.transaction():
            act()
    except Conflict as error:
        return _one(_mine(public_id), error.message, 409)
    jobs.batches(_mine(public_id).id, AT_ONCE)
    return web.see_other("supplies.imports_one", public_id=public_id)
