"""The form of one picture: the file, what it shows in words, and what is said of the people in it."""

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, RadioField, StringField
from wtforms.validators import ValidationError

from connect.pictures import sizes
from connect.stories.rules import LONGEST_ALT, People
from connect.text import one_line
from connect.web.pages.forms import Form, Needed

PEOPLE = {
    People.NOBODY: _l("Nobody in it can be recognised"),
    People.AGREED: _l("Everybody who can be recognised agreed"),
}


class PictureForm(Form):
    """A further picture of a story. Nothing of it goes before all three were said."""

    longest = {"alt": LONGEST_ALT}
    picture = FileField(_l("Picture"), validators=[Needed()])
    alt = StringField(_l("What the picture shows, in words"), validators=[Needed()])
    people = RadioField(_l("Who can be seen in it?"), choices=list(PEOPLE.items()), validate_choice=False)

    def validate_picture(self, field: Field) -> None:
        """A file, and not larger than the setting."""
        if not field.data:
            raise ValidationError(_("Choose a picture."))
        if most := sizes.exceeded(field.data):
            raise ValidationError(
                _("This picture is larger than %(mb)s MB. Choose a smaller one; your text is still here.", mb=most)
            )

    def validate_alt(self, field: Field) -> None:
        """Requires words beside a picture, for readers who cannot see it."""
        if not one_line(field.data):
            raise ValidationError(_("Say in words what the picture shows, for those who cannot see it."))

    def validate_people(self, field: Field) -> None:
        """One of the two: without it no picture goes."""
        if field.data not in set(People):
            raise ValidationError(_("Choose one. If somebody did not agree, please send another picture."))
