"""The holder's pages, by the secret link of the request with which the thing came; also once its data is deleted."""

from flask_babel import gettext as _

from connect import clock, db, web
from connect.cases import queries as cases
from connect.cases.models import Case
from connect.errors import ConnectError, NotFound
from connect.offers.loans import actions, forms, queries, rules
from connect.offers.loans.forms import WordsForm
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import By
from connect.offers.views import bp
from connect.web import Answer, open_to


@bp.get("/loans/held/<token>/<pid:public_id>")
@open_to("anyone")
def held(token: str, public_id: str) -> Answer:
    """One thing that the holder has: until when, what happened, and what can be said about it."""
    case, found = _of(token, public_id)
    return _page(case, token, found)


def _of(token: str, public_id: str) -> tuple[Case, Loan]:
    case = cases.by_token(token)
    return case, queries.of_holder(case, public_id)


def _page(case: Case, token: str, found: Loan, message: object = None, status: int = 200) -> Answer:
    secret = queries.secret_of(found)
    page = web.page(
        "offers/loans/held.html", case=case, token=token, loan=found, message=message, events=queries.history(found),
        can=rules.possible(found.state, By.HOLDER, extended=False), lost=WordsForm(), looks=queries.looks(case),
        overdue=rules.is_overdue(found.state, found.due_at, clock.now()), kept=secret is not None,
        by_sms=bool(secret and secret.sms_agreed_at), may_remind=secret is not None and actions.may_remind(found),
    )  # fmt: skip
    return web.private(page), status


@bp.post("/loans/held/<token>/<pid:public_id>/<any('say-returned', 'lose', 'find', 'remind', 'quiet'):verb>")
@open_to("anyone")
def held_act(token: str, public_id: str, verb: str) -> Answer:
    """The holder says that it is returned, lost or found, or whether messages may remind."""
    case, found = _of(token, public_id)
    try:
        with db.transaction():
            _act(_of(token, public_id)[1], verb)
    except NotFound:
        raise
    except ConnectError as error:
        case, found = _of(token, public_id)
        return _page(case, token, found, error.message, 422 if verb in ("lose", "find") else 409)
    web.tell(SAID[verb]())
    return web.see_other("offers.held", token=token, public_id=public_id)


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
