"""Pages of a person's sessions, and of a new device to confirm."""

from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries
from connect.accounts.sign_in import current_session, sessions as actions
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.sign_in.models import Session
from connect.accounts.views.blueprint import bp, per_person
from connect.accounts.words import device_in_words
from connect.web import Answer, open_to

bp.add_app_template_filter(device_in_words)


@bp.app_context_processor
def news() -> dict[str, Session | None]:
    """The sign-in from a new device that the next page tells of; read only when there is one."""
    session = current_session.session()
    return {"new_sign_in": queries.news(session) if session and session.news_id else None}


@bp.get("/sessions")
@open_to("signed_in")
def sessions() -> Answer:
    """Every browser in which this person is signed in, with a button to end each."""
    mine = [one for one in queries.sessions(current_person()) if not current_session.is_over(one)]
    return web.private(web.page("accounts/sessions.html", sessions=mine, this=current_session.session()))


@bp.post("/sessions/<pid:public_id>/end")
@open_to("signed_in")
@per_person("60/hour")
def session_end(public_id: str) -> Answer:
    """Ends one of them; ending this one is signing out."""
    person, this = current_person(), current_session.session()
    with db.transaction():
        ended = actions.end(person, public_id)
    if this and ended.id == this.id:
        current_session.leave()
        web.tell(_("You are signed out."))
        return web.see_other("home.front")
    web.tell(_("Ended. If it was not you, change your password now: whoever it was knows it."))
    return web.see_other("accounts.sessions")


@bp.post("/sessions/end-others")
@open_to("signed_in")
def end_other_sessions() -> Answer:
    """Ends all but this one."""
    person, this = current_person(), current_session.session()
    with db.transaction():
        actions.end_all(person, but=this)
    web.tell(_("Everywhere else you are signed out."))
    return web.see_other("accounts.sessions")


@bp.post("/sessions/mine")
@open_to("signed_in")
def session_mine() -> Answer:
    """Confirms the new device that this session was told of: it is not told again."""
    this = current_session.session()
    with db.transaction():
        if this:
            actions.answer(this)
    return web.see_other("accounts.sessions")
