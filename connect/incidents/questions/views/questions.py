"""The sets of questions of an official's areas: the list, one set, and its changes line by line."""

from collections.abc import Callable
from itertools import groupby

from flask import request
from flask_babel import get_locale, gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import Conflict, NotFound, RuleBroken
from connect.incidents import kinds
from connect.incidents.blueprint import bp
from connect.incidents.questions import actions, queries, shipped, words
from connect.incidents.questions.editing import drafting, words as told
from connect.incidents.questions.models import QuestionSet
from connect.incidents.questions.rules import MOST_QUESTIONS
from connect.web import Answer, open_to


@bp.get("/questions")
@open_to("official", "admin")
def questions() -> Answer:
    """All sets by utility, and where a set can be begun."""
    person = current_person()
    sets = queries.listed(person)
    by_utility = {code: list(of) for code, of in groupby(sets, lambda one: one.utility)}
    utilities = [(kind, by_utility.pop(kind.code, [])) for kind in kinds.KINDS]
    page = web.page(
        "incidents/questions.html", utilities=utilities, owners=queries.owners(person), shipped=shipped.UTILITIES,
        any_=bool(sets), area_label=areas.label,
    )  # fmt: skip
    return web.private(page)


@bp.post("/questions/start")
@open_to("official", "admin")
def questions_start() -> Answer:
    """Begins a draft: empty, with the questions that come with the software, or with those of a published version."""
    utility, person = request.form.get("utility", ""), current_person()
    owner = areas.get(request.form.get("area", ""))
    body = _beginning(utility, request.form.get("with", ""))
    try:
        with db.transaction():
            draft = actions.start(utility, owner, person, body)
    except Conflict as error:
        web.warn(error.message)
        found = queries.draft_of(utility, None if owner.parent_id is None else owner.id)
        return web.see_other("incidents.questions_set", public_id=found.public_id) if found else _all()
    web.tell(_("The draft is there. Nobody is asked before you publish it."))
    return web.see_other("incidents.questions_set", public_id=draft.public_id)


def _all() -> Answer:
    return web.see_other("incidents.questions")


def _beginning(utility: str, what: str) -> drafting.Body | None:
    """The questions to begin with: those shipped, or of the version with this public id; None: none."""
    if what == "shipped":
        return shipped.body(utility)
    if what:
        found = queries.by_public_id(what, current_person())
        if found.utility == utility:
            return found.body
    return None


@bp.get("/questions/<pid:public_id>")
@open_to("official", "admin")
def questions_set(public_id: str) -> Answer:
    """One set: its questions in order, what is wrong with them, and what can be done."""
    return web.private(page_of(queries.by_public_id(public_id, current_person())))


@bp.post("/questions/<pid:public_id>/move")
@open_to("official", "admin")
def questions_move(public_id: str) -> Answer:
    """Moves a question one place up or down."""
    step = 1 if request.form.get("step") == "down" else -1
    return _changed(public_id, lambda draft, edits: actions.move(
        draft, request.form.get("code", ""), step, current_person(), edits=edits
    ), "")  # fmt: skip


@bp.post("/questions/<pid:public_id>/remove")
@open_to("official", "admin")
def questions_remove(public_id: str) -> Answer:
    """Takes a question out of a draft."""
    return _changed(public_id, lambda draft, edits: actions.remove(
        draft, request.form.get("code", ""), current_person(), edits=edits
    ), _("The question is taken out of the draft."))  # fmt: skip


@bp.post("/questions/<pid:public_id>/discard")
@open_to("official", "admin")
def questions_discard(public_id: str) -> Answer:
    """Throws a draft away."""
    try:
        with db.transaction():
            actions.discard(queries.to_edit(public_id, current_person()), current_person(), edits=edits_sent())
    except Conflict as error:
        return refused(public_id, error)
    web.tell(_("The draft is thrown away. What was published stays."))
    return _all()


def _changed(public_id: str, change: Callable[[QuestionSet, int], object], said: str) -> Answer:
    """Does one change to a draft, and leads back to it; a change that came too late shows the draft as it is now."""
    try:
        with db.transaction():
            change(queries.to_edit(public_id, current_person()), edits_sent())
    except (Conflict, RuleBroken) as error:
        return refused(public_id, error)
    if said:
        web.tell(said)
    return web.see_other("incidents.questions_set", public_id=public_id)


def edits_sent() -> int:
    """Which writing of the draft the sender had read; -1: none that ever was."""
    sent = request.form.get("edits", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def refused(public_id: str, error: Conflict | RuleBroken) -> Answer:
    """The draft as it is now, with why a change was not made."""
    found = queries.to_edit(public_id, current_person())
    return web.private(page_of(found, str(error.message))), 409 if isinstance(error, Conflict) else 422


def page_of(found: QuestionSet, trouble: str = "") -> str:
    """The page of a set."""
    lang, asked = str(get_locale()), drafting.questions(found.body)
    may_edit = queries.may_edit(current_person(), found.path)
    is_draft = found.published_at is None
    faults = told.by_line(queries.faults(found)) if is_draft else {}
    before = queries.versions(found)
    return web.page(
        "incidents/questions_set.html", set=found, asked=asked, may_edit=may_edit, may_change=may_edit and is_draft,
        faults=faults, wrong=sum(map(len, faults.values())), trouble=trouble, kind=kind_of(found), types=words.TYPES,
        shown_to=words.SHOWN_TO, most=MOST_QUESTIONS, versions=before,
        newest=bool(before) and before[-1].id == found.id, draft=queries.draft_of(found.utility, found.area_id),
        conditions={one["code"]: told.condition(one.get("ask_if"), asked, lang) for one in asked},
        label=told.label, area_label=areas.label,
    )  # fmt: skip


def kind_of(found: QuestionSet) -> kinds.Kind:
    """The utility of a set. NotFound where the catalogue has it no longer."""
    kind = kinds.BY_CODE.get(found.utility)
    if kind is None:
        raise NotFound
    return kind
