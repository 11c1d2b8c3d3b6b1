"""The officials' table of what households of an area answered, logged with a reason."""

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from connect import db, web
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.sign_in.current_session import current_person, proved
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.answers import table
from connect.crypto import audit_log
from connect.errors import NotFound
from connect.incidents import kinds
from connect.incidents.questions import queries as questions
from connect.moderation.blueprint import bp
from connect.web import Answer, open_to
from connect.web.pages.tables import csv_files

audit_log.kinds(answers="an official took home what households of an area answered")

REASONS = {
    "plan": _l("To plan what is brought where"),
    "check": _l("To check whether the questions are understood"),
    "report": _l("For a report to another office"),
}


@bp.get("/answers")
@open_to("official", "admin")
def answers() -> Answer:
    """The form: which questions, of which area, what for."""
    own = _own()
    asked = {kind.code for kind in kinds.KINDS if any(questions.related(kind.code, place.path) for place in own)}
    page = web.page(
        "moderation/answers.html", places=[*own, *_below(own)], reasons=REASONS, area_label=areas.label,
        utilities=[kind for kind in kinds.KINDS if kind.code in asked], chosen=request.args,
    )  # fmt: skip
    return web.private(page)


@bp.post("/answers.csv")
@open_to("official", "admin")
@proved("moderation.answers", args=["area", "utility"])
def answers_csv() -> Answer:
    """The table as a file, after a line in the log."""
    place, utility = _place(request.form.get("area", "")), request.form.get("utility", "")
    if utility not in kinds.BY_CODE:
        raise NotFound
    reason = request.form.get("reason", "")
    if reason not in REASONS:
        web.warn(_("Choose what you need it for: it stands in the log."))
        return web.see_other("moderation.answers", area=place.code, utility=utility)
    with db.transaction():
        audit_log.write("answers", by=current_person().id, about=f"area {place.id}", detail=f"{utility} {reason}")
    found = table.of_area(utility, place)
    return web.private(csv_files.answer(f"answers-{utility}-{place.code}.csv", found.heads, found.rows))


def _own() -> list[Place]:
    """The areas that this person answers for, the widest first."""
    paths = {path for role in account_rules.VERIFIERS for path in accounts.scopes(current_person(), role)}
    return sorted((areas.get(path.rstrip("/").rsplit("/", 1)[-1]) for path in paths), key=lambda one: one.path)


def _below(own: list[Place]) -> list[Place]:
    """The areas right below a single one."""
    if len(own) != 1:
        return []
    return areas.provinces() if own[0].parent_id is None else areas.wards_of(own[0])


def _place(code: str) -> Place:
    """An area that this person answers for; any other looks like one that does not exist."""
    place = areas.get(code)
    if not account_rules.may_verify(current_person().roles, place.path):
        raise NotFound
    return place
