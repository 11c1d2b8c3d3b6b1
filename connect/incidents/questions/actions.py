"""Writing sets of questions: drafts are written over, one editor at a time; what is published never changes."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.crypto import audit_log
from connect.errors import Conflict, NotFound, RuleBroken
from connect.incidents import kinds
from connect.incidents.questions import queries, rules
from connect.incidents.questions.editing import drafting
from connect.incidents.questions.editing.drafting import Question, digest
from connect.incidents.questions.models import COUNTRY, QuestionSet

audit_log.kinds(questions="a set of questions was published")

MEANWHILE = _l("Somebody else changed this draft meanwhile. Look at both, then keep what is right.")
PUBLISHED = _l("This version is published and never changes. Begin the next version instead.")
FULL = _l(
    "A set has at most %(most)s questions. Take one out first: people answer on small phones.",
    most=rules.MOST_QUESTIONS,
)
TAKEN = _l("Another question of this set has this code. Choose a different one.")
KEPT_CODE = _l("This question was published with its code and its type, and answers lie under them. Both stay; "
               "for another meaning add a new question.")  # fmt: skip


def start(
    utility: str, owner: Place | None, by: Person, body: Mapping[str, Any] | None = None, note: str = ""
) -> QuestionSet:
    """Begins the draft of the next version of a utility's questions, for an area or, for None, the whole site.

    Raises Conflict where a draft is there already, NotFound of an area that is not the person's.
    """
    if utility not in kinds.BY_CODE:
        raise NotFound
    area_id = None if owner is None or owner.parent_id is None else owner.id
    queries.check_editor(by, COUNTRY if area_id is None or owner is None else owner.path)
    before = queries.newest_number(utility, area_id)
    draft = QuestionSet(
        utility=utility, area_id=area_id, version=before + 1, body=dict(body or {"questions": []}), note=note,
        changed_by_id=by.id, changed_at=clock.now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except sa.exc.IntegrityError as error:
        raise Conflict(_l("There is a draft of these questions already. Go on with that one.")) from error
    return draft


def put_question(draft: QuestionSet, question: Question, by: Person, *, was: str | None, read: str) -> QuestionSet:
    """Adds a question, or writes over the one with the code `was`, if it is still as it was `read`: its digest, or "".

    Raises Conflict when somebody changed it meanwhile, RuleBroken on a 13th, a code in use, a published code or type.
    """
    _open_draft(draft, by)
    there = drafting.find(draft.body, was)
    if digest(there) != read:
        raise Conflict(MEANWHILE)
    if there is None and len(drafting.questions(draft.body)) >= rules.MOST_QUESTIONS:
        raise RuleBroken(FULL)
    if question["code"] != was and drafting.find(draft.body, question["code"]):
        raise RuleBroken(TAKEN)
    kept = there is not None and was in queries.codes_published(draft)
    if there and kept and (question["code"], question["type"]) != (was, there["type"]):
        raise RuleBroken(KEPT_CODE)
    return _write(draft, draft.edits, by, body=drafting.put(draft.body, question, was if there else None))


def move(draft: QuestionSet, code: str, step: int, by: Person, *, edits: int) -> QuestionSet:
    """Moves a question up or down. Raises Conflict when the draft is no longer the one that was read."""
    _open_draft(draft, by)
    return _write(draft, edits, by, body=drafting.moved(draft.body, code, step))


def remove(draft: QuestionSet, code: str, by: Person, *, edits: int) -> QuestionSet:
    """Takes a question out. Raises RuleBroken while another hangs on it, Conflict when the draft was changed."""
    _open_draft(draft, by)
    leaning = drafting.leaning_on(draft.body, code)
    if leaning and draft.edits == edits:
        raise RuleBroken(
            _l("The question “%(code)s” is asked only by what this one says. Change its condition first.",
               code=leaning[0]["code"])
        )  # fmt: skip
    return _write(draft, edits, by, body=drafting.without(draft.body, code))


def replace(draft: QuestionSet, body: Mapping[str, Any], by: Person, *, edits: int) -> QuestionSet:
    """Writes a whole set over the draft, as an import brings it. Raises Conflict when the draft was changed."""
    _open_draft(draft, by)
    return _write(draft, edits, by, body=dict(body))


def publish(draft: QuestionSet, by: Person, *, edits: int, note: str = "") -> QuestionSet:
    """Makes a version of the draft as it was read. Raises RuleBroken while it has faults, Conflict when it changed."""
    _open_draft(draft, by)
    if draft.edits != edits:
        raise Conflict(MEANWHILE)
    if queries.faults(draft):
        raise RuleBroken(_l("These questions cannot be published yet: see what is wrong, line by line."))
    made = _write(draft, edits, by, note=note, published_at=clock.now())
    audit_log.write("questions", by=by.id, about=f"question set {made.id}", detail=f"{made.utility} {made.version}")
    return made


def discard(draft: QuestionSet, by: Person, *, edits: int) -> None:
    """Throws a draft away. Raises Conflict when it was changed or published meanwhile."""
    _open_draft(draft, by)
    gone = sa.delete(QuestionSet).where(*_still(draft, edits)).returning(QuestionSet.id)
    if db.session.scalar(gone.execution_options(synchronize_session=False)) is None:
        raise Conflict(MEANWHILE)
    db.session.expunge(draft)


def _open_draft(draft: QuestionSet, by: Person) -> None:
    queries.check_editor(by, draft.path)
    if draft.published_at is not None:
        raise Conflict(PUBLISHED)


def _write(draft: QuestionSet, edits: int, by: Person, **values: Any) -> QuestionSet:
    """The one statement by which a draft changes: the database decides between two who read it as it was."""
    values |= {"edits": edits + 1, "changed_by_id": by.id, "changed_at": clock.now()}
    changed = sa.update(QuestionSet).where(*_still(draft, edits)).values(values).returning(QuestionSet.id)
    if db.session.scalar(changed.execution_options(synchronize_session=False)) is None:
        raise Conflict(MEANWHILE)
    db.session.refresh(draft)
    return draft


def _still(draft: QuestionSet, edits: int) -> tuple[sa.ColumnElement[bool], ...]:
    return QuestionSet.id == draft.id, QuestionSet.published_at.is_(None), QuestionSet.edits == edits
