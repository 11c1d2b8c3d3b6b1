"""The forms in which officials make incidents and write lines of the switchboard."""

import re
from types import MappingProxyType
from typing import Any, ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.incidents import rules, words
from connect.incidents.rules import ServedBy, Settings
from connect.text import clean, one_line
from connect.web.pages.forms import FORMATS, Form, LocalMoment, Needed, OptionalMoment

HOUR_S, DAY_S = 3600, 86400
URGENCIES = (3, 2, 1, 0)
MOST_INTERVAL_DAYS = 180  # what a household was given is remembered no longer
AS_ABOVE = SelectChoice("", _l("as in the area above"))


class IncidentForm(Form):
    """A new incident; its areas are chosen by code."""

    longest: ClassVar = {"name_vi": 120, "name_en": 120}
    kind = RadioField(
        _l("What is it?"), choices=[SelectChoice(code, name) for code, name in words.KINDS.items()],
        validators=[InputRequired(_l("Choose what it is."))],
    )  # fmt: skip
    name_vi = StringField(_l("Name in Vietnamese"), validators=[Needed()])
    name_en = StringField(_l("Name in English"), validators=[Needed()])
    status = RadioField(
        _l("Is it real?"), choices=[SelectChoice(code, name) for code, (name, _more) in words.STATUSES.items()],
        default="Actual", validators=[InputRequired(_l("Choose whether it is real."))],
    )  # fmt: skip
    starts_at = LocalMoment(_l("From"), format=FORMATS, validators=[InputRequired(_l("Say from when."))])
    ends_at = OptionalMoment(_l("Until"), format=FORMATS)

    def validate_name_vi(self, field: Field) -> None:
        """A name that fits a phone."""
        if not 3 <= len(one_line(field.data)) <= 120:
            raise ValidationError(_("Between 3 and %(most)s letters.", most=120))

    validate_name_en = validate_name_vi


def _reason(_form: Form, field: Field) -> None:
    if len(clean(field.data or "")) > rules.LONGEST_TEXT:
        raise ValidationError(_("Please shorten it to %(most)s letters.", most=rules.LONGEST_TEXT))


class Span(StringField):
    """A whole number of minutes, hours or days, or nothing."""

    def __init__(self, label: Any, most: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.most = most

    def pre_validate(self, _form: Any) -> None:
        """Raises ValidationError in words."""
        if one_line(self.data) and self.number is None:
            raise ValidationError(_("Write a whole number from 1 to %(most)s, or nothing.", most=self.most))

    @property
    def number(self) -> int | None:
        """The number that was typed; None for nothing, and for what is none."""
        typed = one_line(self.data)
        found = int(typed) if re.fullmatch(r"[0-9]{1,5}", typed) else 0
        return found if 1 <= found <= self.most else None


class SwitchForm(Form):
    """One line: on or off, from when until when, why, and the settings that are other than above."""

    longest: ClassVar = dict.fromkeys(("reason", "note", "text_vi", "text_en"), rules.LONGEST_TEXT)
    is_on = RadioField(
        _l("On or off?"), choices=[SelectChoice("on", _l("On: people can ask for it")), SelectChoice("off", _l("Off"))],
        validators=[InputRequired(_l("Choose on or off."))],
    )  # fmt: skip
    when = RadioField(
        _l("When?"),
        choices=[SelectChoice("now", _l("At once")), SelectChoice("later", _l("From a moment that lies ahead"))],
        validators=[InputRequired(_l("Choose when."))],
    )  # fmt: skip
    starts_at = OptionalMoment(_l("From"), format=FORMATS)
    ends_at = OptionalMoment(_l("Until"), format=FORMATS)
    reason = TextAreaField(_l("Why? Everybody reads it"), validators=[_reason])
    note = TextAreaField(_l("A note for officials of the area"), validators=[_reason])
    seen = IntegerField(widget=HiddenField.widget, default=0)

    lease_3 = Span(_l("Life in danger: hours a helper has"), 240)
    lease_2 = Span(_l("Urgent: hours a helper has"), 240)
    lease_1 = Span(_l("Normal: hours a helper has"), 240)
    lease_0 = Span(_l("Not urgent: hours a helper has"), 240)
    fresh = Span(_l("Days without a word until a request expires"), 60)
    interval = Span(_l("Days that what was given lasts a household"), MOST_INTERVAL_DAYS)
    moderation = SelectField(_l("How requests are looked at"), default="")
    served_by = SelectField(
        _l("Who brings it"), default="",
        choices=[AS_ABOVE, *(SelectChoice(code, name) for code, name in words.SERVED_BY.items())],
    )  # fmt: skip
    question_set = SelectField(_l("Questions that are asked"), default="")
    household_table = SelectField(_l("What a household needs, for suggestions and hints"), default="")
    hotline = StringField(_l("Number to call about it"))
    text_vi = TextAreaField(_l("What people should know, in Vietnamese"), validators=[_reason])
    text_en = TextAreaField(_l("What people should know, in English"), validators=[_reason])

    def validate_starts_at(self, field: Field) -> None:
        """Only what is not at once needs a moment."""
        if self.when.data == "later" and not field.data:
            raise ValidationError(_("Say from when."))

    def validate_reason(self, field: Field) -> None:
        """Whatever is turned off says why."""
        if self.is_on.data == "off" and len(clean(field.data or "")) < 3:
            raise ValidationError(_("Write why, so that people know. Everybody reads it."))

    def validate_hotline(self, field: Field) -> None:
        """A number as it is dialled."""
        if one_line(field.data) and not re.fullmatch(r"\+?[0-9][0-9 ]{1,18}", one_line(field.data)):
            raise ValidationError(_("Write a number to call, such as 112."))

    def settings(self) -> Settings:
        """The settings that were typed. Call after `validate`."""
        hours = {n: self[f"lease_{n}"].number for n in URGENCIES}
        fresh = self.fresh.number
        return Settings(
            leases_s=MappingProxyType({n: told * HOUR_S for n, told in hours.items() if told}),
            fresh_s=fresh * DAY_S if fresh else None, interval_days=self.interval.number,
            moderation=self.moderation.data or None, hotline=one_line(self.hotline.data) or None,
            served_by=ServedBy(self.served_by.data) if self.served_by.data else None,
            question_set=int(self.question_set.data) if self.question_set.data else None,
            household_table=self.household_table.data or None,
            text_vi=clean(self.text_vi.data or "") or None, text_en=clean(self.text_en.data or "") or None,
        )  # fmt: skip


class EndForm(Form):
    """The end of a line that is written already."""

    longest: ClassVar = {"reason": rules.LONGEST_TEXT}
    ends_at = LocalMoment(_l("Ends at"), format=FORMATS, validators=[InputRequired(_l("Say until when."))])
    reason = TextAreaField(_l("Why? Everybody reads it"), validators=[Needed(), _reason])
    seen = IntegerField(widget=HiddenField.widget, default=0)
