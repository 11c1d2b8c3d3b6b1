"""The form in which an official writes a notice."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from connect.incidents.models import Incident
from connect.notices import rules
from connect.notices.alerts import cap
from connect.notices.alerts.cap import Category, Certainty, Response, Status, Urgency
from connect.notices.alerts.content import Content, Words
from connect.notices.channels import kits
from connect.notices.words import CATEGORIES, CERTAINTIES, RESPONSES, RISK_LEVELS, SEVERITIES, URGENCIES
from connect.notices.writing.forms import AreaForm
from connect.notices.writing.said import STATUSES
from connect.pictures import sizes
from connect.text import clean, one_line
from connect.web.pages.forms import FORMATS, Form, LocalMoment

NO_INCIDENT = _l("none")
AS_PRIORITY = SelectChoice("", _l("as the choice above says"))
SHORTEST_TEXT = 3
WEB = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")


def _choices(words: Mapping[Any, Any], first: SelectChoice) -> list[SelectChoice]:
    return [first, *(SelectChoice(str(value), told) for value, told in words.items())]


class NoticeForm(AreaForm):
    """A notice; its areas are kept as codes and chosen by search, by a circle, or drawn."""

    longest: ClassVar = {
        "title": rules.LONGEST_TITLE, "text": rules.LONGEST_TEXT, "instruction": rules.LONGEST_TEXT,
        "title_en": rules.LONGEST_TITLE, "text_en": rules.LONGEST_TEXT, "instruction_en": rules.LONGEST_TEXT,
        "picture_alt": 200, "web": 300, "contact": 200, **AreaForm.longest,
    }  # fmt: skip
    channel = SelectField(_l("In the name of"), coerce=int)
    title = StringField(_l("Title"), validators=[InputRequired(_l("Write a title."))])
    text = TextAreaField(_l("Text"), validators=[InputRequired(_l("Write what people should know and do."))])
    severity = SelectField(
        _l("How grave is it?"),
        choices=[SelectChoice(str(n), SEVERITIES[n][0]) for n in sorted(SEVERITIES)],
        default="1",
    )
    status = SelectField(
        _l("Is it real?"), choices=[SelectChoice(str(one), told) for one, told in STATUSES.items()],
        default=str(Status.ACTUAL),
    )  # fmt: skip
    starts_at = LocalMoment(_l("From"), format=FORMATS, validators=[InputRequired(_l("Say from when."))])
    ends_at = LocalMoment(_l("Until"), format=FORMATS, validators=[InputRequired(_l("Say until when."))])
    instruction = TextAreaField(_l("What to do, if it does not stand in the text"))
    title_en = StringField(_l("Title in English"))
    text_en = TextAreaField(_l("Text in English"))
    instruction_en = TextAreaField(_l("What to do, in English"))
    urgency = SelectField(_l("How soon?"), choices=_choices(URGENCIES, AS_PRIORITY), default="")
    certainty = SelectField(_l("How sure is it?"), choices=_choices(CERTAINTIES, AS_PRIORITY), default="")
    response = SelectField(_l("What should people do?"), choices=_choices(RESPONSES, AS_PRIORITY), default="")
    category = SelectField(
        _l("What is it about?"), choices=[SelectChoice(str(one), told) for one, told in CATEGORIES.items()],
        default=str(Category.OTHER),
    )  # fmt: skip
    event = StringField(_l("What happens, in two or three words"))
    risk_level = SelectField(
        _l("Level of disaster risk"), choices=_choices(RISK_LEVELS, SelectChoice("", _l("none"))), default=""
    )
    incident = SelectField(_l("Part of an incident"), choices=[SelectChoice("", NO_INCIDENT)], default="")
    incidents: Sequence[Incident] = ()  # set by the view: those that may be chosen
    onset_at = LocalMoment(_l("What it tells of begins"), format=FORMATS, validators=[Optional()])
    contact = StringField(_l("Who answers questions"))
    web = StringField(_l("A page that says more"))
    until_then = BooleanField(_l("It is right: in force until then"))
    asks_end = False  # whether `until_then` has to be asked
    area_text = StringField(_l("Add a ward, or a province"))
    picture = FileField(_l("Picture"))
    picture_alt = StringField(_l("What the picture shows, in words"))
    version = IntegerField(widget=HiddenField.widget)
    no_picture = BooleanField(_l("Take the picture away"))
    blanks_stay = False  # set by the view: what is only kept as a draft may have brackets left
    has_picture = False  # set by the view: the notice shows one already

    def validate_title(self, field: Field) -> None:
        """One line that fits a phone."""
        if not 3 <= len(one_line(field.data)) <= rules.LONGEST_TITLE:
            raise ValidationError(_("Between 3 and %(most)s letters.", most=rules.LONGEST_TITLE))

    def validate_text(self, field: Field) -> None:
        """Plain text; paragraphs by blank lines."""
        if not 3 <= len(clean(field.data or "")) <= rules.LONGEST_TEXT:
            raise ValidationError(_("Between 3 and %(most)s letters.", most=rules.LONGEST_TEXT))

    def validate_instruction(self, field: Field) -> None:
        """No bracket of a kit goes out: "Leave before [hour]" is worse than nothing."""
        texts = (self.title, self.text, field, self.title_en, self.text_en, self.instruction_en)
        left = next((found for one in texts if (found := kits.blank_left(one.data or ""))), None)
        if left and not self.blanks_stay:
            raise ValidationError(_("Fill in what stands in brackets: %(left)s", left=left))

    def validate_ends_at(self, field: Field) -> None:
        """A notice that says "today" and stays for days is asked about, once."""
        if self.until_then.data or not field.data or not self.starts_at.data:
            return
        if rules.is_long(self._severity(), self.starts_at.data, field.data):
            self.asks_end = True
            raise ValidationError(_("In force for so long? Set the end, or tick that it is right."))
        said = "\n".join((one_line(self.title.data), clean(self.text.data or "")))
        if word := rules.outlasted_word(said, self.starts_at.data, field.data):
            self.asks_end = True
            raise ValidationError(
                _("The text says “%(word)s”, but it is in force for longer. Set the end, or tick that it is right.",
                  word=word)
            )  # fmt: skip

    def validate_picture(self, field: Field) -> None:
        """Not larger than the setting; the text that came with it is kept."""
        if not field.data:
            return
        if most := sizes.exceeded(field.data):
            raise ValidationError(
                _("This picture is larger than %(mb)s MB. Choose a smaller one; your text is still here.", mb=most)
            )

    def validate_picture_alt(self, field: Field) -> None:
        """Requires words beside a picture, for readers who cannot see it."""
        stays = self.has_picture and not self.no_picture.data
        if (self.picture.data or stays) and not one_line(field.data):
            raise ValidationError(_("Say in words what the picture shows, for those who cannot see it."))

    def validate_severity(self, field: Field) -> None:
        """One of the four."""
        if field.data not in {str(n) for n in rules.SEVERITY_NAMES}:
            raise ValidationError(_("Choose how grave it is."))

    def _severity(self) -> int:
        """The number that was chosen; the least where it is none."""
        return int(self.severity.data) if self.severity.data in {str(n) for n in rules.SEVERITY_NAMES} else 1

    def validate_text_en(self, field: Field) -> None:
        """English is whole or not there: a title alone tells a reader nothing."""
        if bool(one_line(self.title_en.data)) != bool(clean(field.data or "")):
            raise ValidationError(_("In English, write both the title and the text, or neither."))

    def validate_event(self, field: Field) -> None:
        """As short as the standard wants it."""
        if len(one_line(field.data)) > cap.LONGEST_EVENT:
            raise ValidationError(_("At most %(most)s letters.", most=cap.LONGEST_EVENT))

    def validate_web(self, field: Field) -> None:
        """An address that a browser opens."""
        if one_line(field.data) and not WEB.fullmatch(one_line(field.data)):
            raise ValidationError(_("An address that begins with https://, or nothing."))

    def content(self, picture: str | None) -> Content:
        """The content as it was typed, with the areas that were ticked and the file of its picture."""
        drawn = self.drawn()
        return Content(
            title=one_line(self.title.data), text=clean(self.text.data or ""),
            instruction=clean(self.instruction.data or ""), others=self._others(), severity=int(self.severity.data),
            status=Status(self.status.data),
            urgency=_chosen(Urgency, self.urgency), certainty=_chosen(Certainty, self.certainty),
            response=_chosen(Response, self.response), category=Category(self.category.data),
            event=one_line(self.event.data), risk_level=int(self.risk_level.data) if self.risk_level.data else None,
            incident_id=next((one.id for one in self.incidents if one.public_id == self.incident.data), None),
            starts_at=self.starts_at.moment, onset_at=self.onset_at.moment if self.onset_at.data else None,
            ends_at=self.ends_at.moment,
            areas=tuple(self.areas), outline=drawn.outline, circle=drawn.circle, contact=one_line(self.contact.data),
            web=one_line(self.web.data), picture=picture,
            picture_alt=one_line(self.picture_alt.data)[:200],
        )  # fmt: skip

    def _others(self) -> dict[str, Words]:
        title = one_line(self.title_en.data)
        return (
            {"en": Words(title, clean(self.text_en.data or ""), clean(self.instruction_en.data or ""))} if title else {}
        )


Word = TypeVar("Word", bound=StrEnum)


def _chosen(of: type[Word], field: Field) -> Word | None:
    """The word that was chosen; None: as the priority says."""
    return of(field.data) if field.data else None


class DeskForm(Form):
    """A move of a notice at the desk: which, on what was read, and why."""

    longest: ClassVar = {"reason": rules.LONGEST_REASON}
    verb = StringField()
    edition = IntegerField(validators=[InputRequired()])
    reason = TextAreaField(_l("Why?"), validators=[InputRequired(_l("Say why."))])
    area_name = StringField(_l("The name of the area, to be sure"), validators=[InputRequired()])


class EndingForm(Form):
    """The press that says what follows the end of a notice: so many hours more, or that the danger is over."""

    longest: ClassVar = {"text": rules.LONGEST_TEXT}
    verb = StringField()
    edition = IntegerField(validators=[InputRequired()])
    hours = SelectField(_l("How much longer?"), choices=[str(one) for one in rules.LONGER_H], default="6")
    text = TextAreaField(_l("What people read"))

    def validate_text(self, field: Field) -> None:
        """Some words, where the danger is over."""
        if self.verb.data == "all_clear" and len(clean(field.data or "")) < SHORTEST_TEXT:
            raise ValidationError(_("Say that it is over, and what is still to be heeded."))


class SendingForm(Form):
    """A move of the sending of a notice: of which version, and which."""

    version = IntegerField(validators=[InputRequired()])  # 0: that it is withdrawn
    verb = StringField()
