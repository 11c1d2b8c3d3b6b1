"""The requester's own pages, by the secret link. Nothing here can be listed or guessed."""

import re
from collections.abc import Callable
from typing import Any

from flask import make_response
from flask_babel import gettext as _

from connect import config, db, web
from connect.cases import actions, queries, rules, transitions
from connect.cases.answers import queries as answers
from connect.cases.asking import need_fields
from connect.cases.asking.forms import DetailsForm
from connect.cases.asking.posting import Posted
from connect.cases.asking.request_details import RequestDetails
from connect.cases.asking.this_browser import links
from connect.cases.changes import actions as changes
from connect.cases.changes.forms import NoteForm
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.clinical import siblings
from connect.cases.clinical.words import headline
from connect.cases.collective import queries as collective
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.models import Case, CaseSecret
from connect.cases.signs import queries as signs
from connect.cases.views import own_page
from connect.cases.views.blueprint import bp
from connect.crypto.tokens import spoken
from connect.deliveries.contacts import tell_here
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.incidents import kinds
from connect.incidents.signs import queries as sign_queries
from connect.text import clean, phone_for_eyes
from connect.web import Answer, open_to
from connect.web.limits import client_fingerprint
from connect.web.pages import fresh

_MANGLED = re.compile(r"\W*([a-z2-7]{26})\W*")  # with what a message or a sentence has put around it


@bp.get("/mine")
@open_to("anyone")
def mine_list() -> Answer:
    """The requests sent from this browser."""
    found = links.remembered_cases()
    return web.private(
        web.page("cases/mine_list.html", found=found, told=own_page.told, spoken=spoken, headline=headline)
    )


@bp.post("/mine/forget")
@open_to("anyone")
def mine_forget() -> Answer:
    """Takes the links out of this browser; the requests stay."""
    answer = make_response(web.see_other("cases.mine_list"))
    links.forget(answer)
    return answer


def _version(token: str) -> str:
    """All that the own page tells, but for words that change with the clock."""
    return own_page.version(_mine(token))


@bp.get("/mine/<token>", strict_slashes=False)
@open_to("anyone")
@fresh.polled(_version, view_marks=True)
def mine(token: str) -> Answer:
    """Shows where the request stands, its history, all looks at its contact, and the verbs that are possible."""
    if not links.TOKEN.fullmatch(token) and (meant := _MANGLED.fullmatch(token.lower()[:60])):
        return web.private(web.see_other("cases.mine", token=meant[1]))
    case = _mine(token)
    secret = actions.secret_of(case)
    fresh.mark(own_page.version(case))
    if secret.wiped_at is not None:
        return web.private(
            web.page("cases/mine_deleted.html", case=case, token=token, state=own_page.told(case).word, secret=secret)
        )
    return page(case, token)


class LostLink(NotFound):
    """No request has this link: its page says what to do."""


@bp.errorhandler(LostLink)
def lost_link(_error: LostLink) -> Answer:
    """The same for all wrong links, whether they once led somewhere or not."""
    return web.private(web.page("cases/lost_link.html")), 404


def _mine(token: str) -> Case:
    if not links.TOKEN.fullmatch(token):
        raise LostLink
    try:
        return queries.by_token(token)
    except NotFound as error:
        raise LostLink from error


def kept(token: str) -> Case:
    """The case of the link while its data is still there; RuleBroken, in words, once it is deleted."""
    case = _mine(token)
    actions.require_kept(case)
    return case


def page(case: Case, token: str, note_form: NoteForm | None = None, status: int = 200) -> Answer:
    """The requester's page; with `note_form`, what is to be written once more."""
    answer = tell_here.lets_register(web.private(own_page.page(case, token, note_form)))
    if links.holds(token):  # a link that somebody sent is opened, and not taken for one's own request
        links.remember(answer, token)
    return answer, status


# --- One verb each ----------------------------------------------------------------------------------------

VERBS: dict[str, tuple[Callable[[Case], Any], Callable[[], str]]] = {
    "still-needed": (actions.still_needed, lambda: _("Good that you told us. Your request is fresh again.")),
    "received": (
        lambda case: handover.confirm(case, client_fingerprint.seen()),
        lambda: _("Thank you. We are glad that you have it."),
    ),
    "not-received": (
        lambda case: handover.dispute(case, client_fingerprint.seen()),
        lambda: _("Noted. Your request is back on the list."),
    ),
    "withdraw": (actions.withdraw, lambda: _("Your request is taken back. You can send a new one at any time.")),
    "allow": (
        lambda case: claim_actions.allow(case, transitions.THE_REQUESTER),
        lambda: _("The helper can now see your name, phone and door."),
    ),
    "stop": (
        disclosure_limits.stop_helper,
        lambda: _("This helper no longer has your request and cannot take it again. It is back on the list."),
    ),
}


@bp.post("/mine/<token>/<any('still-needed', 'received', 'not-received', 'withdraw', 'allow', 'stop'):verb>")
@open_to("anyone")
def mine_do(token: str, verb: str) -> Answer:
    """Does one verb of the requester; the own page says so when it is not possible any more."""
    act, word = VERBS[verb]
    _mine(token)
    try:
        with db.transaction():
            act(queries.by_token(token))
        web.tell(word())
    except NotFound:
        raise
    except ConnectError as error:
        web.warn(error.message)
    return client_fingerprint.remember(web.private(web.see_other("cases.mine", token=token)))


@bp.post("/mine/<token>/stop/<pid:person_id>")
@open_to("anyone")
def mine_stop(token: str, person_id: str) -> Answer:
    """The requester's *not this person* to somebody who saw the contact: ends their claim and shuts it for good."""
    _mine(token)
    with db.transaction():
        disclosure_limits.stop_looker(queries.by_token(token), person_id)
    web.tell(_("Done. This person sees nothing of you any more. In danger, call %(n)s.", n=config.current().hotline))
    return web.see_other("cases.mine", token=token)


@bp.get("/mine/<token>/withdraw")
@open_to("anyone")
def mine_withdraw(token: str) -> Answer:
    """Asks once more before the request is taken back."""
    return web.private(web.page("cases/mine_withdraw.html", case=kept(token), token=token))


@bp.post("/mine/<token>/answer")
@open_to("anyone")
def mine_answer(token: str) -> Answer:
    """Takes the answer to a moderator's question."""
    form = NoteForm()
    case = kept(token)
    if not form.validate():
        return page(case, token, form, 422)
    with db.transaction():
        actions.answer(queries.by_token(token), clean(form.note.data))
    web.tell(_("Your answer is with the moderator."))
    return web.see_other("cases.mine", token=token)


@bp.route("/mine/<token>/edit", methods=["GET", "POST"])
@open_to("anyone")
def mine_edit(token: str) -> Answer:
    """Changes the details of the request; the place stays."""
    case = kept(token)
    waiting = changes.waiting(case)
    form = DetailsForm(data=_as_typed(case, actions.secret_of(case)) | (_of_details(waiting.after) if waiting else {}))
    form.asks_health = siblings.may_come_apart(case)
    form.limits = collective.limits_of(case)
    form.show_answers(case.area.path, waiting.after.answers if waiting else answers.of_case(case))
    form.show_needs(waiting.after.needs if waiting else {need.item: need.quantity for need in case.needs})
    form.show_signs(signs.answers(case))
    if not form.is_submitted():
        return web.private(_edit_page(form, token))
    if not form.validate():
        return web.private(_edit_page(form, token)), 422
    if form.asks_more or form.asks_more_signs:
        return web.private(_edit_page(form, token))
    try:
        waits, beside = _changed(token, form.details())
    except (RuleBroken, Conflict) as error:
        form.form_errors.append(error.message)
        return web.private(_edit_page(form, token)), 409 if isinstance(error, Conflict) else 422
    web.tell(_("A moderator looks at your change.") if waits else _("Your request is changed."))
    return _sent_beside(beside.token, token) if beside else web.see_other("cases.mine", token=token)


def _changed(token: str, details: RequestDetails) -> tuple[list[str], Posted | None]:
    """The codes of what waits for a look, and the request made besides; tried twice where somebody acted in between."""
    try:
        with db.transaction():
            return siblings.change(queries.by_token(token), details)
    except Conflict:
        with db.transaction():
            return siblings.change(queries.by_token(token), details)


def _sent_beside(token: str, beside: str) -> Answer:
    """Leads to the page of the request that a change has made besides; this browser remembers both."""
    answer = make_response(web.see_other("cases.sent", token=token))
    links.remember(answer, token, beside)
    return answer


@bp.post("/mine/<token>/add")
@open_to("anyone")
def mine_add(token: str) -> Answer:
    """Lays a new form over the earlier request, for the requester to look at; nothing is kept yet."""
    case = kept(token)
    earlier = _as_typed(case, actions.secret_of(case))
    form = DetailsForm()
    form.asks_health = siblings.may_come_apart(case)
    for name in ("door", "reporter_name", "reporter_phone"):
        form[name].data = form[name].data or earlier[name]
    for name in ("vulnerable", "guards"):
        form[name].data = sorted({*(form[name].data or []), *earlier[name]})
    said = [text for text in (earlier["words"], clean(form.words.data or "")) if text]
    form.words.data = "\n".join(dict.fromkeys(said))
    wanted = need_fields.in_units({need.item: need.quantity for need in case.needs}) | form.filled_needs()
    return web.private(_edit_page(form, token, wanted))


def _edit_page(form: DetailsForm, token: str, added: dict[str, need_fields.Typed] | None = None) -> str:
    needs = form.filled_needs() if added is None else added
    offered = kinds.holding(needs)
    return web.page(
        "cases/mine_edit.html", form=form, token=token, kinds=offered, needs=needs, added=bool(added),
        case=queries.by_token(token), signs_signed=sign_queries.is_signed(),
    )  # fmt: skip


def _of_details(details: RequestDetails) -> dict[str, Any]:
    """A change that waits, so that what was typed is there to be changed again."""
    return {
        "people": details.people, "urgency": rules.URGENCY_NAMES[details.urgency], "words": details.words,
        "vulnerable": rules.vulnerable_in(details.vulnerable), "guards": rules.guards_in(details.guards),
        "name": details.name, "phone": phone_for_eyes(details.phone), "door": details.door,
        "for_other": details.reporter_name is not None, "reporter_name": details.reporter_name or "",
        "reporter_phone": phone_for_eyes(details.reporter_phone or ""), "sms": details.sms,
    }  # fmt: skip


def _as_typed(case: Case, secret: CaseSecret) -> dict[str, Any]:
    return {
        "people": case.people, "urgency": rules.URGENCY_NAMES[case.urgency], "words": secret.words,
        "vulnerable": rules.vulnerable_in(secret.vulnerable),
        "guards": rules.guards_in(secret.guards),
        "name": secret.name, "phone": phone_for_eyes(secret.phone), "door": secret.door,
        "for_other": secret.reporter_name is not None, "reporter_name": secret.reporter_name or "",
        "reporter_phone": phone_for_eyes(secret.reporter_phone or ""),
        "sms": secret.sms_agreed_at is not None,
    }  # fmt: skip
