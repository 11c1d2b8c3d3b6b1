"""A set as an XLSForm: taken home, changed in a spreadsheet, brought in again."""

from flask import Response, request
from flask_babel import get_locale, gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict
from connect.incidents.blueprint import bp
from connect.incidents.questions import actions, queries
from connect.incidents.questions.models import QuestionSet
from connect.incidents.questions.views.questions import edits_sent, kind_of, refused
from connect.incidents.questions.xlsform import incoming, words, writing
from connect.web import Answer, open_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/questions/<pid:public_id>/xlsform.xlsx")
@open_to("official", "admin")
def questions_xlsform_xlsx(public_id: str) -> Answer:
    """The file of a set."""
    found = queries.by_public_id(public_id, current_person())
    title = kind_of(found).name(str(get_locale()))
    made = Response(writing.workbook(found.body, found.utility, title, found.version), mimetype=XLSX)
    name = f"{found.utility}-{found.version}.xlsx"
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return web.private(made)


@bp.route("/questions/<pid:public_id>/xlsform", methods=["GET", "POST"])
@open_to("official", "admin")
def questions_xlsform(public_id: str) -> Answer:
    """The way out and in; what comes in takes the place of the whole draft, or is refused row by row."""
    draft = queries.to_edit(public_id, current_person())
    if request.method == "GET" or draft.published_at is not None:
        page = _page(draft, [])
        return web.private(page) if request.method == "GET" else (web.private(page), 409)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return web.private(_page(draft, [_("Choose the file.")])), 422
    found = incoming.read(sent.stream.read())
    if found.troubles:
        return web.private(_page(draft, [words.said(one) for one in found.troubles])), 422
    try:
        with db.transaction():
            fresh = queries.to_edit(public_id, current_person())
            actions.replace(fresh, found.body, current_person(), edits=edits_sent())
    except Conflict as error:
        return refused(public_id, error)
    web.tell(_("The workbook is in the draft now. Look it over before you publish it."))
    return web.see_other("incidents.questions_set", public_id=public_id)


def _page(draft: QuestionSet, troubles: list[str]) -> str:
    return web.page("incidents/questions_xlsform.html", set=draft, kind=kind_of(draft), troubles=troubles)
