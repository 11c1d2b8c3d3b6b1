"""Accounts that may look at no contact for now, and the word that opens them again."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import actions, queries, rules
from connect.accounts.models import Lock
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.accounts.views.blueprint import bp
from connect.accounts.words import LOCKS
from connect.errors import NotFound, RuleBroken
from connect.text import clean
from connect.web import Answer, open_to
from connect.web.pages.forms import typed


@bp.get("/locks")
@open_to("admin")
def locks() -> Answer:
    """The locks of this admin's area: why, since when, and what came of them."""
    kept = before_proof()
    return _page(
        {int(kept["lock"]): kept["note"]} if kept.keys() >= {"lock", "note"} and kept["lock"].isdigit() else {}
    )


def _page(typed: dict[int, str], error: str | None = None, status: int = 200) -> Answer:
    found = queries.locks(current_person())
    page = web.private(web.page("accounts/locks.html", locks=found, typed=typed, error=error, lock_words=LOCKS))
    return page, status


@bp.post("/locks/<int:number>")
@open_to("admin")
@proved("accounts.locks", keeps=["note", "lock"])
def lift(number: int) -> Answer:
    """Lifts one, with a note of what was said."""
    note = clean(request.form.get("note", ""))
    try:
        typed("note", 200)
        with db.transaction():
            actions.lift(_of_hers(number), current_person(), note)
    except RuleBroken as error:
        return _page({number: note}, str(error.message), 422)
    web.tell(_("Lifted. It stays in the log with your note."))
    return web.see_other("accounts.locks")


def _of_hers(number: int) -> Lock:
    found = queries.lock(number) if number < 2**62 else None
    if found is None or not rules.may_lift(current_person().roles, found.person.roles):
        raise NotFound
    return found
