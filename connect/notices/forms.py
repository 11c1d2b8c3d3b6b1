"""The form in which an official writes a notice."""

import os
from typing import Any, ClassVar

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
from wtforms.validators import InputRequired, ValidationError

from connect import config
from connect.notices import rules
from connect.notices.words import SEVERITIES
from connect.text import clean, one_line
from connect.web.pages.forms import FORMATS, Form, LocalMoment


class NoticeForm(Form):
    """A notice; its areas are kept as codes and chosen by search."""

    longest: ClassVar = {"title": rules.LONGEST_TITLE, "text": rules.LONGEST_TEXT, "picture_alt": 200}
    channel = SelectField(_l("In the name of"), coerce=int)
    title = StringField(_l("Title"), validators=[InputRequired(_l("Write a title."))])
    text = TextAreaField(_l("Text"), validators=[InputRequired(_l("Write what people should know and do."))])
    severity = SelectField(
        _l("How grave is it?"),
        choices=[SelectChoice(str(n), SEVERITIES[n][0]) for n in sorted(SEVERITIES)],
        default="1",
    )
    starts_at = LocalMoment(_l("From"), format=FORMATS, validators=[InputRequired(_l("Say from when."))])
    ends_at = LocalMoment(_l("Until"), format=FORMATS, validators=[InputRequired(_l("Say until when."))])
    until_then = BooleanField(_l("It is right: in force until then"))
    asks_end = False  # whether `until_then` has to be asked
    area_text = StringField(_l("Add a ward, or a province"))
    picture = FileField(_l("Picture"))
    picture_alt = StringField(_l("What the picture shows, in words"))
    version = IntegerField(widget=HiddenField.widget)
    no_picture = BooleanField(_l("Take the picture away"))
    has_picture = False  # set by the view: the notice shows one already

    def validate_title(self, field: Field) -> None:
        """One line that fits a phone."""
        if not 3 <= len(one_line(field.data)) <= rules.LONGEST_TITLE:
            raise ValidationError(_("Between 3 and %(most)s letters.", most=rules.LONGEST_TITLE))

    def validate_text(self, field: Field) -> None:
        """Plain text; paragraphs by blank lines."""
        if not 3 <= len(clean(field.data or "")) <= rules.LONGEST_TEXT:
            raise ValidationError(_("Between 3 and %(most)s letters.", most=rules.LONGEST_TEXT))

    def validate_ends_at(self, field: Field) -> None:
        """A notice that says "today" and stays for days is asked about, once."""
        if self.until_then.data or not field.data or not self.starts_at.data:
            return
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
        size_mb, most = field.data.stream.seek(0, os.SEEK_END) / 1024**2, config.current().max_upload_mb
        field.data.stream.seek(0)
        if size_mb > most:
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

    def values(self) -> dict[str, Any]:
        """The arguments of the actions by name, without areas and picture."""
        return {
            "title": one_line(self.title.data), "text": clean(self.text.data or ""),
            "severity": int(self.severity.data), "starts_at": self.starts_at.moment, "ends_at": self.ends_at.moment,
            "picture_alt": one_line(self.picture_alt.data)[:200],
        }  # fmt: skip


class FollowForm(Form):
    """A browser's address for messages with its two keys, and the place it wants to hear of."""

    longest: ClassVar = {"endpoint": 1000}
    area = StringField()
    endpoint = StringField(validators=[InputRequired()])
    p256dh = StringField(validators=[InputRequired()])
    auth = StringField(validators=[InputRequired()])


class FollowingForm(Form):
    """The choices of a browser that follows: from which severity on, a place to leave, all of it to stop."""

    severity = SelectField(
        choices=[SelectChoice(str(n), SEVERITIES[n][0]) for n in sorted(SEVERITIES)], default="1",
    )  # fmt: skip
    leave = StringField()
    stop = StringField()
