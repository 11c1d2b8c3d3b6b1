"""The pages of loans: for lenders all that is lent and one loan, for holders one thing by their link."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.cases import queries as cases
from connect.cases.models import Case
from connect.errors import Conflict, ConnectError, NotAllowed, NotFound, RuleBroken
from connect.offers.loans import actions, forms, queries, rules, transitions, words
from connect.offers.loans.forms import BackForm, ExtendForm, WordsForm
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import By, Verb
from connect.offers.views import bp
from connect.text import phone_for_eyes
from connect.web import Answer, open_to
from connect.web.limits import limiter
from connect.web.pages import fresh

# Far above what a lender rings in an hour, far below what collecting phone numbers needs.
sparingly = limiter.limit("60/hour", key_func=lambda: f"person:{current_person().id}")


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals |= {"loan_words": words, "loan_rules": rules}


@bp.get("/loans/")
@open_to("signed_in")
def loans() -> Answer:
    """All that somebody has lent: what is overdue first."""
    return web.private(web.page("offers/loans.html", lent=queries.lent_by(current_person())))


def _lender_s(public_id: str) -> str:
    return repr(queries.of_lender(current_person(), public_id).version)


@bp.get("/loans/<pid:public_id>")
@open_to("signed_in")
@fresh.polled(_lender_s)
def loan(public_id: str) -> Answer:
    """One loan, for its lender."""
    return _page(queries.of_lender(current_person(), public_id))


def _page(
    found: Loan, message: object = None, status: int = 200, contact: actions.Contact | None = None, tried: str = ""
) -> Answer:
    """The page of a loan; `tried` is the verb whose form is shown open, with what was typed in it."""
    lost = WordsForm(**_typed(tried == "lose"))
    lost.words.id = "lost-words"  # beside the words of the other form
    page = web.page(
        "offers/loan.html", loan=found, message=message, contact=contact, tried=tried,
        can=rules.possible(found.state, By.LENDER, extended=found.extended_at is not None),
        overdue=rules.is_overdue(found.state, found.due_at, clock.now()), events=queries.history(found),
        kept=queries.secret_of(found) is not None, back_form=BackForm(**_typed(tried in ("take-back", "find"))),
        extend=ExtendForm(found, **_typed(tried == "extend")), lost=lost,
        phone_for_eyes=phone_for_eyes,
    )  # fmt: skip
    return web.private(page), status


def _typed(here: bool) -> dict[str, Any]:
    """The arguments of a form: what was posted is shown in the one that it was typed in, and in no other."""
    return {} if here else {"formdata": None}


def _extend(found: Loan) -> object:
    form = ExtendForm(found)
    forms.require(form)
    return actions.extend(found, forms.end_of(form.due.data), forms.end_of(form.latest))


def _take_back(found: Loan) -> object:
    form = BackForm()
    forms.require(form)
    return actions.take_back(found, form.state(), form.said())


def _lose(found: Loan) -> object:
    form = WordsForm()
    forms.require(form)
    return actions.lose(found, By.LENDER, form.said())


def _find(found: Loan) -> object:
    form = BackForm()
    forms.require(form)
    return actions.find(found, By.LENDER, form.said(), form.state())


VERBS: dict[str, tuple[Verb, Callable[[Loan], object], Callable[[], str]]] = {
    "extend": (Verb.EXTEND, _extend, lambda: _("It is lent for longer. The holder reads it.")),
    "take-back": (Verb.TAKE_BACK, _take_back, lambda: _("Taken back. Thank you for lending it.")),
    "lose": (Verb.LOSE, _lose, lambda: _("Noted as lost. The holder reads it.")),
    "find": (Verb.FIND, _find, lambda: _("Good that it is found.")),
    "make-gift": (Verb.MAKE_GIFT, actions.make_gift, lambda: _("It is a gift now. Thank you.")),
}


@bp.post("/loans/<pid:public_id>/<any('extend', 'take-back', 'lose', 'find', 'make-gift'):verb>")
@open_to("signed_in")
def loan_act(public_id: str, verb: str) -> Answer:
    """The lender gives more time, takes back, notes as lost or found, or gives for good."""
    code, act, said = VERBS[verb]
    found = queries.of_lender(current_person(), public_id)
    if code not in rules.possible(found.state, By.LENDER, extended=found.extended_at is not None):
        return _page(found, transitions.MOVED_ON, 409)
    try:
        with db.transaction():
            act(queries.of_lender(current_person(), public_id))
    except (Conflict, RuleBroken) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return _page(queries.of_lender(current_person(), public_id), error.message, status, tried=verb)
    web.tell(said())
    return web.see_other("offers.loan", public_id=public_id)


@bp.post("/loans/<pid:public_id>/contact")
@open_to("signed_in")
@sparingly
def loan_contact(public_id: str) -> Answer:
    """Shows name and phone of the holder; every look is written down, and the holder reads it."""
    try:
        with db.transaction():
            found = queries.of_lender(current_person(), public_id)
            contact = actions.reveal(found, current_person())
    except (NotAllowed, RuleBroken) as error:
        return _page(queries.of_lender(current_person(), public_id), error.message, 403)
    return _page(found, contact=contact)


# --- The holder, by the secret link; also once the data of the request is deleted ----------------------------


def _holder_s(token: str, loan_id: str) -> str:
    case, found = _of(token, loan_id)
    return repr((found.version, len(queries.looks(case))))


@bp.get("/loans/held/<token>/<pid:loan_id>")
@open_to("anyone")
@fresh.polled(_holder_s)
def held(token: str, loan_id: str) -> Answer:
    """One thing that the holder has: until when, what happened, and what can be said about it."""
    case, found = _of(token, loan_id)
    return _held_page(case, token, found)


def _of(token: str, loan_id: str) -> tuple[Case, Loan]:
    case = cases.by_token(token)
    return case, queries.of_holder(case, loan_id)


def _held_page(case: Case, token: str, found: Loan, message: object = None, status: int = 200) -> Answer:
    secret = queries.secret_of(found)
    page = web.page(
        "offers/held.html", case=case, token=token, loan=found, message=message, events=queries.history(found),
        can=rules.possible(found.state, By.HOLDER, extended=False), lost=WordsForm(), looks=queries.looks(case),
        overdue=rules.is_overdue(found.state, found.due_at, clock.now()), kept=secret is not None,
        by_sms=bool(secret and secret.sms_agreed_at), may_remind=secret is not None and actions.may_remind(found),
    )  # fmt: skip
    return web.private(page), status


@bp.post("/loans/held/<token>/<pid:loan_id>/<any('say-returned', 'lose', 'find', 'remind', 'quiet'):verb>")
@open_to("anyone")
def held_act(token: str, loan_id: str, verb: str) -> Answer:
    """The holder says that it is returned, lost or found, or whether messages may remind."""
    case, found = _of(token, loan_id)
    try:
        with db.transaction():
            _act(_of(token, loan_id)[1], verb)
    except NotFound:
        raise
    except ConnectError as error:
        case, found = _of(token, loan_id)
        return _held_page(case, token, found, error.message, 422 if isinstance(error, RuleBroken) else 409)
    web.tell(SAID[verb]())
    return web.see_other("offers.held", token=token, loan_id=loan_id)


SAID = {
    "say-returned": lambda: _("Thank you. As soon as the lender has it, it says so here."),
    "lose": lambda: _("Noted. The lender reads what you wrote."),
    "find": lambda: _("Good that it is found. Please bring it back to the lender."),
    "remind": lambda: _("A text message reminds you before it is due."),
    "quiet": lambda: _("No message is sent any more. The page still says when it is due."),
}


def _act(found: Loan, verb: str) -> None:
    if verb == "say-returned":
        actions.say_returned(found)
    elif verb in ("remind", "quiet"):
        actions.remind_by_sms(found, verb == "remind")
    else:
        form = WordsForm()
        forms.require(form)
        (actions.lose if verb == "lose" else actions.find)(found, By.HOLDER, form.said())
