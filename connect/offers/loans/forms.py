"""The forms of loans: they check a post and lose nothing that was typed."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Protocol

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, TextAreaField
from wtforms.fields import DateField
from wtforms.validators import InputRequired, ValidationError

from connect import clock, config
from connect.errors import RuleBroken
from connect.offers.loans import rules, words
from connect.offers.loans.actions import Lending, is_lendable
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import Condition
from connect.registry.claims import Refused
from connect.text import clean, one_line
from connect.web.pages.forms import Form

LENT = "lent-"  # and the item: the marks of the things that are lent, one a line
DUE, NAME_OF = "lent-due", "lent-for"
_BY_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
LONGEST_MARKS = rules.MOST_AT_ONCE * (rules.LONGEST_MARK + 2)


class Posted(Protocol):
    """The values of a posted form."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""


def lending(posted: Posted, items: Mapping[str, int]) -> Lending | None:
    """The things that a form of handing over says are lent; None when there are none.

    Raises `claims.Refused`, in words, for what cannot be read.
    """
    typed = {item: posted.get(LENT + item, "") for item in items if is_lendable(item)}
    marks = {item: found for item, text in typed.items() if (found := _marks(text))}
    if not marks:
        return None
    if sum(map(len, marks.values())) > rules.MOST_AT_ONCE:
        raise Refused(_l("At most %(n)s things can be lent at once.", n=rules.MOST_AT_ONCE))
    name_of = posted.get(NAME_OF, "")
    return Lending(
        marks, _due(posted.get(DUE, "")), int(name_of) if name_of.isdecimal() and len(name_of) < 10 else None
    )


def _marks(text: str) -> list[str]:
    found = [one_line(line) for line in text[:LONGEST_MARKS].splitlines() if one_line(line)]
    if any(len(mark) > rules.LONGEST_MARK for mark in found):
        raise Refused(
            _l("A mark is short, such as TB-07: at most %(n)s letters, one mark a line.", n=rules.LONGEST_MARK)
        )
    return found


def _due(typed: str) -> datetime:
    said = one_line(typed)
    found = _BY_SLASHES.fullmatch(said)
    try:
        return end_of(date(*map(int, reversed(found.groups()))) if found else date.fromisoformat(said))
    except (OverflowError, ValueError) as error:
        raise Refused(_l("Say until which day it is lent: from tomorrow on, and within a year.")) from error


def end_of(day: date) -> datetime:
    """The end of a day where the site is: until then the thing is not late."""
    zone = config.zone()
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def day_of(due_at: datetime) -> date:
    """The last day before a due moment, where the site is."""
    return (due_at - timedelta(seconds=1)).astimezone(config.zone()).date()


def usual_due() -> date:
    """The day that a form proposes: the end of the term."""
    return rules.term_end((clock.now() + timedelta(days=30)).date())


class ExtendForm(Form):
    """Until which day a thing is lent on."""

    due = DateField(
        _l("Until which day?"), format=["%Y-%m-%d", "%d/%m/%Y"], validators=[InputRequired(_l("Say until when."))]
    )

    def __init__(self, loan: Loan, **more: Any) -> None:
        self.earliest = day_of(loan.due_at) + timedelta(days=1)
        self.latest = rules.latest_extension(day_of(loan.due_at), school=loan.school_id is not None)
        super().__init__(data={"due": self.latest}, **more)

    @property
    def latest_at(self) -> datetime:
        """The end of the last day that can be chosen."""
        return end_of(self.latest)

    def validate_due(self, field: Field) -> None:
        """Later than before, and not for ever."""
        if field.data is None or not self.earliest <= field.data <= self.latest:
            raise ValidationError(_("Choose a later day than before, and not later than the form says."))


class WordsForm(Form):
    """A telling of what happened to a thing, in words that the other side reads."""

    longest: ClassVar = {"words": rules.LONGEST_WORDS}
    words = TextAreaField(_l("What happened?"))

    def said(self) -> str:
        """The words, without what nobody sees of them."""
        return clean(self.words.data or "")


class BackForm(WordsForm):
    """In which state a thing came back."""

    condition = RadioField(
        _l("How is it?"), choices=[SelectChoice(code, name) for code, name in words.CONDITIONS.items()],
        validators=[InputRequired(_l("Say in which state it is."))],
    )  # fmt: skip

    def state(self) -> Condition:
        """The chosen one. Call after `validate`."""
        return Condition(self.condition.data)


def require(form: Form) -> None:
    """Raises RuleBroken with the first thing that is wrong with a form."""
    if not form.validate():
        raise RuleBroken(next(str(one) for errors in form.errors.values() for one in errors))
