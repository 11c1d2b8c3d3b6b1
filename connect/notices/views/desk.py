"""The steps of a notice between writing and publishing: handed in, looked at, sent back, published alone."""

from flask import Response, request
from flask_babel import lazy_gettext as _l

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotFound, RuleBroken
from connect.notices import actions, queries, rules, transitions
from connect.notices.blueprint import bp
from connect.notices.forms import DeskForm
from connect.notices.models import Notice
from connect.notices.rules import State, Verb
from connect.notices.views.read import is_at_desk, is_hers
from connect.notices.views.write import drop_unshown
from connect.notices.words import VERBS
from connect.notices.writing import naming
from connect.text import clean, one_line
from connect.web import Answer, open_to

DISCARD = "discard"
TOLD = {
    Verb.SUBMIT: _l("Handed in. It is published once a second official has looked at it."),
    Verb.SEND_BACK: _l("Sent back to its author, with your reason."),
    Verb.APPROVE: _l("The notice is published."),
    Verb.PUBLISH: _l("The notice is published."),
    Verb.PUBLISH_ALONE: _l("The notice is published, without a second official."),
    DISCARD: _l("The draft is gone."),
}
PUBLISHING = (Verb.PUBLISH, Verb.APPROVE, Verb.PUBLISH_ALONE)


@bp.route("/<pid:public_id>/desk", methods=["GET", "POST"])
@open_to("official", "admin")
def desk(public_id: str) -> Answer:
    """Shows those of its area what may be done with a notice that is not out, and does it on a press."""
    notice = queries.by_public_id(public_id)
    if not is_at_desk(notice) or (request.method == "GET" and notice.state not in rules.UNSENT):
        raise NotFound
    form = DeskForm()
    if request.method == "GET":
        return _page(notice, form)
    try:
        with db.transaction():
            after, before = _moved(queries.by_public_id(public_id), form)
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _page(queries.by_public_id(public_id), form), 422
    drop_unshown(before)
    web.tell(str(TOLD[form.verb.data]))
    return web.see_other("notices.show", public_id=after.public_id) if after else web.see_other("notices.mine")


def _moved(notice: Notice, form: DeskForm) -> tuple[Notice | None, str | None]:
    """The notice after the move, None where it was thrown away, and the picture that it may show no more."""
    by, reason = current_person(), clean(form.reason.data or "")[: rules.LONGEST_REASON]
    target = queries.by_id(notice.updates_id) if notice.updates_id else notice
    before = target.picture
    if form.edition.data != notice.edition:
        raise Conflict(transitions.CHANGED_MEANWHILE)
    if form.verb.data == DISCARD:
        actions.discard(notice, by, notice.edition)
        return None, notice.picture
    if form.verb.data not in TOLD:
        raise NotFound
    verb = Verb(form.verb.data)
    if verb in (Verb.PUBLISH, Verb.APPROVE):
        naming.require(notice, one_line(form.area_name.data))
    if verb in PUBLISHING:
        return actions.publish(notice, by, verb, reason=reason, area_name=one_line(form.area_name.data)), before
    transitions.move(notice, verb, by, reason=reason)
    return notice, before


def _page(notice: Notice, form: DeskForm) -> Response:
    """The notice as it will be read, its history, and the moves that are this person's."""
    person = current_person()
    verbs = [verb for verb in Verb if transitions.may(verb, notice, person)]
    page = web.page(
        "notices/desk.html", notice=notice, form=form, verbs=verbs, events=queries.events(notice), verb_words=VERBS,
        before=queries.by_id(notice.updates_id) if notice.updates_id else None,
        named=naming.to_be_typed(notice),
        discards=notice.state == State.DRAFT and is_hers(notice),
    )  # fmt: skip
    return web.private(page)
