"""How the sending of a notice goes, for the officials of its channel; they pause it, let it go on, cancel it."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from connect import db, web
from connect.accounts.sign_in import current_session
from connect.deliveries.ledger import transitions
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import Verb
from connect.deliveries.progress import queries as progress, words
from connect.errors import Conflict, NotFound, RuleBroken
from connect.notices import queries
from connect.notices.blueprint import bp
from connect.notices.following import dispatching
from connect.notices.forms import SendingForm
from connect.notices.models import Notice
from connect.notices.views.read import is_hers
from connect.web import Answer, open_to
from connect.web.pages import fresh

TOLD = {
    Verb.PAUSE: _l("Paused. Nothing more leaves until you let it go on."),
    Verb.GO_ON: _l("It goes on."),
    Verb.CANCEL: _l("Cancelled. What has not left does not leave any more."),
    Verb.AGAIN: _l("What nobody knew to have left is sent again."),
}


def _version(public_id: str) -> str:
    return _said(_sendings(_hers(public_id)))


@bp.get("/<pid:public_id>/sending")
@open_to("official")
@fresh.polled(_version, view_marks=True)
def sending(public_id: str) -> Answer:
    """Shows officials of its channel how many have been told of a notice, and what may be done."""
    notice = _hers(public_id)
    found = _sendings(notice)
    fresh.mark(_said(found))
    page = web.page(
        "notices/sending.html", notice=notice, found=found, words=words, version_of=dispatching.version_of,
        events=progress.events(found[0].dispatch) if found else [],
    )  # fmt: skip
    return web.private(page)


@bp.post("/<pid:public_id>/sending/pause")
@open_to("official")
def sending_pause(public_id: str) -> Answer:
    """Keeps a sending back, or lets it go on: undone by one press, so no proof is asked for."""
    return _moved(public_id, (Verb.PAUSE, Verb.GO_ON))


@bp.post("/<pid:public_id>/sending/end")
@open_to("official")
@current_session.proved("notices.sending")
def sending_end(public_id: str) -> Answer:
    """Cancels a sending, or has sent again what nobody knows to have left: neither can be undone."""
    return _moved(public_id, (Verb.CANCEL, Verb.AGAIN))


def _moved(public_id: str, verbs: Collection[Verb]) -> Answer:
    form, notice = SendingForm(), _hers(public_id)
    if form.verb.data not in verbs:
        raise NotFound
    verb = Verb(form.verb.data)
    try:
        with db.transaction():
            transitions.move(_newest(notice, form.version.data), verb, current_session.current_person())
        web.tell(str(TOLD[verb]))
    except RuleBroken as error:
        web.warn(str(error.message))
    return web.see_other("notices.sending", public_id=public_id)


def _newest(notice: Notice, version: int | None) -> Dispatch:
    """The newest sending of a notice, if that is the version that was read. Raises Conflict."""
    found = dispatching.of_notice(notice)
    if not found or (dispatching.version_of(found[0]) or 0) != version:
        raise Conflict(_l("A newer version is being sent meanwhile. Look at that one."))
    return found[0]


def _hers(public_id: str) -> Notice:
    notice = queries.by_public_id(public_id)
    if not is_hers(notice):
        raise NotFound
    return notice


def _sendings(notice: Notice) -> list[progress.Progress]:
    return [progress.of(one) for one in dispatching.of_notice(notice)[:MOST]]


def _said(found: list[progress.Progress]) -> str:
    return progress.version(found, {one.dispatch.id: len(progress.events(one.dispatch)) for one in found[:1]})


MOST = 5  # versions that are told of
