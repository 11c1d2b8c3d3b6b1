"""The requester's rights by the secret link: another look, a copy of all that is kept, and to delete it."""

from flask_babel import gettext as _

from connect import db, web
from connect.cases import export, queries, wiping
from connect.cases.changes import reversals
from connect.cases.changes.forms import NoteForm
from connect.cases.views.blueprint import bp
from connect.cases.views.mine import kept, page
from connect.errors import RuleBroken
from connect.text import clean
from connect.web import Answer, open_to
from connect.web.pages.forms import Form


@bp.post("/mine/<token>/contest")
@open_to("anyone")
def mine_contest(token: str) -> Answer:
    """Asks for another look at what was not accepted, in the requester's words."""
    case, form = kept(token), NoteForm()
    if not form.validate():
        return page(case, token, form, 422)
    try:
        with db.transaction():
            reversals.contest(queries.by_token(token), clean(form.note.data))
        web.tell(_("Your request is with the moderators again. Another one than before reads it first."))
    except RuleBroken as error:
        web.warn(error.message)
    return web.see_other("cases.mine", token=token)


@bp.get("/mine/<token>/download")
@open_to("anyone")
def mine_download(token: str) -> Answer:
    """Sends all that is kept about the request, as a file."""
    case = kept(token)
    return web.download(export.of_case(case), f"connect-{case.public_id}")


@bp.route("/mine/<token>/delete", methods=["GET", "POST"])
@open_to("anyone")
def mine_delete(token: str) -> Answer:
    """Asks once more, then deletes all that is personal at once; the request ends with it."""
    case, form = kept(token), Form()
    if not form.validate_on_submit():
        return web.private(web.page("cases/mine_delete.html", case=case, token=token))
    with db.transaction():
        wiping.wipe(queries.by_token(token))
    web.tell(_("Your data is deleted."))
    return web.see_other("cases.mine", token=token)
