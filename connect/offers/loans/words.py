"""The words of every code of a loan, in both languages."""

from datetime import datetime, timedelta

from flask_babel import LazyString, gettext as _, lazy_gettext as _l

from connect import formatting
from connect.incidents import kinds
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import By, Condition, State, Verb
from connect.web.pages import languages

STATES: dict[State, LazyString] = {
    State.LENT: _l("Lent"),
    State.RETURNING: _l("Said to be returned"),
    State.LOST: _l("Lost"),
    State.BACK: _l("Taken back"),
    State.GIVEN: _l("Given for good"),
}
STATE_TONES = {
    State.LENT: "taken",
    State.RETURNING: "ready",
    State.LOST: "need",
    State.BACK: "done",
    State.GIVEN: "done",
}
CONDITIONS: dict[Condition, LazyString] = {
    Condition.GOOD: _l("Good: it can be lent again"),
    Condition.DAMAGED: _l("Damaged"),
    Condition.BROKEN: _l("Broken"),
}
EVENTS: dict[Verb, LazyString] = {
    Verb.LEND: _l("Lent"),
    Verb.EXTEND: _l("More time"),
    Verb.SAY_RETURNED: _l("The holder says that it is returned"),
    Verb.TAKE_BACK: _l("Taken back"),
    Verb.LOSE: _l("Lost"),
    Verb.FIND: _l("Found"),
    Verb.MAKE_GIFT: _l("Given for good"),
}
SIDES: dict[By, LazyString] = {By.LENDER: _l("the lender"), By.HOLDER: _l("the holder")}


def title(loan: Loan) -> str:
    """The thing with its mark: "A device for online classes, TB-01"."""
    return _("%(thing)s, %(mark)s", thing=kinds.item(loan.item).name(languages.chosen()), mark=loan.mark)


def last_day(due_at: datetime) -> str:
    """The last day on which a thing is not late: "31/05"."""
    return formatting.day(due_at - timedelta(seconds=1))


def icon_of(loan: Loan) -> str:
    """The drawing of the thing."""
    return kinds.item(loan.item).icon


def lender(loan: Loan) -> str:
    """Whoever lent it, as the holder reads it: the organisation, or the helper's name."""
    return loan.organization.name if loan.organization else loan.person.name
