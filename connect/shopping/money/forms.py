"""The forms of both sides: what was paid, and a counter-entry."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.shopping.money import rules, words
from connect.shopping.money.rules import Agreed
from connect.shopping.orders.placing import typed
from connect.shopping.orders.rules import Pay
from connect.shopping.windows.forms import Number
from connect.text import clean, one_line
from connect.web.pages.forms import Form, Needed


class Sum(Number):
    """A sum as people write it: "299.000", "299k", "1,2 tr"; 0 where that may be."""

    @property
    def number(self) -> int:
        """Đồng. Call after `validate`."""
        found = self._read()
        return found if isinstance(found, int) else 0

    def pre_validate(self, _form: Any) -> None:
        """Raises ValidationError in words."""
        if isinstance(found := self._read(), str):
            raise ValidationError(found)

    def _read(self) -> int | str:
        text = one_line(self.data or "")[:40]
        return 0 if self.least == 0 and text == "0" else typed.money(text, self.most)


class SayForm(Form):
    """A side's word on what was paid, and how."""

    longest: ClassVar = {"sponsor": rules.SPONSOR_CHARS}
    sum = Sum(_l("Sum in dong"), 0, rules.MOST_MONEY, validators=[Needed()])
    way = RadioField(
        _l("How it was paid"), choices=[SelectChoice(code, name) for code, name in words.WAYS.items()],
        validators=[InputRequired(_l("Choose how it was paid."))],
    )  # fmt: skip
    sponsor = StringField(_l("Sponsored by"))

    def word(self) -> Agreed:
        """The word that was typed. Call after `validate`."""
        return Agreed(
            self.sum.number, Pay(self.way.data), one_line(self.sponsor.data or "") if "sponsor" in self else ""
        )


class CounterForm(Form):
    """A mistake that is set right: more or less, how much, and why."""

    longest: ClassVar = {"reason": rules.REASON_CHARS}
    more = RadioField(
        _l("It was"),
        choices=[SelectChoice("more", _l("more than settled")), SelectChoice("less", _l("less than settled"))],
        validators=[InputRequired(_l("Choose more or less."))],
    )  # fmt: skip
    amount = Sum(_l("By how much, in dong"), 1, rules.MOST_MONEY, validators=[Needed()])
    reason = TextAreaField(_l("Why? The other side reads it"), validators=[Needed()])
    seen = IntegerField(widget=HiddenField.widget, default=0)

    def counter(self) -> tuple[int, str, int]:
        """How much more, or less below zero, why, and how many entries the page had. Call after `validate`."""
        sign = 1 if self.more.data == "more" else -1
        return sign * self.amount.number, clean(self.reason.data or ""), self.seen.data or 0


def without_sponsor(form: SayForm) -> SayForm:
    """The form of a household, which need not know who sponsors."""
    del form.sponsor
    return form
