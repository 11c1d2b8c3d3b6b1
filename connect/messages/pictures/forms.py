"""The form of a picture: it checks what was sent and keeps the words beside it."""

from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, FileField, HiddenField, StringField
from wtforms.validators import ValidationError

from connect.pictures import sizes
from connect.text import one_line
from connect.web.pages.forms import Form, Needed

ALT = 200


class PictureForm(Form):
    """One picture, with words for whoever cannot see it."""

    longest: ClassVar[dict[str, int]] = {"alt": ALT}

    picture = FileField(_l("Picture (JPEG, PNG or WebP)"), [Needed()])
    alt = StringField(_l("What does it show?"), [Needed()], filters=[lambda text: one_line(text or "")])
    key = HiddenField()

    def validate_picture(self, field: Field) -> None:
        """There is one, and not larger than the setting."""
        if not field.data or not sizes.size_of(field.data):
            raise ValidationError(_("Choose a picture first."))
        if most := sizes.exceeded(field.data):
            raise ValidationError(_("This picture is larger than %(mb)s MB. Choose a smaller one.", mb=most))

    def validate_alt(self, field: Field) -> None:
        """Needed: whoever cannot see the picture, or has no network for it, reads this."""
        if not field.data:
            raise ValidationError(_("Say in a few words what the picture shows, such as: the blue gate."))
