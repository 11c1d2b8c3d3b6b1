"""The pages of a school that asks for many: its requests, the form, its spreadsheet, and all of it looked over."""

import secrets

from flask import Response, make_response, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import config, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.cases import actions as cases
from connect.cases.asking import consent, posting
from connect.cases.asking.this_browser.links import remember
from connect.cases.collective import actions, queries, rules
from connect.cases.collective.forms import CollectiveForm
from connect.cases.collective.spreadsheet import reading, words, writing
from connect.cases.utilities import queries as utilities
from connect.cases.utilities.queries import SwitchedOff
from connect.cases.views.blueprint import bp
from connect.crypto import signing
from connect.errors import NotAllowed, RuleBroken
from connect.text import one_line, phone_for_eyes
from connect.web import Answer, open_to
from connect.web.limits import client_fingerprint, limiter
from connect.web.pages import languages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TROUBLES = 30  # shown at once; who has mended those sees the rest
sparingly = limiter.limit("60/hour", methods=["POST"], key_func=lambda: f"person:{current_person().id}")
LEFT_OUT = ("csrf_token", "consent", "send", "edit", "find")


@bp.get("/collective")
@open_to("signed_in")
def collective() -> Answer:
    """The requests of a member's schools; for others, who may ask for many and how."""
    schools = queries.schools(current_person())
    listed = [(one, cases.secret_of(one.case).link_token) for one in queries.of_schools(current_person())]
    full = schools and all(queries.open_count(one) >= rules.MOST_OPEN for one in schools)
    return web.private(web.page("cases/collective.html", schools=schools, listed=listed, full=full))


@bp.route("/collective/new", methods=["GET", "POST"])
@open_to("signed_in")
def collective_new() -> Answer:
    """The form of a school; posted and fine it is looked over, and sent from there it becomes a case."""
    schools = queries.schools(current_person())
    if not schools:
        raise NotAllowed(_("Only members of a school that is verified may ask for many."))
    form = CollectiveForm(schools)
    if signing.unsigned(form.form_key.data or "", "form") is None:
        form.form_key.data = signing.signed(secrets.token_urlsafe(16), "form")
    if not form.is_submitted() or "edit" in request.form or "find" in request.form:
        return _form(form, finding="find" in request.form)
    if not form.validate():
        return _form(form), 422
    if "send" not in request.form:
        return _check(form)
    if not form.consent.data:
        form.consent.errors = [_("Without the consent of the school we may not keep this.")]
        return _check(form), 422
    return _post(form)


def _form(form: CollectiveForm, *, finding: bool = False) -> Response:
    needs = form.filled_needs()
    offered = [kind for kind in utilities.offered(needs) if not kind.code.startswith("medical")]
    offered.sort(key=lambda kind: kind.code != "school_items")
    page = web.page(
        "cases/collective_new.html", form=form, finding=finding, wards=form.wards_offered(), link=form.only_a_link(),
        kinds=offered, needs=needs, off=utilities.off_at(form.ward.data or "", needs),
    )  # fmt: skip
    return web.with_map(web.private(page))


def _check(form: CollectiveForm) -> Response:
    """All that was typed, as others will read it, with the question for consent; nothing is written yet."""
    details = form.details()
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in LEFT_OUT]
    page = web.page(
        "cases/collective_check.html", form=form, details=details, typed=typed, address=one_line(form.address.data),
        ward=areas.label(form.location.ward), school=form.chosen, phone=phone_for_eyes(details.phone),
        consents=consent.text(consent.version(config.current().keep_personal_days), languages.chosen()),
    )  # fmt: skip
    return web.private(page)


def _post(form: CollectiveForm) -> Answer:
    draft = posting.draft(
        form.details(), form.location, form_key=signing.unsigned(form.form_key.data or "", "form") or "",
        lang=languages.chosen(), seen=client_fingerprint.seen(),
    )  # fmt: skip
    try:
        posted = _posted(form, draft)
    except (RuleBroken, SwitchedOff) as error:
        form.form_errors.append(error.message)
        return _form(form), 409 if isinstance(error, SwitchedOff) else 422
    answer = make_response(web.see_other("cases.sent", token=posted.token))
    remember(answer, posted.token)
    return client_fingerprint.remember(answer)


def _posted(form: CollectiveForm, draft: posting.Draft) -> posting.Posted:
    placement = posting.placement_of(draft)
    for last_try in (False, True):
        try:
            with db.transaction():
                person, address = current_person(), one_line(form.address.data)
                return actions.post(person, form.chosen, draft, placement, address)
        except IntegrityError:  # the same form arrived twice at once; now the first one's case is there
            if last_try:
                raise
    raise AssertionError("the loop ends by a return or an error")


# --- The spreadsheet: sent, looked over, and from there into the form; nothing of it is kept ------------------


def _require_school() -> None:
    if not queries.schools(current_person()):
        raise NotAllowed(_("Only members of a school that is verified may ask for many."))


@bp.get("/collective/sheet.xlsx")
@open_to("signed_in")
def collective_sheet_xlsx() -> Answer:
    """The empty spreadsheet, in the language of the page."""
    _require_school()
    file = writing.empty(languages.chosen(), _("What is needed"), _("Things"))
    made = Response(file, mimetype=XLSX)
    made.headers["Content-Disposition"] = 'attachment; filename="connect.xlsx"'
    return web.private(made)


@bp.route("/collective/sheet", methods=["GET", "POST"])
@open_to("signed_in")
@sparingly
def collective_sheet() -> Answer:
    """The way in for a spreadsheet; what was read is shown, and goes on into the form."""
    _require_school()
    if request.method == "GET":
        return _sheet_page([])
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _sheet_page([_("Choose the file.")]), 422
    lang = languages.chosen()
    found = reading.read(sent.stream.read(), lang)
    if found.troubles:
        return _sheet_page([words.said(one, lang) for one in found.troubles]), 422
    told = words.told(found.lines, lang, rules.LONGEST_WORDS)
    return web.private(web.page("cases/collective_sheet_check.html", found=found, told=told, words=words))


def _sheet_page(troubles: list[str]) -> Response:
    return web.private(
        web.page("cases/collective_sheet.html", troubles=troubles[:MOST_TROUBLES], more=len(troubles) - MOST_TROUBLES)
    )
