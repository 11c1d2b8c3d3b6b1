"""The forms of following: an address, a code, the choices of one page."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from connect import clock, config
from connect.deliveries.contacts import rules as contact_rules
from connect.deliveries.contacts.models import Contact
from connect.deliveries.contacts.rules import NONE, Quiet, clock_time, minutes_of
from connect.deliveries.contacts.tell_here import AddressForm
from connect.notices.alerts.cap import Category
from connect.notices.following import rules
from connect.notices.following.actions import Choices
from connect.notices.following.asking.rules import mail_of
from connect.notices.following.models import Subscription
from connect.notices.words import CATEGORIES, SEVERITIES
from connect.text import one_line
from connect.web.pages.forms import Form, Needed, phone_of
from connect.web.pages.languages import LANGUAGES

LONGEST_PAUSE_DAYS = 366
SITE, OWN, NEVER = "site", "own", "none"  # whose quiet hours


class FollowForm(AddressForm):
    """A browser's address for messages, and the place or channel it wants to hear of."""

    area = StringField()
    channel = StringField()


class ByForm(Form):
    """A mail address or phone that somebody types, and the place or channel that is to be followed."""

    area = StringField()
    channel = StringField()
    address = StringField()
    medium: ClassVar[str] = "mail"
    kept = ""

    def validate_address(self, field: Field) -> None:
        """Sets what is kept of it; says in words what cannot be one."""
        if self.medium != "mail":
            self.kept = phone_of(field)
            if not self.kept.startswith("+84"):  # else strangers could have this site call numbers that cost much
                raise ValidationError(_("Messages go to phones of Vietnam only. Follow by mail instead."))
            return
        found = mail_of(one_line(field.data))
        if found is None:
            raise ValidationError(_("This is not a mail address we can read. Write it like lan@example.vn."))
        self.kept = found


class MailForm(ByForm):
    """A mail address."""

    address = StringField(
        _l("Your mail address"), id="mail", validators=[InputRequired(_l("Write the address to which notices come."))]
    )


class PhoneForm(ByForm):
    """A phone, for SMS or Zalo."""

    medium = "sms"
    address = StringField(
        _l("Your phone number"), id="phone", validators=[InputRequired(_l("Write the number to which notices come."))]
    )


class CodeForm(Form):
    """The code of an SMS."""

    code = StringField(
        _l("The code in the message"), validators=[InputRequired(_l("Write the six digits of the code."))]
    )


class AnswerForm(Form):
    """The answer of whoever reads the mails of an address."""

    never = StringField()


class PlaceForm(Form):
    """A place that is to be followed too: as it was typed, or one of those that were found."""

    name = StringField(_l("Your ward; old names work too"))
    add = StringField()


class OptionalDay(DateField):
    """A day, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in words what it could not read."""
        try:
            super().process_formdata([typed for typed in map(one_line, valuelist) if typed])
        except ValueError as error:
            raise ValueError(_("This is not a day. Write it like 31/12/2026.")) from error


class ChoicesForm(Form):
    """All choices of a contact, for all its places."""

    severity = SelectField(
        _l("Which notices"),
        choices=[
            SelectChoice("1", _l("every notice")), *(SelectChoice(str(n), SEVERITIES[n][0]) for n in (2, 3, 4)),
        ],
    )  # fmt: skip
    categories = SelectMultipleField(
        _l("About what"), choices=[SelectChoice(one.value, words) for one, words in CATEGORIES.items()],
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
    )  # fmt: skip
    lang = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
    digest = SelectField(
        _l("How often"), default="",
        choices=[
            SelectChoice("", _l("everything at once")),
            SelectChoice("7", _l("the ordinary ones daily at 7:00")),
            SelectChoice("18", _l("the ordinary ones daily at 18:00")),
        ],
    )  # fmt: skip
    quiet = SelectField(_l("At night"))
    quiet_from = StringField(_l("Quiet from"), validators=[Needed()])
    quiet_until = StringField(_l("Quiet until"), validators=[Needed()])
    paused = OptionalDay(_l("Send nothing before"), format=["%Y-%m-%d", "%d/%m/%Y"])
    drills = BooleanField(_l("Tell me of drills too; they are marked as such"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        shown = config.current().quiet_hours.replace("-", "–")
        site = [SelectChoice(SITE, _("quiet from %(hours)s, as on this site", hours=shown))] if shown else []
        self.quiet.choices = [
            *site, SelectChoice(OWN, _("quiet at the hours below")), SelectChoice(NEVER, _("tell me at any hour")),
        ]  # fmt: skip

    @classmethod
    def of(cls, contact: Contact, first: Subscription) -> "ChoicesForm":
        """The form as the contact has chosen."""
        zone, own = config.zone(), Quiet(contact.quiet_from, contact.quiet_until)
        site, paused = config.current().quiet_minutes, contact.paused_until
        whose = OWN if own.begins is not None and own != NONE else NEVER if own == NONE or site[0] is None else SITE
        begins, ends = own if whose == OWN else site if site[0] is not None else (22 * 60, 6 * 60)
        day = paused.astimezone(zone).date() if paused is not None and paused > clock.now() else None
        return cls(formdata=None, data={
            "severity": str(first.from_severity), "categories": [one.value for one in rules.chosen(first.categories)],
            "lang": contact.lang, "drills": first.drills, "quiet": whose, "quiet_from": clock_time(begins or 0),
            "quiet_until": clock_time(ends or 0), "paused": day,
            "digest": str(contact.digest_hour) if contact.digest_hour and contact.digest_until is None else "",
        })  # fmt: skip

    def validate_quiet_from(self, field: Field) -> None:
        """A time of the day, where own hours are chosen."""
        if self.quiet.data == OWN and minutes_of(one_line(field.data)) is None:
            raise ValidationError(_("Write a time like 22:00."))

    def validate_quiet_until(self, field: Field) -> None:
        """The same; and not when they begin."""
        self.validate_quiet_from(field)
        if self.quiet.data == OWN and one_line(field.data) == one_line(self.quiet_from.data):
            raise ValidationError(_("Quiet hours end at another time than they begin."))

    def validate_paused(self, field: Field) -> None:
        """A day ahead, within a year. An empty field is no pause."""
        today = clock.now().astimezone(config.zone()).date()
        if field.data and not 0 <= (field.data - today).days <= LONGEST_PAUSE_DAYS:
            raise ValidationError(_("A day from today on, within a year."))

    def choices(self) -> Choices:
        """As they were chosen. Call after validation."""
        return Choices(
            severity=int(self.severity.data), categories=rules.mask([Category(one) for one in self.categories.data]),
            drills=bool(self.drills.data), lang=self.lang.data, quiet=self._quiet(),
            paused_until=self._morning(self.paused.data), digest=int(self.digest.data) if self.digest.data else None,
        )  # fmt: skip

    def _quiet(self) -> Quiet:
        if self.quiet.data == SITE:
            return Quiet(None, None)
        if self.quiet.data == NEVER:
            return Quiet(*NONE)
        return Quiet(minutes_of(one_line(self.quiet_from.data)), minutes_of(one_line(self.quiet_until.data)))

    def _morning(self, day: date | None) -> datetime | None:
        zone = config.zone()
        return contact_rules.morning_of(datetime.combine(day, time()), zone) if day else None
