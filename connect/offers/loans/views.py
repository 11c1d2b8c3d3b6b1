"""The lender's pages: all that is lent, one loan, its verbs, and the holder's contact."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.offers.loans import actions, forms, queries, rules, transitions, words
from connect.offers.loans.forms import BackForm, ExtendForm, WordsForm
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import By, Verb
from connect.offers.views import bp
from connect.text import phone_for_eyes
from connect.web import Answer, open_to
from connect.web.limits import limiter

# Far above what a lender rings in an hour, far below what collecting phone numbers needs.
sparingly = limiter.limit("60/hour", key_func=lambda: f"person:{current_person().id}")


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals |= {"loan_words": words, "loan_rules": rules}


@bp.get("/loans/")
@open_to("signed_in")
def loans() -> Answer:
    """All that somebody has lent: what is overdue first."""
    return web.private(web.page("offers/loans/list.html", lent=queries.lent_by(current_person())))


@bp.get("/loans/<pid:public_id>")
@open_to("signed_in")
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
        "offers/loans/show.html", loan=found, message=message, contact=contact, tried=tried,
        can=rules.possible(found.state, By.LENDER, extended=found.extended_at is not None),
        overdue=rules.is_overdue(found.state, found.due_at, clock.now()), events=queries.history(found),
        kept=queries.secret_of(found) is not None, back_form=BackForm(**_typed(tried in ("take-back", "find"))),
        extend=ExtendForm(found, **_typed(tried == "extend")), lost=lost,
        phone_for_eyes=phone_for_eyes,
    )  # fmt: skip
    return web.private(page), status


def _typed(here: bool) -> dict[str, Any]:
    """What was posted is shown in the form that it was typed in, and in no other."""
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
